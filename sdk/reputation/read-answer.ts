import type { Address } from "viem";
import * as z from "zod/mini";
import { bytes32, list, must, record, type Schema, text } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";
import type { AnswerDocuments, JsonOf, ReputationAnswer } from "./answer.ts";
import type { PersonalSeed } from "./facts.ts";
import { failureKinds } from "./outcomes.ts";
import type { ReputationPart } from "./parts.ts";
import type {
  CalibrationRecord,
  FailureRecord,
  JurorRoundRecord,
  PactRecord,
  RatingRecord,
  ReputationRecords,
  SettlementRecord,
} from "./records.ts";
import { type Tier, tierOf, tiers } from "./tiers.ts";

const WHOLE = 10_000;
/** Entries of a list in an answer; more are none of an indexer's. */
const MOST_ENTRIES = 1_000_000;
const MOST_POOLS = 256;
const MOST_SEEDS = 256;
const LARGEST_WEIGHT = 2 ** 32 - 1;
const LONGEST_KIND = 200;

type Read<Value> = { readonly [Name in keyof Value]-?: Schema<Value[Name]> };

/** A schema for exactly these fields, of which some may be left out. */
const fields = <Value>(shape: Read<Value>) => record(shape) as unknown as Schema<Value>;
const orAbsent = <Value>(schema: Schema<Value>) => z.optional(schema) as unknown as Schema<Value | undefined>;
const word = <const Word extends string>(...known: readonly Word[]) =>
  text((value) => known.includes(value as Word), `must be one of: ${known.join(", ")}`) as Schema<Word>;
const many = <Value>(schema: Schema<Value>, entries: string, maximum = MOST_ENTRIES) =>
  list(schema, { entries, maximum }) as Schema<readonly Value[]>;

/** A whole number, as a JSON number: text and fractions would not be what was signed. */
const number = (maximum: number, minimum = 0): Schema<number> =>
  z.custom<number, unknown>(
    (value) => Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
    { error: `must be a whole number within ${minimum} to ${maximum}` },
  );
const count = () => number(Number.MAX_SAFE_INTEGER);
/** A whole number that may be large, as the shortest text of decimal digits. */
const units = (): Schema<string> =>
  text((value) => /^(0|[1-9]\d{0,79})$/.test(value), "must be a whole number as text of decimal digits");
const holder = (): Schema<Address> =>
  text((value) => /^0x[0-9a-f]{40}$/.test(value), "must be an address in lower case") as Schema<Address>;
const hash = () => bytes32();

function partFields(): Schema<JsonOf<ReputationPart>> {
  return fields<JsonOf<ReputationPart>>({
    component: word("trade", "losses", "ratings", "pacts", "jury"),
    ...{ points: number(WHOLE, -WHOLE), weight: units(), dealId: hash() },
    ...{ milestone: orAbsent(number(255)), counterparty: orAbsent(holder()), round: orAbsent(number(2, 1)) },
  });
}

function settlementFields(): Schema<JsonOf<SettlementRecord>> {
  return fields<JsonOf<SettlementRecord>>({
    ...{ milestones: count(), counterparties: count(), value: units(), toSeller: units(), toBuyer: units() },
    ...{ onTime: count(), disputes: count(), disputesLost: count() },
  });
}

function jurorFields(): Schema<JsonOf<JurorRoundRecord>> {
  return fields<JsonOf<JurorRoundRecord>>({
    ...{ duties: count(), ballots: count(), timely: count(), absent: count(), equivocations: count() },
    ...{ agreements: count(), agreement: orAbsent(number(WHOLE)) },
  });
}

function recordFields(): Schema<JsonOf<ReputationRecords>> {
  const failure = fields<JsonOf<FailureRecord>>({
    ...{ kind: word(...failureKinds), milestones: count(), value: units() },
  });
  const rating = fields<JsonOf<RatingRecord>>({
    ...{ counterparty: holder(), ratings: count(), average: orAbsent(number(WHOLE)), value: units() },
  });
  const pact = fields<JsonOf<PactRecord>>({
    kind: text(({ length }) => length <= LONGEST_KIND, `must have at most ${LONGEST_KIND} characters`),
    ...{ results: count(), units: units(), lost: units(), share: orAbsent(number(WHOLE)) },
  });
  const calibration = fields<JsonOf<CalibrationRecord>>({
    ...{ pact: hash(), publisher: holder(), runs: count(), best: number(WHOLE), latest: number(WHOLE) },
    latestAt: units(),
  });
  return fields<JsonOf<ReputationRecords>>({
    ...{ seller: settlementFields(), buyer: settlementFields(), failures: many(failure, "failures") },
    ...{ ratings: many(rating, "ratings"), pacts: many(pact, "kinds of clauses") },
    juror: fields<JsonOf<ReputationRecords["juror"]>>({ named: jurorFields(), drawn: jurorFields() }),
    calibrations: many(calibration, "calibrations"),
  });
}

function answerFields(): Schema<ReputationAnswer> {
  const block = fields<ReputationAnswer["asOf"]>({
    ...{ block: count(), hash: hash(), timestamp: number(2 ** 40 - 1) },
  });
  const seed = fields<PersonalSeed>({ address: holder(), weight: number(LARGEST_WEIGHT, 1) });
  const names = tiers.map(({ tier }) => tier);
  return fields<ReputationAnswer>({
    ...{ subject: holder(), principal: holder(), asOf: block, view: word("global", "personal") },
    ...{ score: number(WHOLE), tier: word<Tier>(...names), confidence: number(WHOLE), trust: units() },
    ...{ parts: many(partFields(), "parts"), records: recordFields() },
    pools: many(holder(), "pools", MOST_POOLS),
    seeds: orAbsent(many(seed, "seeds", MOST_SEEDS)),
    parameters: hash(),
    documents: orAbsent(
      fields<AnswerDocuments>({ count: number(Number.MAX_SAFE_INTEGER, 1), digest: hash() }),
    ),
  }).check(
    must(
      ({ parts, score }) => parts.reduce((sum, { points }) => sum + points, 0) === score,
      "must have parts whose points sum to the score",
    ),
    must(
      ({ score, confidence, tier }) => tierOf(score, confidence) === tier,
      "must have the tier of its score and confidence",
    ),
    must(
      ({ view, seeds }) => (view === "personal") === (seeds !== undefined),
      "must have seeds where it is personal, and none where it is global",
    ),
  );
}

let schema: Schema<ReputationAnswer> | undefined;

/**
 * Reads an answer of a stranger: an object, or its JSON text. It has exactly the fields of `ReputationAnswer`, its points sum to its
 * score, and its tier is that of score and confidence. Whether it is true, only a recomputation says.
 *
 * @throws InvalidFieldError naming the first field that is wrong.
 * @example
 * import { readReputationAnswer } from "quittance/reputation";
 *
 * try {
 *   readReputationAnswer({ subject: "0x00000000000000000000000000000000000000b2", score: "high" });
 * } catch (error) {
 *   console.log(error instanceof Error && error.name); // InvalidFieldError
 * }
 */
export function readReputationAnswer(answer: unknown): ReputationAnswer {
  schema ??= answerFields();
  return parseWith("answer", schema, answer);
}

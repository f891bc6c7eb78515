import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import { requireEach, requireList, requireOptions } from "../json/options.ts";
import { readAccountDid } from "../protocol/account-did.ts";
import { requireAddress } from "../protocol/address.ts";
import type { ReputationAnswer } from "../reputation/answer.ts";
import type { PersonalSeed } from "../reputation/facts.ts";
import type { AgentFilter } from "../reputation/find.ts";
import { readReputationAnswer } from "../reputation/read-answer.ts";
import { type Tier, tiers } from "../reputation/tiers.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { idOf, numbered } from "./page.ts";
import {
  anything,
  hash,
  holder,
  listOf,
  maybe,
  object,
  one,
  readAnswer,
  units,
  whole,
  words,
} from "./values.ts";

/** In whose eyes, and as of which block. */
export interface TrustView extends Asking {
  /** As of the newest block that cannot change any more; the newest block when left out. */
  readonly finalized?: boolean | undefined;
  /** What the asker trusts by itself, 1 to 16: makes a personal view. */
  readonly seeds?: readonly PersonalSeed[] | undefined;
}

const MOST_SUBJECTS = 100;
const MOST_AGENTS = 100;

/**
 * The trust in an address as an indexer says it: score, tier, confidence, the facts that make the score, and records, as of one
 * block. It is the object that `recomputeReputation` of `quittance/audit` computes from the chain, so that it need not be believed;
 * amounts in it are decimal text. An address that nothing is known of is unproven, with a score of 0.
 *
 * @param parameters.subject An address, or the DID of an account.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getTrust } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const subject = "0x00000000000000000000000000000000000000b2";
 * const { name } = await getTrust(history, { subject }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getTrust(
  history: History,
  parameters: { readonly subject: string } & TrustView,
): Promise<ReputationAnswer> {
  requireHistory(history);
  requireOptions(parameters, "subject finalized seeds signal");
  const { subject, finalized, seeds, signal } = parameters;
  const address = addressOf("subject", subject);
  const pairs = seedsOf(seeds)?.map((seed) => `${seed.address}:${seed.weight}`);
  const query = { view: viewOf(finalized), seeds: pairs?.join() };
  const answer = await history.json(`/trust/${subject}`, query, signal);
  if (answer === undefined) throw new IndexerAnswerMalformedError("it serves no trust");
  return readTrust(answer, address, seeds);
}

/** What an indexer says of many, as of one block. */
export interface TrustBatch {
  readonly asOf: ReputationAnswer["asOf"];
  /** In the order of the subjects. */
  readonly answers: readonly ReputationAnswer[];
}

/**
 * The trust in up to 100 addresses, all as of one block.
 *
 * @param parameters.subjects Addresses, or DIDs of accounts.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getTrustBatch } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const subjects = ["0x00000000000000000000000000000000000000b2"];
 * const { name } = await getTrustBatch(history, { subjects }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getTrustBatch(
  history: History,
  parameters: { readonly subjects: readonly string[] } & TrustView,
): Promise<TrustBatch> {
  requireHistory(history);
  requireOptions(parameters, "subjects finalized seeds signal");
  const { subjects, finalized, seeds, signal } = parameters;
  requireList("subjects", subjects);
  if (subjects.length === 0 || subjects.length > MOST_SUBJECTS) {
    throw new InvalidFieldError({
      field: "subjects",
      value: subjects.length,
      problem: `must be 1 to ${MOST_SUBJECTS}`,
      remedy: "Ask in several batches.",
    });
  }
  const addresses = subjects.map((subject, index) => addressOf(`subjects[${index}]`, subject));
  const body = { subjects, view: viewOf(finalized), seeds: seedsOf(seeds) };
  const columns = { asOf: blockColumns(), answers: listOf(anything()) };
  const read = readAnswer(object(columns), await history.post("/trust/batch", body, signal));
  if (read.answers.length !== addresses.length) {
    throw new IndexerAnswerMalformedError("it has not one answer for each subject");
  }
  const answers = read.answers.map((answer, index) => readTrust(answer, addresses[index] as Address, seeds));
  const strange = answers.find(({ asOf }) => asOf.hash !== read.asOf.hash);
  if (strange !== undefined) throw new IndexerAnswerMalformedError("its answers are as of several blocks");
  return { asOf: read.asOf, answers };
}

/** An agent that was found: a principal, and what it was found by. */
export interface AgentRecord {
  readonly principal: Address;
  readonly score: number;
  readonly confidence: number;
  readonly tier: Tier;
  /** USDC base units. */
  readonly trust: bigint;
  /** Milestones that it sold and that settled, of the pact and the category that were asked for. */
  readonly milestones: number;
  /** Of these milestones, in USDC base units. */
  readonly averageAmount: bigint;
  /** Basis points of these milestones that were on time. */
  readonly onTimeShare: number;
}

/** A page of agents, the best first. */
export interface AgentPage {
  readonly asOf: ReputationAnswer["asOf"];
  /** The juror pools whose stake vouches. */
  readonly pools: readonly Address[];
  /** `parametersDigest` of the parameters. */
  readonly parameters: Hex;
  readonly items: readonly AgentRecord[];
  /** `after` of the next page; undefined behind the last one. */
  readonly next: string | undefined;
}

/** Agents are looked for by these. */
export interface AgentQuestion extends AgentFilter, Asking {
  readonly finalized?: boolean | undefined;
  /** 1 to 100; 100 when left out. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/**
 * Agents that sold something, by what they must have: score, tier, confidence, a pact or a category, the average amount of what was
 * settled, the share that was on time. The best come first. Pages may be as of different blocks.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, findAgents } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const wanted = { tier: "known", averageAtMost: 50_000_000n, onTimeShare: 9_000 } as const;
 * const { name } = await findAgents(history, wanted).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function findAgents(history: History, parameters: AgentQuestion = {}): Promise<AgentPage> {
  requireHistory(history);
  requireOptions(parameters, QUESTION_FIELDS);
  const { pact, category, averageAtLeast, averageAtMost, finalized, limit, signal, tier, ...plain } =
    parameters;
  requireTier(tier);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1 && limit <= MOST_AGENTS)) {
    throw new InvalidFieldError({
      field: "limit",
      value: limit,
      problem: `must be a whole number within 1 to ${MOST_AGENTS}`,
      remedy: "Ask for the next page with `after`.",
    });
  }
  for (const name of ["score", "confidence", "onTimeShare", "milestones"] as const)
    numbered(name, plain[name]);
  const body = {
    ...{ ...plain, tier, limit, view: viewOf(finalized) },
    pact: pact === undefined ? undefined : idOf("pact", pact),
    category: unitsOf("category", category),
    averageAtLeast: unitsOf("averageAtLeast", averageAtLeast),
    averageAtMost: unitsOf("averageAtMost", averageAtMost),
  };
  const agent = object({
    ...{ principal: holder(), score: whole(), confidence: whole(), trust: units(), milestones: whole() },
    tier: one(...tiers.map((each) => each.tier)),
    ...{ averageAmount: units(), onTimeShare: whole() },
  });
  const columns = {
    ...{ asOf: blockColumns(), pools: listOf(holder()), parameters: hash(), agents: listOf(agent) },
    next: maybe(words()),
  };
  const answer = await history.post("/trust/filter", body, signal);
  const { agents: items, ...page } = readAnswer(object(columns), answer);
  if (page.next !== undefined && page.next === parameters.after) {
    throw new IndexerAnswerMalformedError("next does not move");
  }
  return { ...page, items };
}

const QUESTION_FIELDS =
  "score confidence tier pact category averageAtLeast averageAtMost onTimeShare milestones finalized limit after signal";

/** An answer about what was asked, and in whose eyes. */
function readTrust(
  answer: unknown,
  subject: Address,
  seeds: readonly PersonalSeed[] | undefined,
): ReputationAnswer {
  let read: ReputationAnswer;
  try {
    read = readReputationAnswer(answer);
  } catch (error) {
    if (error instanceof InvalidFieldError) throw new IndexerAnswerMalformedError(error.shortMessage);
    throw error;
  }
  if (read.subject !== subject) throw new IndexerAnswerMalformedError("it is about another address");
  const [asked, used] = [seeds, read.seeds].map((list) =>
    list
      ?.map(({ address, weight }) => `${address.toLowerCase()}:${weight}`)
      .sort()
      .join(),
  );
  if (asked !== used) throw new IndexerAnswerMalformedError("it was computed with other seeds");
  return read;
}

/** The address that a subject names, in lower case. Which contracts an indexer knows, it says itself. */
function addressOf(field: string, subject: string): Address {
  const named = readAccountDid(subject)?.account ?? (subject as Address);
  try {
    requireAddress(field, named);
  } catch {
    throw new InvalidFieldError({
      field,
      value: subject,
      address: true,
      problem: "must be an address, or did:quittance:chainId:contract:account in lower case",
      remedy: "Give 0x and 40 hex digits, or make the DID with accountDid.",
    });
  }
  return named.toLowerCase() as Address;
}

function seedsOf(seeds: readonly PersonalSeed[] | undefined): readonly PersonalSeed[] | undefined {
  if (seeds === undefined) return undefined;
  requireEach("seeds", seeds, "address weight");
  return seeds.map(({ address, weight }, index) => {
    requireAddress(`seeds[${index}].address`, address);
    numbered(`seeds[${index}].weight`, weight);
    return { address: address.toLowerCase() as Address, weight };
  });
}

function viewOf(finalized: boolean | undefined): "finalized" | undefined {
  if (finalized === undefined || finalized === false) return undefined;
  if (finalized === true) return "finalized";
  throw new InvalidFieldError({
    field: "finalized",
    value: finalized,
    problem: "must be true or false",
    remedy: "Leave it out for the newest block.",
  });
}

function unitsOf(field: string, value: bigint | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "bigint" && value >= 0n) return String(value);
  throw new InvalidFieldError({
    field,
    value,
    problem: "must be a bigint, 0 or more",
    remedy: "Give base units, such as 25_000_000n for 25 USDC.",
  });
}

function requireTier(tier: Tier | undefined): void {
  const names = tiers.map((each) => each.tier);
  if (tier === undefined || names.includes(tier)) return;
  throw new InvalidFieldError({
    field: "tier",
    value: tier,
    problem: `must be one of: ${names.join(", ")}`,
    remedy: "Give the lowest tier that fits, or leave it out.",
  });
}

const blockColumns = () => object({ block: whole(), hash: hash(), timestamp: whole() });

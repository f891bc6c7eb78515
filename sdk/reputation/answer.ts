import type { Address, Hex } from "viem";
import { hashCanonical } from "../json/canonical.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { requireWord } from "../protocol/hex-parts.ts";
import type { PersonalSeed } from "./facts.ts";
import { type ReputationParameters, readParameters } from "./parameters.ts";
import type { ReputationPart } from "./parts.ts";
import { lower } from "./principals.ts";
import type { ReputationRecords } from "./records.ts";
import type { Reputation } from "./reputation.ts";
import type { Tier } from "./tiers.ts";

/** A value as JSON has it: what can exceed 2^53 is text of decimal digits, and what is undefined is left out. */
export type JsonOf<Value> = Value extends bigint
  ? string
  : Value extends readonly (infer Entry)[]
    ? readonly JsonOf<Entry>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: JsonOf<Value[Name]> }
      : Value;

/** The block that an answer is as of. */
export interface AnswerBlock {
  readonly block: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * A reputation as it travels: an object that JSON keeps, the same for everybody who computes it from the same chain. An indexer
 * serves it, statements sign it, and a replay of the chain is compared with it. Addresses are in lower case.
 */
export interface ReputationAnswer {
  readonly subject: Address;
  readonly principal: Address;
  readonly asOf: AnswerBlock;
  readonly view: "global" | "personal";
  readonly score: number;
  readonly tier: Tier;
  readonly confidence: number;
  /** USDC base units, as text. */
  readonly trust: string;
  readonly parts: readonly JsonOf<ReputationPart>[];
  readonly records: JsonOf<ReputationRecords>;
  /** The juror pools whose stake vouches and whose duties count, sorted. */
  readonly pools: readonly Address[];
  /** What the asker trusts by itself, sorted by address; only of a personal view. */
  readonly seeds?: readonly PersonalSeed[] | undefined;
  /** `parametersDigest` of the parameters. */
  readonly parameters: Hex;
  /** What verified documents it rests on; left out when on none. */
  readonly documents?: AnswerDocuments | undefined;
}

/** Which documents an answer rests on, so that two can see whether they used the same. */
export interface AnswerDocuments {
  readonly count: number;
  /** keccak256 of the canonical JSON (RFC 8785) of what was used, sorted. */
  readonly digest: Hex;
}

/** What an answer says beside the reputation: what it was computed with. */
export interface AnswerSources {
  /** Of the block `reputation.asOf`. */
  readonly hash: Hex;
  /** As in `reputationOf`. */
  readonly pools?: readonly Address[] | undefined;
  readonly seeds?: readonly PersonalSeed[] | undefined;
  readonly parameters?: Partial<ReputationParameters> | undefined;
  /** What was used of documents: `used` of `factsOfDocuments`. */
  readonly documents?: readonly Hex[] | undefined;
}

const REPUTATION_FIELDS = "subject principal asOf view score tier confidence trust parts records";

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A reputation as an object that JSON keeps, with what it was computed with. Two who compute it from the same chain get objects with
 * the same `canonicalJson`.
 *
 * @throws InvalidFieldError for a hash that is none, pools that are no addresses, or parameters out of bounds.
 * @example
 * import { reputationAnswer, reputationOf } from "quittance/reputation";
 *
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const subject = "0x00000000000000000000000000000000000000b2";
 * const reputation = reputationOf({ facts: { settlements: [] }, asOf, subject });
 * const answer = reputationAnswer(reputation, { hash: `0x${"11".repeat(32)}` });
 * console.log(answer.asOf.block, answer.trust); // 20 0
 */
export function reputationAnswer(reputation: Reputation, sources: AnswerSources): ReputationAnswer {
  requireOptions(reputation, REPUTATION_FIELDS, "reputation");
  requireOptions(sources, "hash pools seeds parameters documents", "sources");
  const { subject, principal, asOf, view, score, tier, confidence, trust, parts, records } = reputation;
  const { hash, pools = [], seeds, parameters, documents = [] } = sources;
  requireWord("sources.hash", hash);
  pools.forEach((pool, index) => {
    requireAddress(`sources.pools[${index}]`, pool);
  });
  const named = { blockNumber: Number(asOf.blockNumber), timestamp: Number(asOf.timestamp) };
  return {
    ...{ subject, principal },
    asOf: { block: named.blockNumber, hash: hash.toLowerCase() as Hex, timestamp: named.timestamp },
    ...{ view, score, tier, confidence, trust: String(trust) },
    parts: parts.map(plain),
    records: plain(records),
    pools: [...new Set(pools.map(lower))].sort(byText),
    ...(seeds === undefined ? {} : { seeds: sortedSeeds(seeds) }),
    parameters: parametersDigest(parameters),
    ...(documents.length === 0 ? {} : { documents: documentsOf(documents) }),
  };
}

function documentsOf(documents: readonly Hex[]): AnswerDocuments {
  documents.forEach((hash, index) => {
    requireWord(`sources.documents[${index}]`, hash);
  });
  const used = [...new Set(documents.map((hash) => hash.toLowerCase()))].sort(byText);
  return { count: used.length, digest: hashCanonical(used) };
}

function sortedSeeds(seeds: readonly PersonalSeed[]): PersonalSeed[] {
  return seeds
    .map(({ address, weight }) => ({ address: lower(address), weight }))
    .sort((a, b) => byText(a.address, b.address) || a.weight - b.weight);
}

/** A value as JSON keeps it. */
function plain<Value>(value: Value): JsonOf<Value> {
  return plainOf(value) as JsonOf<Value>;
}

function plainOf(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(kept.map(([name, each]) => [name, plainOf(each)]));
}

/**
 * Names parameters by a hash, so that two can see whether they compute with the same: keccak256 of the canonical JSON (RFC 8785) of
 * all of them, as decimal text.
 *
 * @throws InvalidFieldError for parameters out of bounds.
 * @example
 * import { parametersDigest } from "quittance/reputation";
 *
 * console.log(parametersDigest() === parametersDigest({ keep: 2_000n })); // true: it is the default
 */
export function parametersDigest(parameters?: Partial<ReputationParameters>): Hex {
  return hashCanonical(plain(readParameters(parameters)));
}

import type { Address, Hex } from "viem";
import { lazily } from "../errors/lazily.ts";
import { hashCanonical } from "../json/canonical.ts";
import { address, amount, bytes32, list, record, type Schema, text, time, uint } from "../json/fields.ts";
import { requireObject } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { lowerCase } from "../protocol/address.ts";

/** What a statement and a credential say of an answer, one by one. */
export interface TrustFigures {
  /** Who was asked about, in lower case. */
  readonly subject: Address;
  /** Whom it acts for, and whose score it is. */
  readonly principal: Address;
  /** The block that the answer is as of. */
  readonly block: number;
  readonly blockHash: Hex;
  /** Unix seconds. */
  readonly blockTime: number;
  /** `global`: trust from the stake of seats; `personal`: from the asker's own seeds. */
  readonly view: "global" | "personal";
  /** 0 to 10000. */
  readonly score: number;
  readonly tier: string;
  /** 0 to 10000: how much evidence the score rests on. */
  readonly confidence: number;
  /** The stake behind the principal, in USDC base units. */
  readonly trust: bigint;
  /** keccak256 of the canonical JSON (RFC 8785) of the juror pools whose stake counts, in lower case. */
  readonly pools: Hex;
  /** Digest of the parameters that the score was computed with. */
  readonly parameters: Hex;
  /** keccak256 of the canonical JSON (RFC 8785) of the whole answer. */
  readonly answer: Hex;
}

/** The answer of `GET /trust/<address>`, as far as statements and credentials repeat it. */
export interface TrustAnswer {
  readonly subject: Address;
  readonly principal: Address;
  readonly asOf: { readonly block: number; readonly hash: Hex; readonly timestamp: number };
  readonly view: "global" | "personal";
  readonly score: number;
  readonly tier: string;
  readonly confidence: number;
  /** USDC base units in decimal digits. */
  readonly trust: string;
  readonly pools: readonly Address[];
  readonly parameters: Hex;
}

const WHOLE = 10_000;
const MOST_POOLS = 1_000;

export const tierText = (): Schema<string> =>
  text((value) => /^[a-z][a-z-]{0,31}$/.test(value), "must be the name of a tier");

export const viewText = (): Schema<"global" | "personal"> =>
  text((value) => value === "global" || value === "personal", "must be global or personal") as Schema<
    "global" | "personal"
  >;

export const share = (): Schema<number> => uint(16, { maximum: WHOLE });

export const blockNumber = (): Schema<number> => uint(48);

const answerSchema = /* @__PURE__ */ lazily(
  () =>
    record({
      ...{ subject: address(), principal: address() },
      asOf: record({ block: blockNumber(), hash: bytes32(), timestamp: time() }),
      ...{ view: viewText(), score: share(), tier: tierText(), confidence: share(), trust: amount() },
      pools: list(address(), { entries: "pools", maximum: MOST_POOLS }),
      parameters: bytes32(),
    }) as unknown as Schema<Omit<TrustAnswer, "trust"> & { readonly trust: bigint }>,
);

/**
 * The figures of an answer, each checked, and the digest of the whole of it.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 */
export function figuresOf(answer: TrustAnswer): TrustFigures {
  requireObject("answer", answer, "Pass the answer of GET /trust/<address> as it was parsed.");
  const { subject, principal, asOf, view, score, tier, confidence, trust, pools, parameters } = answer;
  const named = { subject, principal, asOf, view, score, tier, confidence, trust, pools, parameters };
  const read = parseWith("answer", answerSchema(), named);
  return {
    ...{ subject: lower(read.subject), principal: lower(read.principal) },
    ...{ block: read.asOf.block, blockHash: read.asOf.hash, blockTime: read.asOf.timestamp },
    ...{ view: read.view, score: read.score, tier: read.tier, confidence: read.confidence },
    trust: read.trust,
    pools: hashCanonical(read.pools.map(lower)),
    parameters: read.parameters,
    answer: hashCanonical(answer),
  };
}

const lower = (value: Address): Address => lowerCase(value) as Address;

/** The names of the figures, in the order in which they are compared: a figure before the digest that covers it. */
export const FIGURES = [
  ...(["subject", "principal", "block", "blockHash", "blockTime", "view", "score", "tier"] as const),
  ...(["confidence", "trust", "pools", "parameters", "answer"] as const),
];

/** The first figure in which an answer differs from what was signed; undefined when it is the same answer. */
export function differenceOf(signed: TrustFigures, answer: TrustAnswer): keyof TrustFigures | undefined {
  const actual = figuresOf(answer);
  return FIGURES.find((name) => signed[name] !== actual[name]);
}

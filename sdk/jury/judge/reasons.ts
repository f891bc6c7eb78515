import { type Hex, keccak256, stringToBytes } from "viem";
import { canonicalJson } from "../../json/canonical.ts";
import type { ClauseKind } from "../../pact/clauses.ts";
import type { ScoreLine } from "../../pact/score.ts";
import type { Finding } from "../measures/outcome.ts";

/** What a panel is asked: the ballot binds the same. */
export interface JudgedQuestion {
  /** The deal's id. */
  readonly deal: Hex;
  /** Number of the milestone, from 0. */
  readonly milestone: number;
  /** 1: the named panel, 2: the drawn panel. */
  readonly round: number;
  /** The evidence hash. */
  readonly evidence: Hex;
}

/** How one clause came out. */
export interface ClauseReasons extends ScoreLine {
  readonly kind: ClauseKind;
  /** The first things that were wrong: where, and which rule was broken. They hold no text of the seller's. */
  readonly findings: readonly Finding[];
  /** How many more there were. */
  readonly omitted: number;
  /** What holds for the run of code, or how a model was asked. */
  readonly note?: string | undefined;
}

/** A juror's written reasons. The hash of their canonical JSON goes into its ballot. */
export interface Reasons {
  readonly format: "quittance/reasons/1";
  /** Hash of the pact. */
  readonly pact: Hex;
  /** Left out where evidence is judged outside of a deal, such as by the seller before it delivers. */
  readonly question?: JudgedQuestion | undefined;
  /** 0 to 10000. */
  readonly score: number;
  /** In the order of the pact's clauses; empty when the evidence as a whole was refused. */
  readonly clauses: readonly ClauseReasons[];
  /** Why the evidence as a whole scores 0, such as `not-fetched`; left out when it was judged by its clauses. */
  readonly refused?: string | undefined;
}

/** Reasons with their text and its hash. */
export interface WrittenReasons {
  readonly reasons: Reasons;
  /** Canonical JSON: what is published. */
  readonly text: string;
  /** keccak256 of the text: what the ballot carries. */
  readonly hash: Hex;
}

/** Puts reasons into their one text. */
export function writeReasons(reasons: Reasons): WrittenReasons {
  const text = canonicalJson(withoutGaps(reasons));
  return { reasons, text, hash: keccak256(stringToBytes(text)) };
}

/** Bytes that a ballot board takes. */
const MOST_BYTES = 65_536;

/**
 * Puts reasons into a text that boards take, with fewer findings for each clause where that is needed: how much is wrong with
 * evidence must not keep a juror from saying so.
 */
export function writeWithin(kept: number, reasonsWith: (kept: number) => Reasons): WrittenReasons {
  const written = writeReasons(reasonsWith(kept));
  const isFitting = stringToBytes(written.text).length <= MOST_BYTES;
  return isFitting || kept === 0 ? written : writeWithin(Math.floor(kept / 2), reasonsWith);
}

/** Members that are undefined have no JSON form. */
function withoutGaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutGaps);
  if (typeof value !== "object" || value === null) return value;
  const held = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(held.map(([name, inner]) => [name, withoutGaps(inner)]));
}

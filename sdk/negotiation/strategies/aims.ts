import type { Terms } from "../../protocol/terms.ts";
import { ISSUES, type IssueName, issueNames } from "./issues.ts";

/** Amounts are bigints of USDC base units, all else numbers. */
export type IssueValue<Name extends IssueName> = Name extends "price" | "verificationFee" ? bigint : number;

/** What a side wants of one issue. Nothing of it is a limit: the whole way may be shown to the other side. */
export interface IssueAim<Value> {
  /** What it asks for first: the best that it hopes for. */
  readonly opening: Value;
  /** Where its offers lead: what anyone would expect of such a deal, by what is public. */
  readonly aspiration: Value;
  /** How much it counts, in basis points; those of all issues sum to 10000. */
  readonly weight: number;
}

export type Issues = { readonly [Name in IssueName]?: IssueAim<IssueValue<Name>> };

/** An aim as it is computed with. */
export interface Aim {
  readonly name: IssueName;
  readonly opening: bigint;
  /** From opening to aspiration: never 0, and below it where it gives by taking less. */
  readonly way: bigint;
  readonly weight: bigint;
}

export function aimsOf(issues: Issues): readonly Aim[] {
  return issueNames.flatMap((name) => {
    const aim = issues[name];
    if (aim === undefined) return [];
    const opening = BigInt(aim.opening);
    return [{ name, opening, way: BigInt(aim.aspiration) - opening, weight: BigInt(aim.weight) }];
  });
}

const size = (value: bigint) => (value < 0n ? -value : value);

/**
 * How far terms are from an opening, as a numerator over the size of the way: above it, the further they are from what the side wants.
 * What is better than an opening counts as the opening, but for the price: a window of a month makes up for nothing.
 */
function awayFrom({ name, opening, way }: Aim, terms: Terms): bigint {
  const away = (ISSUES[name].read(terms) - opening) * (way < 0n ? -1n : 1n);
  return away < 0n && name !== "price" ? 0n : away;
}

/** An additive utility over terms, as what they take from the openings. */
export interface Utility {
  /** What terms take of this side, weighted, to the last digit: over `denominator`, 1 is the whole way. */
  readonly takenBy: (terms: Terms) => bigint;
  readonly denominator: bigint;
}

const WEIGHTS = 10_000n;

/** Exact, since offers are compared by it: a side that rounds takes a worse offer for as good. */
export function utilityOf(aims: readonly Aim[]): Utility {
  const ways = aims.reduce((product, { way }) => product * size(way), 1n);
  return {
    takenBy: (terms) =>
      aims.reduce((sum, aim) => sum + (aim.weight * awayFrom(aim, terms) * ways) / size(aim.way), 0n),
    denominator: ways * WEIGHTS,
  };
}

/** What terms give in one issue, in millionths of its way. */
export const givenIn = (aim: Aim, terms: Terms, whole: bigint) =>
  (awayFrom(aim, terms) * whole) / size(aim.way);

/** The value of an issue after a part of the way, rounded towards the opening. */
export const valueAfter = ({ opening, way }: Aim, given: bigint, whole: bigint) =>
  opening + (way * given) / whole;

import { InvalidFieldError } from "../errors/field.ts";
import { requireList, requireOptions } from "../json/options.ts";
import { bounds } from "../protocol/bounds.ts";
import { payoutOf } from "../protocol/payout.ts";
import type { PactClause } from "./clauses.ts";
import { clausesAt, type JudgedClause } from "./judged.ts";
import type { ClauseResult, Pact } from "./types.ts";

const FULL = 10_000n;
/** 2^32. */
const MOST_UNITS = 4_294_967_296;

/** What a score is made of. */
export interface ScoredResults {
  readonly pact: Pact;
  /** Index of the milestone; 0 when left out. */
  readonly milestone?: number | undefined;
  /** One for each clause that is judged at the milestone, in any order. */
  readonly results: readonly ClauseResult[];
}

/** How one clause counted. */
export interface ScoreLine {
  readonly clause: string;
  readonly units: number;
  readonly lost: number;
  /** Basis points of the score that it could give. */
  readonly weight: number;
  /** The clause's share in basis points, rounded down: for people. The score is made of the exact share. */
  readonly share: number;
  /** Whether the share reaches the clause's threshold. */
  readonly isReached: boolean;
  /** What happened to it: `counted` by its share, `zero` for a share below the threshold, or `void`, which makes the score 0. */
  readonly outcome: "counted" | "zero" | "void";
}

/** A score, how it came about, and the payout that follows. */
export interface ScoreSheet {
  /** 0 to 10000. */
  readonly score: number;
  /** Basis points of the milestone's amount, by the pact's payout rule. */
  readonly payout: number;
  /** In the order of the pact's clauses. */
  readonly lines: readonly ScoreLine[];
}

/**
 * The score of a milestone: floor(Σ weight × share), over the clauses that are judged at it, after the consequences of those
 * below their threshold. It is computed in whole numbers, and the same for every juror with the same results.
 *
 * @returns 0 to 10000.
 * @throws InvalidFieldError when a result is malformed, is missing, stands there twice, or is of a clause that is not judged; or
 * the weights do not sum to 10000.
 * @example
 * import { scoreOf } from "quittance";
 * import { researchSummaryExample } from "quittance/pact/library";
 *
 * const { pact, passing, failing } = researchSummaryExample();
 * console.log(scoreOf({ pact, results: passing.results })); // 10000
 * console.log(scoreOf({ pact, results: failing.results }) < pact.payout.passingScore); // true
 */
export function scoreOf(input: ScoredResults): number {
  return scoreSheet(input).score;
}

/**
 * The payout of a milestone by a pact: `payoutOf` of its score.
 *
 * @returns Basis points of the milestone's amount, 0 to 10000.
 * @throws InvalidFieldError as `scoreOf` does.
 * @example
 * import { payoutOfPact } from "quittance";
 * import { researchSummaryExample } from "quittance/pact/library";
 *
 * const { pact, passing, failing } = researchSummaryExample();
 * console.log(payoutOfPact({ pact, results: passing.results })); // 10000
 * console.log(payoutOfPact({ pact, results: failing.results })); // 0
 */
export function payoutOfPact(input: ScoredResults): number {
  return scoreSheet(input).payout;
}

/**
 * A score with how each clause counted, for reasons and reports.
 *
 * @throws InvalidFieldError as `scoreOf` does.
 * @example
 * import { scoreSheet } from "quittance";
 * import { researchSummaryExample } from "quittance/pact/library";
 *
 * const { pact, failing } = researchSummaryExample();
 * for (const { clause, share, outcome } of scoreSheet({ pact, results: failing.results }).lines) {
 *   console.log(clause, share, outcome);
 * }
 */
export function scoreSheet(input: ScoredResults): ScoreSheet {
  requireOptions(input, "pact milestone results");
  const { pact, milestone, results } = input;
  const judged = clausesAt({ pact, milestone });
  requireFullWeights(judged);
  const found = byClause(judged, results);
  const counted = judged.map((each) => count(each, found));
  const isVoid = counted.some(({ line }) => line.outcome === "void");
  const score = isVoid ? 0 : floorOfSum(counted.map(({ points }) => points));
  return { score, payout: payoutOf(score, pact.payout), lines: counted.map(({ line }) => line) };
}

/** A fraction of whole numbers; `below` is above 0. */
interface Fraction {
  readonly above: bigint;
  readonly below: bigint;
}

function count({ clause, weight }: JudgedClause, found: ReadonlyMap<string, ClauseResult>) {
  const { units, lost } = found.get(clause.id) ?? { units: 0, lost: 0 };
  const whole = units === 0 ? 1n : BigInt(units) * FULL;
  const kept = units === 0 ? 1n : whole - BigInt(lost);
  const isReached = kept * FULL >= BigInt(clause.threshold.least) * whole;
  const outcome = outcomeOf(clause, isReached);
  const points: Fraction = { above: outcome === "counted" ? BigInt(weight) * kept : 0n, below: whole };
  const share = Number((kept * FULL) / whole);
  const line: ScoreLine = { clause: clause.id, units, lost, weight, share, isReached, outcome };
  return { line, points };
}

function outcomeOf({ consequence }: PactClause, isReached: boolean): ScoreLine["outcome"] {
  return isReached || consequence === "share" ? "counted" : consequence;
}

function floorOfSum(parts: readonly Fraction[]): number {
  const { above, below } = parts.reduce(
    (sum, part) => ({
      above: sum.above * part.below + part.above * sum.below,
      below: sum.below * part.below,
    }),
    { above: 0n, below: 1n },
  );
  return Number(above / below);
}

function requireFullWeights(judged: readonly JudgedClause[]): void {
  const sum = judged.reduce((total, { weight }) => total + weight, 0);
  if (sum === bounds.full) return;
  throw new InvalidFieldError({
    field: "pact.clauses",
    value: sum,
    problem: `must have weights that sum to ${bounds.full}`,
    remedy: "Read the pact with readPact, or checkPact, which refuses it.",
  });
}

function byClause(
  judged: readonly JudgedClause[],
  results: readonly ClauseResult[],
): ReadonlyMap<string, ClauseResult> {
  requireList("results", results);
  const ids = new Set(judged.map(({ clause }) => clause.id));
  const found = new Map<string, ClauseResult>();
  for (const [index, result] of results.entries()) {
    const at = `results[${index}]`;
    requireResult(at, result);
    const { clause } = result;
    if (!ids.has(clause))
      refuse(`${at}.clause`, clause, "must be the id of a clause judged at the milestone");
    if (found.has(clause)) refuse(`${at}.clause`, clause, "must not have a result already");
    found.set(clause, result);
  }
  for (const id of ids) {
    if (!found.has(id)) refuse("results", id, "must have a result for every clause judged at the milestone");
  }
  return found;
}

function requireResult(at: string, result: ClauseResult): void {
  requireOptions(result, "clause units lost", at);
  const { units, lost } = result;
  if (!isWhole(units, MOST_UNITS))
    refuse(`${at}.units`, units, `must be a whole number from 0 to ${MOST_UNITS}`);
  const most = units * bounds.full;
  if (!isWhole(lost, most)) refuse(`${at}.lost`, lost, `must be a whole number from 0 to ${most}`);
}

const isWhole = (value: unknown, most: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;

function refuse(field: string, value: unknown, problem: string): never {
  throw new InvalidFieldError({
    field,
    value,
    problem,
    remedy:
      "Give one result for each clause that clausesAt returns: its id, units, and lost basis points of them.",
  });
}

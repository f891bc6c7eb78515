import type { Terms } from "quittance";
import { type Limits, type Strategy, type UtilitySettings, utilityStrategy } from "quittance/negotiation";
import type { Side } from "../../../sdk/negotiation/record/tree.ts";
import { diceOf } from "../../../test/support/dice.ts";
import { drawIssues, drawLimits, drawSettings } from "./drawn-settings.ts";
import { drawTerms, START } from "./drawn-terms.ts";
import { bytesOf, type Duel, playDuel, type Said } from "./duel.ts";

/** What became of two negotiations in which one side has other limits, and all else is the same. */
export interface LimitPair {
  /** True when the two differ before one of them signed what the other one's limits forbid. */
  readonly isLeak: boolean;
  /** True when they differ at all. */
  readonly isDifferent: boolean;
}

/** Makes a strategy of settings: the library's, or one to hold it against. */
export type Making = (settings: UtilitySettings) => Strategy;

/** The seed of a pair; the same pair has the same one in tests and benches. */
export function playLimitPair(seed: number, make: Making = utilityStrategy): LimitPair {
  const dice = diceOf(seed);
  const terms = drawTerms(dice);
  const side = dice.pick(["buyer", "seller"] as const);
  const other: Side = side === "buyer" ? "seller" : "buyer";
  const issues = drawIssues(dice);
  const settings = drawSettings(dice, terms, side, issues);
  const theirs = dice.chance(0.9) ? issues : drawIssues(dice);
  const opponent = utilityStrategy(drawSettings(dice, terms, other, theirs));
  const others = drawLimits(dice, settings.issues);
  const [opens, pauses] = [dice.pick(["buyer", "seller"] as const), dice.between(1, 900)];
  const play = (limits: Limits) =>
    playDuel({
      strategies: { [side]: make({ ...settings, limits }), [other]: opponent } as Duel["strategies"],
      ...{ opens, from: START, pauseOf: (turn: number) => 1 + ((turn * 7_919) % pauses) },
    }).said;
  return comparePair([play(settings.limits), play(others)], side, (signed) =>
    [settings.limits, others].every((limits) => isWithin(settings, limits, signed)),
  );
}

/** Compares what was said in both, up to the first move by which the side signed what one of the two limits forbids. */
export function comparePair(
  [one, two]: readonly [readonly Said[], readonly Said[]],
  side: Side,
  isAllowed: (signed: Terms) => boolean,
): LimitPair {
  const [bytes, others] = [bytesOf(one), bytesOf(two)];
  const length = Math.max(bytes.length, others.length);
  for (let at = 0; at < length; at++) {
    if (bytes[at] === others[at]) continue;
    const isCrossed = [one[at], two[at]].some((said) => {
      const signed = said === undefined || said.by !== side ? undefined : signedBy(said);
      return signed !== undefined && !isAllowed(signed);
    });
    return { isLeak: !isCrossed, isDifferent: true };
  }
  return { isLeak: false, isDifferent: false };
}

function signedBy({ move, accepted }: Said): Terms | undefined {
  return move.kind === "offer" ? move.terms : accepted;
}

/** Whether terms are within limits, from what the documentation says of them; it shares nothing with the guard of the library. */
export function isWithin({ issues }: Pick<UtilitySettings, "issues">, limits: Limits, terms: Terms): boolean {
  let total = 0;
  for (const [name, { opening, aspiration, weight }] of Object.entries(issues)) {
    const value = Number(valueIn(terms, name));
    const way = Number(aspiration) - Number(opening);
    const limit = Number((limits as Readonly<Record<string, unknown>>)[name] ?? aspiration);
    if (way > 0 ? value > limit : value < limit) return false;
    const away = (value - Number(opening)) / way;
    total += weight * (name === "price" ? away : Math.max(away, 0));
  }
  return limits.total === undefined || total <= limits.total;
}

function valueIn(terms: Terms, name: string): unknown {
  if (name === "price") return terms.milestones.reduce((sum, { amount }) => sum + amount, 0n);
  if (name === "deadline") return terms.milestones.at(-1)?.deadline;
  return Reflect.get(terms, name);
}

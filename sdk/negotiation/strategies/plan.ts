import type { Terms } from "../../protocol/terms.ts";
import { type Aim, givenIn, utilityOf, valueAfter } from "./aims.ts";
import { type IssueName, withIssues } from "./issues.ts";
import { nextGiven, type Pace, WHOLE } from "./pace.ts";
import type { Plan } from "./play.ts";
import { progressOf, type Schedule } from "./schedule.ts";
import type { NegotiationView } from "./strategy.ts";

const WEIGHTS = 10_000n;

/** Everything that decides what a side would offer. A limit is no part of it, so that no offer can depend on one. */
export interface PlanSettings {
  readonly terms: Terms;
  readonly aims: readonly Aim[];
  readonly pace: Pace;
  readonly schedule: Schedule;
}

/** Gives way at its pace: first what costs it least for what the other side asks. */
export function givingPlan({ terms, aims, pace, schedule }: PlanSettings): Plan {
  const utility = utilityOf(aims);
  const inMillionths = (taken: bigint) => (taken * WHOLE) / utility.denominator;
  const next = (view: NegotiationView): Terms => {
    const made = view.offers.filter(({ by }) => by === view.side).map((offer) => offer.terms);
    const asked = view.offers.filter(({ by }) => by !== view.side).map((offer) => offer.terms);
    const last = mostGenerous(made, utility.takenBy);
    const given = nextGiven(pace, progressOf(schedule, view), {
      own: last === undefined ? undefined : inMillionths(utility.takenBy(last)),
      asked: asked.map((offered) => inMillionths(utility.takenBy(offered))),
    });
    const offer = withIssues(terms, valuesAfter(aims, given, asked.at(-1)));
    // Rounded towards the opening, it may be a little less than what was offered before.
    return last !== undefined && utility.takenBy(offer) <= utility.takenBy(last) ? last : offer;
  };
  return {
    opening: withIssues(terms, valuesAfter(aims, 0n, undefined)),
    next,
    isAsGood: (live, offer) => utility.takenBy(live) <= utility.takenBy(offer),
    takenBy: (given) => ({ taken: utility.takenBy(given), whole: utility.denominator }),
  };
}

/**
 * The values of the issues after a part of the way. Issues beside the price are given alike, and none further than the other side asks: what
 * it does not ask for would be given for nothing. The price makes up for the rest.
 */
function valuesAfter(
  aims: readonly Aim[],
  given: bigint,
  asked: Terms | undefined,
): ReadonlyMap<IssueName, bigint> {
  const others = aims
    .filter(({ name }) => name !== "price")
    .map((aim) => {
      const ask = asked === undefined ? given : givenIn(aim, asked, WHOLE);
      return { aim, part: ask < given ? ask : given };
    });
  const price = aims.find(({ name }) => name === "price");
  const beside = others.reduce((sum, { aim, part }) => sum + aim.weight * part, 0n);
  const rest = price === undefined ? 0n : (given * WEIGHTS - beside) / price.weight;
  const parts = price === undefined ? others : [...others, { aim: price, part: rest < WHOLE ? rest : WHOLE }];
  return new Map(parts.map(({ aim, part }) => [aim.name, valueAfter(aim, part, WHOLE)]));
}

function mostGenerous(made: readonly Terms[], takenBy: (terms: Terms) => bigint): Terms | undefined {
  return made.reduce<Terms | undefined>(
    (most, terms) => (most === undefined || takenBy(terms) >= takenBy(most) ? terms : most),
    undefined,
  );
}

import type { ActionOf } from "./actions.ts";
import { keySignatureRules } from "./authorization.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import type { World } from "./world.ts";

const DAY = 86_400;
const WINDOW = 90 * DAY;
const BEST = 100;

/** One side's score of the other, once a deal has settled money. */
export function rate(world: World, action: ActionOf<"rate">, now: number): Outcome {
  const deal = world.deals.get(action.dealId);
  if (deal === undefined) return { refusals: ["Quittance_DealUnknown"] };
  const { rater, score, sender, signedBy } = action;
  const { buyer, seller } = deal.terms;
  const rules: Rule[] = [
    [rater === buyer || rater === seller, "Quittance_NotAParty"],
    [score <= BEST, "Quittance_RatingTooLarge"],
    [deal.ratedFrom !== 0, "Quittance_NotRateable"],
    [deal.ratedFrom === 0 || now < deal.ratedFrom + WINDOW, "Quittance_RatingWindowEnded"],
    [deal.ratings.every((rating) => rating.rater !== rater), "Quittance_AlreadyRated"],
    ...keySignatureRules(world, rater, undefined, { sender, word: signedBy, now }),
  ];
  return unless(rules, () => {
    const rating = { rater, rated: rater === buyer ? seller : buyer, score };
    const rated = { ...deal, ratings: [...deal.ratings, rating] };
    return { world: { ...world, deals: new Map(world.deals).set(deal.id, rated) } };
  });
}

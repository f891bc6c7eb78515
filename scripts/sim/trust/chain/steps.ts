import type { MarketScript, ScriptDeal, ScriptRating, ScriptSeat } from "../script.ts";

/** One thing that a chain has to do at a second of the script. */
export type Step =
  | { readonly at: number; readonly kind: "seat"; readonly seat: ScriptSeat }
  | { readonly at: number; readonly kind: "open"; readonly deal: ScriptDeal }
  | { readonly at: number; readonly kind: "contest"; readonly deal: ScriptDeal; readonly payout: number }
  | { readonly at: number; readonly kind: "settle"; readonly deal: ScriptDeal }
  | { readonly at: number; readonly kind: "rate"; readonly deal: ScriptDeal; readonly rating: ScriptRating };

/** Before the settlement, round 1 gives its verdict, it is contested, and round 2 is drawn. */
export const CONTEST_BEFORE = 7_200;

/** What a script asks of a chain, in the order in which it happens. */
export function stepsOf({ deals, seats }: Pick<MarketScript, "deals" | "seats">): Step[] {
  const taken = seats.map((seat): Step => ({ at: seat.joinedAt, kind: "seat", seat }));
  const dealt = deals.flatMap((deal): Step[] => [
    { at: deal.openedAt, kind: "open", deal },
    ...(deal.contested === undefined
      ? []
      : [
          {
            ...{ at: deal.settledAt - CONTEST_BEFORE, kind: "contest" as const, deal },
            payout: deal.contested.payout,
          },
        ]),
    { at: deal.settledAt, kind: "settle", deal },
    ...deal.ratings.map((rating) => ({
      ...{ at: deal.settledAt + rating.after, kind: "rate" as const, deal, rating },
    })),
  ]);
  return [...taken, ...dealt].sort((a, b) => a.at - b.at);
}

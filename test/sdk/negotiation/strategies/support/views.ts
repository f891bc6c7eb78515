import { drawTerms, START } from "../../../../../scripts/sim/market/drawn-terms.ts";
import type { Terms } from "../../../../../sdk/index.ts";
import type { NegotiationState, NegotiationView, OfferSeen } from "../../../../../sdk/negotiation/index.ts";
import type { Side } from "../../../../../sdk/negotiation/record/tree.ts";
import { diceOf } from "../../../../support/dice.ts";

export { START };

/** Terms at another price, each milestone with its part; the last one takes what rounding leaves. */
export const at = (terms: Terms, total: bigint): Terms => {
  const before = terms.milestones.reduce((sum, { amount }) => sum + amount, 0n);
  let left = total;
  const milestones = terms.milestones.map(({ amount, deadline }, index) => {
    const part = index === terms.milestones.length - 1 ? left : (amount * total) / before;
    left -= part;
    return { amount: part, deadline };
  });
  return { ...terms, milestones };
};

/** The same terms each time: 100 USDC in some milestones whose amounts differ. */
export const TERMS: Terms = at(drawTerms(diceOf(3)), 100_000_000n);

const nameOf = (index: number) => `0x${String(index + 1).padStart(64, "0")}` as const;

/** A view after some offers by turns, of which the last one stands unless the phase says otherwise. */
export function viewAfter(
  side: Side,
  terms: readonly Terms[],
  {
    first = "buyer" as Side,
    now = START,
    ...state
  }: Partial<NegotiationState> & { first?: Side; now?: number } = {},
): NegotiationView {
  const other = first === "buyer" ? "seller" : "buyer";
  const offers = terms.map(
    (each, index): OfferSeen => ({
      ...{ hash: nameOf(index), by: index % 2 === 0 ? first : other, terms: each },
      validUntil: START + 10_000,
    }),
  );
  const last = offers.at(-1);
  const turn = last?.by === "buyer" ? "seller" : "buyer";
  const open = { phase: "open", offer: last?.hash, turn, path: offers.map(({ hash }) => hash) } as const;
  const none = { phase: "withdrawn", path: [] } as const;
  const usual = { ...(last === undefined ? none : open), agreed: [], doubled: [] };
  return { side, now, state: { ...usual, ...state } as NegotiationState, offers };
}

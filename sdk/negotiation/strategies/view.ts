import { requireMoment } from "../../protocol/moment.ts";
import type { Negotiation } from "../record/negotiation.ts";
import type { Side } from "../record/tree.ts";
import { viewOf } from "../talk/view.ts";
import type { NegotiationView } from "./strategy.ts";

/**
 * A negotiation as a strategy sees it: the offers that lead to the one that stands, or, where none does, to the last one that was not
 * taken back.
 *
 * @param now Unix seconds.
 * @throws InvalidFieldError
 * @example
 * import { signOffer } from "quittance";
 * import { openNegotiation, viewNegotiation } from "quittance/negotiation";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer: account } = stack;
 * const now = await stack.now();
 * const first = await signOffer({ domain, terms: await exampleTerms(stack), validUntil: now + 600, account });
 * const view = viewNegotiation(await openNegotiation({ domain, first }), { side: "seller", now });
 * console.log(view.state.turn); // seller
 * await stack.stop();
 */
export function viewNegotiation(
  negotiation: Negotiation,
  { side, now }: { readonly side: Side; readonly now: number },
): NegotiationView {
  return viewOf(negotiation, side, requireMoment("now", now));
}

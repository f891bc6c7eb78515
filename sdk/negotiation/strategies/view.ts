import type { Hex } from "viem";
import { requireMoment } from "../../protocol/moment.ts";
import type { Negotiation } from "../record/negotiation.ts";
import { type Side, sideOf } from "../record/tree.ts";
import type { NegotiationView, OfferSeen } from "./strategy.ts";

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
  const state = negotiation.state(requireMoment("now", now));
  const path = state.path.length > 0 ? state.path : lastPath(negotiation);
  const { terms: parties } = negotiation.first;
  const offers = path.flatMap((hash): OfferSeen[] => {
    const offer = negotiation.offer(hash);
    if (offer === undefined) return [];
    const { terms, validUntil } = offer;
    return [{ hash, by: sideOf(parties, offer.from), terms, validUntil }];
  });
  return { side, now, state, offers };
}

/** To the deepest offer that was not withdrawn; of several, the one with the lowest hash, as in the state. */
function lastPath(negotiation: Negotiation): readonly Hex[] {
  const said = negotiation.missing([]);
  const withdrawn = new Set(
    said.flatMap((message) => (message.kind === "withdrawal" ? [message.withdrawal.offer] : [])),
  );
  const paths = negotiation
    .have()
    .filter((hash) => negotiation.offer(hash) !== undefined && !withdrawn.has(hash))
    .map((hash) => pathTo(negotiation, hash));
  return paths.reduce((longest, path) => (path.length > longest.length ? path : longest), []);
}

function pathTo(negotiation: Negotiation, hash: Hex): readonly Hex[] {
  const above = negotiation.offer(hash)?.answers;
  if (above === undefined || negotiation.offer(above) === undefined) return [hash];
  return [...pathTo(negotiation, above), hash];
}

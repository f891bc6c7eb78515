import type { Hex } from "viem";
import type { Negotiation } from "../record/negotiation.ts";
import { answeredBy, type Side, sideOf } from "../record/tree.ts";
import type { NegotiationView, OfferSeen } from "../strategies/strategy.ts";

/** What a strategy sees of a negotiation. */
export function viewOf(negotiation: Negotiation, side: Side, now: number): NegotiationView {
  const state = negotiation.state(now);
  const path = state.path.length > 0 ? state.path : lastPath(negotiation);
  const offers = path.map((hash): OfferSeen => {
    const offer = negotiation.offer(hash) ?? negotiation.first;
    const { terms, validUntil } = offer;
    return { hash, by: sideOf(terms, offer.from), terms, validUntil };
  });
  return { side, now, state, offers };
}

/** The hashes down to the last offer that its maker did not take back, where none stands: both sides find the same. */
function lastPath(negotiation: Negotiation): readonly Hex[] {
  const messages = negotiation.missing([]);
  const withdrawn = new Set(
    messages.flatMap((each) => (each.kind === "withdrawal" ? [each.withdrawal.offer] : [])),
  );
  const paths = negotiation.have().flatMap((name) => {
    const path = pathTo(negotiation, name);
    return path.length > 0 ? [path] : [];
  });
  const best = (among: readonly (readonly Hex[])[]) =>
    [...among].sort((one, other) => other.length - one.length || (lastOf(one) < lastOf(other) ? -1 : 1))[0];
  return best(paths.filter((path) => !withdrawn.has(lastOf(path)))) ?? best(paths) ?? [];
}

const lastOf = (path: readonly Hex[]): Hex => path.at(-1) ?? "0x";

/** From the first offer to one of them; empty for what is no offer. */
function pathTo(negotiation: Negotiation, last: Hex): readonly Hex[] {
  const path: Hex[] = [];
  for (let hash: Hex | undefined = last; hash !== undefined; ) {
    const offer = negotiation.offer(hash);
    if (offer === undefined) break;
    path.unshift(hash);
    hash = answeredBy(offer);
  }
  return path;
}

import { hashNegotiationMessage } from "../../negotiation/messages/message.ts";
import type { SignedOffer } from "../../negotiation/offers/offer.ts";
import type { Negotiation } from "../../negotiation/record/negotiation.ts";
import { sideOf } from "../../negotiation/record/tree.ts";
import { dealIdOf } from "../../protocol/deal-id.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import { requireMoment } from "../../protocol/moment.ts";
import { amountsOf } from "../../protocol/terms.ts";
import type { StepEvent } from "./step.ts";

/**
 * The steps that a negotiation has reached: its offers, withdrawals, its end and its agreement. Ask again after each message: what has
 * been told keeps its `id`, by which `recordSteps` and `computeKpis` take it once, with the time that it was first told with.
 *
 * @param at Unix seconds at which the newest message came.
 * @throws InvalidFieldError for what is no moment.
 * @example
 * import { signOffer } from "quittance";
 * import { openNegotiation } from "quittance/negotiation";
 * import { negotiationSteps } from "quittance/telemetry";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { domain, buyer } = stack;
 * const at = await stack.now();
 * const first = await signOffer({
 *   domain,
 *   terms: await exampleTerms(stack),
 *   validUntil: at + 600,
 *   account: buyer,
 * });
 * const negotiation = await openNegotiation({ domain, first });
 * console.log(negotiationSteps(negotiation, at).map(({ step }) => step)); // [ 'offered' ]
 * await stack.stop();
 */
export function negotiationSteps(negotiation: Negotiation, at: number): readonly StepEvent[] {
  const moment = requireMoment("at", at);
  const { id, first } = negotiation;
  const parties = { buyer: first.terms.buyer, seller: first.terms.seller };
  const common = { negotiation: id, at: moment };
  const round = roundsOf(negotiation);
  const told = negotiation.missing([]).flatMap((message): StepEvent[] => {
    const name = hashNegotiationMessage(message);
    if (message.kind === "offer") {
      const { terms, validUntil, from } = message.offer;
      const said = { by: sideOf(parties, from), price: amountsOf(terms), round: round(name), validUntil };
      return [{ step: "offered", id: name, ...said, ...parties, ...common }];
    }
    if (message.kind === "withdrawal")
      return [{ step: "withdrawn", id: name, by: sideOf(parties, message.withdrawal.from), ...common }];
    if (message.kind !== "end") return [];
    const { from, reason } = message.end;
    return [{ step: "ended", id: name, by: sideOf(parties, from), reason, ...common }];
  });
  const agreed = negotiation.state(moment).agreed.flatMap((hash): StepEvent[] => {
    const offer = negotiation.offer(hash);
    if (offer === undefined) return [];
    const said = { deal: dealOf(offer), price: amountsOf(offer.terms), round: round(hash) };
    return [{ step: "agreed", id: `agreed-${hash}`, ...said, ...parties, ...common }];
  });
  return [...told, ...agreed];
}

const dealOf = ({ chainId, contract, terms }: SignedOffer) =>
  dealIdOf({ domain: quittanceDomain({ chainId, address: contract }), terms });

/** How many offers stand above an offer, itself included. */
function roundsOf({ id, offer }: Negotiation): (hash: `0x${string}`) => number {
  return (hash) => {
    let [rounds, above] = [1, hash];
    while (above !== id) {
      const next = offer(above)?.answers;
      if (next === undefined) return rounds;
      [rounds, above] = [rounds + 1, next];
    }
    return rounds;
  };
}

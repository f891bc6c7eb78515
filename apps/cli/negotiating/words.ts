import { toJson } from "quittance/json";
import {
  hashNegotiationMessage,
  type NegotiationMessage,
  type NegotiationStatus,
  type SignedOffer,
} from "quittance/negotiation";
import { formatUsdc, type Terms } from "quittance/protocol";
import { type Address, isAddressEqual } from "viem";
import { strangersLine, timeOf } from "../output/text.ts";
import { amountsOf } from "./amounts.ts";

/** Longer notes are cut. */
const LONGEST_NOTE = 300;

/** Which side says a message, by who is buyer. */
export function sideOf(message: NegotiationMessage, buyer: Address): "buyer" | "seller" {
  switch (message.kind) {
    case "acceptance":
      return message.acceptance.party;
    case "offer":
      return isAddressEqual(message.offer.from, buyer) ? "buyer" : "seller";
    case "withdrawal":
      return isAddressEqual(message.withdrawal.from, buyer) ? "buyer" : "seller";
    case "end":
      return isAddressEqual(message.end.from, buyer) ? "buyer" : "seller";
  }
}

/** A message in words. What the other side wrote is cut, and moves no cursor. */
export function messageText(
  message: NegotiationMessage,
  buyer: Address,
  offers: ReadonlyMap<string, SignedOffer>,
): string {
  const side = sideOf(message, buyer);
  switch (message.kind) {
    case "offer": {
      const { terms, validUntil, answers } = message.offer;
      const parts = terms.milestones.map(({ amount }) => formatUsdc(amount)).join(" + ");
      const split = terms.milestones.length === 1 ? "" : ` (${parts})`;
      const total = formatUsdc(amountsOf(terms));
      const head = `The ${side} offers ${total} USDC${split}, good until ${timeOf(validUntil)}.`;
      const before = offers.get(answers)?.terms;
      return [head, ...(before === undefined ? [] : changes(before, terms))].join("\n");
    }
    case "acceptance":
      return `The ${side} accepts: deal ${message.acceptance.dealId}.`;
    case "withdrawal":
      return `The ${side} takes its offer back: ${message.withdrawal.offer}.`;
    case "end": {
      const { reason, note } = message.end;
      const said = note === "" ? "" : ` It says: "${strangersLine(note, LONGEST_NOTE)}"`;
      return `The ${side} ends the negotiation: ${reason}.${said}`;
    }
  }
}

/** What differs in terms from those that they answer. */
function changes(before: Terms, after: Terms): string[] {
  const [old, now] = [before, after].map((terms) => valuesIn(JSON.parse(toJson(terms))));
  const fields = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  const shown = (value = "none") => strangersLine(value);
  return fields.flatMap((field) => {
    const [one, other] = [shown(old?.get(field)), shown(now?.get(field))];
    return one === other ? [] : [`  ${field}: ${one} became ${other}`];
  });
}

const AMOUNT = /(^|\.)(amount|verificationFee|bond)$/;
const TIME = /(^|\.)(deadline|openBy)$/;

/** Each value in terms by its place, as people read it. */
function valuesIn(value: unknown, place = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      const at = Array.isArray(value) ? `[${name}]` : place === "" ? name : `.${name}`;
      valuesIn(part, `${place}${at}`, found);
    }
  } else if (AMOUNT.test(place)) found.set(place, `${formatUsdc(BigInt(String(value)))} USDC`);
  else found.set(place, TIME.test(place) ? timeOf(Number(value)) : String(value));
  return found;
}

/** The offers among messages by their hashes. */
export const offersIn = (messages: readonly NegotiationMessage[]): ReadonlyMap<string, SignedOffer> =>
  new Map(
    messages.flatMap((message) =>
      message.kind === "offer" ? [[hashNegotiationMessage(message), message.offer] as const] : [],
    ),
  );

/** A message for programs. */
export const messageData = (message: NegotiationMessage, buyer: Address) => ({
  by: sideOf(message, buyer),
  name: hashNegotiationMessage(message),
  message,
});

/** Where a negotiation is, in words. */
export function statusText({ status, negotiation, state }: NegotiationStatus): string {
  if (status === "agreed") return `Both sides have signed. Negotiation ${negotiation} is agreed.`;
  if (state.ended !== undefined)
    return `Negotiation ${negotiation} ended without a deal: ${state.ended.reason}, by the ${state.ended.by}.`;
  return `Negotiation ${negotiation} is ${status}.`;
}

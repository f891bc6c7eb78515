import { signOffer } from "../../../sdk/index.ts";
import { endNegotiation, type NegotiationMessage, withdrawOffer } from "../../../sdk/negotiation/index.ts";
import { exampleTerms, type Stack } from "../../../sdk/testing/index.ts";
import type { RoomCalls } from "./room-scene.ts";

const HOUR = 3_600;

/** What the calls of the room of negotiation are made of. */
export async function negotiationSceneOf(stack: Stack) {
  const { domain, buyer: account } = stack;
  const validUntil = (await stack.now()) + HOUR;
  const offer = await signOffer({ domain, terms: await exampleTerms(stack), validUntil, account });
  const end = await endNegotiation({ domain, first: offer, reason: "price", note: "too much", account });
  const messages: readonly NegotiationMessage[] = [
    { kind: "offer", offer },
    { kind: "withdrawal", withdrawal: await withdrawOffer({ domain, offer, account }) },
    { kind: "end", end },
  ];
  return { offer, messages };
}

export const negotiationCalls: RoomCalls = {
  endNegotiation: ({ domain, buyer: account, negotiation: { offer } }) => [
    { domain, first: offer, reason: "price", note: "too much", account },
  ],
  hashNegotiationMessage: ({ negotiation: { messages } }) => [messages.at(-1)],
  openNegotiation: ({ domain, client, negotiation: { offer } }) => [{ domain, first: offer, client }],
  parseNegotiationMessage: ({ negotiation: { messages } }) => [{ ...messages[1] }],
  withdrawOffer: ({ domain, buyer: account, negotiation: { offer } }) => [{ domain, offer, account }],
};

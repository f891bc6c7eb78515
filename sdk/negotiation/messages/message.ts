import { concatHex, type Hex, keccak256, stringToHex } from "viem";
import * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import { record, type Schema } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { acceptanceSchema, type OfferAcceptance } from "../offers/acceptance.ts";
import { hashOffer, offerSchema, type SignedOffer } from "../offers/offer.ts";
import { endSchema, type SignedEnd } from "./end.ts";
import { type SignedWithdrawal, withdrawalSchema } from "./withdrawal.ts";

/** What two sides send each other; the same object by every road. */
export type NegotiationMessage =
  | { readonly kind: "offer"; readonly offer: SignedOffer }
  | { readonly kind: "acceptance"; readonly acceptance: OfferAcceptance }
  | { readonly kind: "withdrawal"; readonly withdrawal: SignedWithdrawal }
  | { readonly kind: "end"; readonly end: SignedEnd };

export const messageSchema = /* @__PURE__ */ lazily((): Schema<NegotiationMessage> => {
  const kind = (name: NegotiationMessage["kind"]) => z.literal(name);
  return z.discriminatedUnion(
    "kind",
    [
      record({ kind: kind("offer"), offer: offerSchema() }),
      record({ kind: kind("acceptance"), acceptance: acceptanceSchema() }),
      record({ kind: kind("withdrawal"), withdrawal: withdrawalSchema() }),
      record({ kind: kind("end"), end: endSchema() }),
    ],
    { error: 'must be "offer", "acceptance", "withdrawal" or "end"' },
  ) as unknown as Schema<NegotiationMessage>;
});

/**
 * A message of a negotiation from another agent: an object, or its JSON text. Whether it is good is the business of
 * `openNegotiation`.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseNegotiationMessage } from "quittance/negotiation";
 *
 * const withdrawal = { offer: `0x${"11".repeat(32)}`, from: `0x${"22".repeat(20)}`, signature: "0x33" };
 * const message = parseNegotiationMessage(JSON.stringify({ kind: "withdrawal", withdrawal }));
 * console.log(message.kind); // withdrawal
 */
export function parseNegotiationMessage(input: unknown): NegotiationMessage {
  return parseWith("message", messageSchema(), input);
}

/**
 * The name of a message, by which a side says that it has it. It covers what the message says, not its signature: a key can sign the
 * same twice with other bytes.
 *
 * @example
 * import { hashNegotiationMessage, parseNegotiationMessage } from "quittance/negotiation";
 *
 * const said = { offer: `0x${"11".repeat(32)}`, from: `0x${"22".repeat(20)}` };
 * const [one, other] = ["0x33", "0x44"].map((signature) =>
 *   hashNegotiationMessage(parseNegotiationMessage({ kind: "withdrawal", withdrawal: { ...said, signature } })),
 * );
 * console.log(one === other); // true
 */
export function hashNegotiationMessage(message: NegotiationMessage): Hex {
  switch (message.kind) {
    case "offer":
      return hashOffer(message.offer);
    case "acceptance":
      return named("acceptance", message.acceptance.answers, message.acceptance.party);
    case "withdrawal":
      return named("withdrawal", message.withdrawal.offer);
    case "end": {
      const { offer, from, reason, note } = message.end;
      return named("end", offer, from.toLowerCase(), reason, note);
    }
  }
}

const named = (...parts: readonly string[]): Hex =>
  keccak256(concatHex(parts.map((part) => keccak256(stringToHex(part)))));

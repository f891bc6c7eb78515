import type { Hex } from "viem";
import * as z from "zod/mini";
import { termsSchema } from "../../deals/terms/schema.ts";
import { lazily } from "../../errors/lazily.ts";
import { bytes32, flag, list, record, type Schema, text, time } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { ReviewReason } from "../approval/review.ts";
import { type EndReason, endReasons } from "../messages/end.ts";
import { messageSchema, type NegotiationMessage } from "../messages/message.ts";

/** What a side has decided to sign. It is kept before anything is signed, so that a crash cannot make the side decide otherwise. */
export type Decision =
  | {
      readonly kind: "offer";
      /** Hash of the offer that it answers. */
      readonly answers: Hex;
      readonly terms: Terms;
      readonly validUntil: number;
      /** Hash of an earlier answer, which is taken back first. */
      readonly withdraws?: Hex | undefined;
    }
  | { readonly kind: "accept"; readonly offer: Hex }
  | { readonly kind: "end"; readonly reason: EndReason; readonly note: string };

/** A commitment about which the principal is asked. */
export type AskedMove =
  | { readonly kind: "offer"; readonly terms: Terms; readonly validFor: number }
  | { readonly kind: "accept" };

/**
 * What happened in a negotiation, as a side keeps it:
 * - `messages`: signed messages of either side, new to this one;
 * - `decision`: what it will sign next;
 * - `dropped`: the decision or question before is not carried out, because its offer stands no longer;
 * - `question`: a commitment that waits for the principal; `answer`: what the principal said.
 */
export type NegotiationEntry = {
  /** Unix seconds, by this side's clock. */
  readonly at: number;
} & (
  | { readonly kind: "messages"; readonly messages: readonly NegotiationMessage[] }
  | { readonly kind: "decision"; readonly decision: Decision }
  | { readonly kind: "dropped" }
  | {
      readonly kind: "question";
      /** Hash of the offer that the commitment accepts or answers. */
      readonly about: Hex;
      readonly move: AskedMove;
      readonly reasons: readonly ReviewReason[];
    }
  | { readonly kind: "answer"; readonly isAllowed: boolean }
);

/** More than any negotiation has messages in one entry. */
const MOST_MESSAGES = 4_096;
const MOST_REASONS = 100;

const decisionSchema = () =>
  z.discriminatedUnion("kind", [
    record({
      kind: z.literal("offer"),
      answers: bytes32(),
      terms: termsSchema(),
      validUntil: time(),
      withdraws: z.optional(bytes32()),
    }),
    record({ kind: z.literal("accept"), offer: bytes32() }),
    record({ kind: z.literal("end"), reason: z.literal([...endReasons]), note: text() }),
  ]);

const askedSchema = () =>
  z.discriminatedUnion("kind", [
    record({ kind: z.literal("offer"), terms: termsSchema(), validFor: time() }),
    record({ kind: z.literal("accept") }),
  ]);

const entrySchema = /* @__PURE__ */ lazily((): Schema<NegotiationEntry> => {
  const at = time();
  return z.discriminatedUnion("kind", [
    record({
      ...{ at, kind: z.literal("messages") },
      messages: list(messageSchema(), { entries: "messages", maximum: MOST_MESSAGES }),
    }),
    record({ at, kind: z.literal("decision"), decision: decisionSchema() }),
    record({ at, kind: z.literal("dropped") }),
    record({
      ...{ at, kind: z.literal("question"), about: bytes32(), move: askedSchema() },
      reasons: list(record({ rule: text(), text: text() }), { entries: "reasons", maximum: MOST_REASONS }),
    }),
    record({ at, kind: z.literal("answer"), isAllowed: flag() }),
  ]) as unknown as Schema<NegotiationEntry>;
});

/**
 * An entry from a store: the object, or its JSON text.
 *
 * @throws InvalidFieldError when the store gave something else.
 */
export function parseEntry(stored: unknown): NegotiationEntry {
  return parseWith("entry", entrySchema(), stored);
}

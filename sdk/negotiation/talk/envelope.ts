import { type Hex, keccak256 } from "viem";
import type * as z from "zod/mini";
import { lazily } from "../../errors/lazily.ts";
import { bytes32, list, record, type Schema, text } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { messageSchema, type NegotiationMessage } from "../messages/message.ts";
import type { SignedOffer } from "../offers/offer.ts";

/** Bytes of an envelope by any road. */
export const MOST_ENVELOPE_BYTES = 524_288;
/** Messages of an envelope; the others follow in the next one. */
export const MOST_ENVELOPE_MESSAGES = 32;
/** More names than a negotiation has. */
const MOST_NAMES = 4_096;
/** Characters of what a side says of a message that it refused. */
const LONGEST_PROBLEM = 1_000;

/** A message that a side did not take, and why, in its own words. */
export interface RefusedMessage {
  readonly name: Hex;
  readonly problem: string;
}

/**
 * What two sides exchange by any road: signed messages, and what the sender has, so that the other one can send what it lacks. It is not
 * signed itself: each message in it is.
 */
export interface NegotiationEnvelope {
  /** Hash of the first offer. */
  readonly negotiation: Hex;
  /** keccak256 of the first offer's signature, by which the sender shows that it got that offer. */
  readonly key: Hex;
  /** Names of the messages that the sender has. */
  readonly have: readonly Hex[];
  /** What the receiver lacks, each after what it is about; at most 32. */
  readonly messages: readonly NegotiationMessage[];
  /** Of the messages that the receiver sent before, those that the sender did not take. */
  readonly refused: readonly RefusedMessage[];
}

const envelopeSchema = /* @__PURE__ */ lazily(
  (): Schema<NegotiationEnvelope> =>
    record({
      negotiation: bytes32(),
      key: bytes32(),
      have: list(bytes32(), { entries: "names", maximum: MOST_NAMES }),
      messages: list(messageSchema(), { entries: "messages", maximum: MOST_ENVELOPE_MESSAGES }),
      refused: list(
        record({
          name: bytes32(),
          problem: text(
            ({ length }) => length <= LONGEST_PROBLEM,
            "must be text of at most 1,000 characters",
          ),
        }),
        { entries: "refusals", maximum: MOST_ENVELOPE_MESSAGES },
      ),
    }) as z.ZodMiniType<NegotiationEnvelope, unknown>,
);

/**
 * An envelope from another agent: an object, or its JSON text.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseNegotiationEnvelope } from "quittance/negotiation";
 *
 * const negotiation = `0x${"11".repeat(32)}`;
 * const key = `0x${"22".repeat(32)}`;
 * const envelope = parseNegotiationEnvelope({ negotiation, key, have: [negotiation], messages: [], refused: [] });
 * console.log(envelope.have.length); // 1
 */
export function parseNegotiationEnvelope(input: unknown): NegotiationEnvelope {
  return parseWith("envelope", envelopeSchema(), input);
}

/** What shows that a side got a first offer. A stranger can guess the offer's hash from a deal, but not its signature. */
export const keyOfFirst = ({ signature }: Pick<SignedOffer, "signature">): Hex => keccak256(signature);

/** The start of what a side says of a message. */
export const problemText = (problem: string): string => problem.slice(0, LONGEST_PROBLEM);

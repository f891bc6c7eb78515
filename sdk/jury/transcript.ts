import type { Address, Hex } from "viem";
import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { hashCanonical } from "../json/canonical.ts";
import { address, bytes32, list, record, type Schema } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";
import { type DrawPair, pairSchema, revealSchema, type SignedDrawReveal } from "./commitment.ts";
import { MOST_PROFILES } from "./directory.ts";
import { format, languages, measures } from "./fields.ts";
import { type SignedJurorProfile, signedProfileSchema } from "./profile.ts";
import { type SeatSnapshot, snapshotSchema } from "./snapshot.ts";

/**
 * Everything that a panel follows from, in one document. Its hash is the `reference` of the terms, so both sides sign it with them, and
 * anyone who has it computes the panel again.
 */
export interface DrawTranscript {
  readonly format: "quittance/draw/1";
  /** `drawn` for this deal; `reused` when an earlier deal of the same principals within 30 days drew it. */
  readonly kind: "drawn" | "reused";
  /** The parties of this deal. */
  readonly buyer: Address;
  readonly seller: Address;
  /** Hash of this deal's pact, and what it asks of jurors. */
  readonly pact: Hex;
  readonly measures: readonly string[];
  readonly languages: readonly string[];
  /** What the terms would refer to otherwise: an x402 request, a mandate, a session. */
  readonly reference?: Hex | undefined;
  /** Both commitments, the first one first. */
  readonly commitments: DrawPair;
  /** The buyer's and the seller's, of the deal that was drawn for. */
  readonly reveals: readonly [SignedDrawReveal, SignedDrawReveal];
  readonly seedBlockHash: Hex;
  readonly snapshot: SeatSnapshot;
  /** Those of the directory, ascending by juror. The models that jurors declare are in them. */
  readonly profiles: readonly SignedJurorProfile[];
  /** Strictly ascending, as the terms name it. */
  readonly panel: readonly Address[];
}

export const transcriptSchema = /* @__PURE__ */ lazily(
  (): Schema<DrawTranscript> =>
    record({
      format: format("quittance/draw/1"),
      kind: z.literal(["drawn", "reused"], { error: 'must be "drawn" or "reused"' }),
      buyer: address(),
      seller: address(),
      pact: bytes32(),
      measures: measures(),
      languages: languages(),
      reference: z.optional(bytes32()),
      commitments: pairSchema(),
      reveals: z.tuple([revealSchema(), revealSchema()]),
      seedBlockHash: bytes32(),
      snapshot: snapshotSchema(),
      profiles: list(signedProfileSchema(), { entries: "profiles", maximum: MOST_PROFILES }),
      panel: list(address(), { entries: "addresses", minimum: 1, maximum: 15 }),
    }) as unknown as Schema<DrawTranscript>,
);

/**
 * The hash that names a transcript, for the `reference` of terms: keccak256 of its canonical JSON.
 *
 * @throws InvalidFieldError for a malformed transcript.
 * @example
 * import { hashTranscript } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { transcript, terms } = await exampleDraw(stack);
 * console.log(hashTranscript(transcript) === terms.reference); // true
 * await stack.stop();
 */
export function hashTranscript(transcript: DrawTranscript): Hex {
  return hashCanonical(withoutUndefined(parseWith("transcript", transcriptSchema(), transcript)));
}

/** Fields that were left out are not in the canonical text, whether absent or undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutUndefined(part)]));
}

/**
 * A transcript from elsewhere: an object, or its JSON text. Whether it holds is `verifyDraw`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseTranscript } from "quittance/jury";
 * import { exampleDraw, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { transcript } = await exampleDraw(stack);
 * console.log(parseTranscript(JSON.stringify(transcript)).panel.length); // 1
 * await stack.stop();
 */
export function parseTranscript(input: unknown): DrawTranscript {
  return parseWith("transcript", transcriptSchema(), input);
}

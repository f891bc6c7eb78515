import type { Hex } from "viem";
import type { EvidenceManifest } from "../evidence/types.ts";
import type { DrawTranscript } from "../jury/transcript.ts";
import type { Pact } from "../pact/types.ts";
import type { JudgedReasons } from "./reasons.ts";

/**
 * What the chain names a document as: the pact of a deal, the manifest of delivered or judged evidence, a juror's reasons, what terms
 * refer to (a joint draw, a payment request, a mandate), or the reasons of a rating.
 */
export type DocumentKind = "pact" | "evidence" | "reasons" | "reference" | "rating";

/** Every kind of document. */
export const documentKinds: readonly DocumentKind[] = ["pact", "evidence", "reasons", "reference", "rating"];

/** What is known of a document. */
export type DocumentState = "verified" | "missing" | "wrong" | "too-large";

/** Every state of a document. */
export const documentStates: readonly DocumentState[] = ["verified", "missing", "wrong", "too-large"];

/** A document that the chain names by its hash. */
export interface NamedDocument {
  readonly kind: DocumentKind;
  /** keccak256 of its bytes. */
  readonly hash: Hex;
  /** Where deliveries say that it lies; strangers wrote them. */
  readonly uris?: readonly string[] | undefined;
}

/** What a document says, by its kind. Of a kind with no form of its own nothing but the hash was checked. */
export type DocumentReading =
  | { readonly kind: "pact"; readonly pact: Pact }
  | { readonly kind: "evidence"; readonly manifest: EvidenceManifest }
  /** Undefined: the juror wrote them in a form of its own. */
  | { readonly kind: "reasons"; readonly reasons: JudgedReasons | undefined }
  /** Undefined: it is another document than a joint draw. */
  | { readonly kind: "reference"; readonly transcript: DrawTranscript | undefined }
  | { readonly kind: "rating" };

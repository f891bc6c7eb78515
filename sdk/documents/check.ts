import { type Hex, keccak256 } from "viem";
import { BaseError } from "../errors/base.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { evidenceBounds } from "../evidence/bounds.ts";
import { readManifest } from "../evidence/manifest.ts";
import { SEALED_TYPE } from "../evidence/sealed-type.ts";
import { fromBase64 } from "../json/base64.ts";
import { requireOptions } from "../json/options.ts";
import { parseTranscript } from "../jury/transcript.ts";
import { MOST_PACT_BYTES, readPact } from "../pact/read.ts";
import { requireWord } from "../protocol/hex-parts.ts";
import { judgedReasonsIn } from "./reasons.ts";
import { type DocumentKind, type DocumentReading, documentKinds } from "./types.ts";

/** Bytes that a ballot board takes for reasons. */
const MOST_REASONS_BYTES = 65_536;

/** Bytes of a document of each kind: a reader stops there. */
export const documentBounds: Readonly<Record<DocumentKind, number>> = {
  pact: MOST_PACT_BYTES,
  evidence: evidenceBounds.maxManifest,
  reasons: MOST_REASONS_BYTES,
  reference: evidenceBounds.maxManifest,
  rating: MOST_REASONS_BYTES,
};

/** What came of the check of a document. */
export type DocumentCheck =
  | { readonly holds: true; readonly reading: DocumentReading }
  | {
      readonly holds: false;
      /** What is wrong, in words. */
      readonly problem: string;
      /** Whether the bytes have the hash: no other bytes will then do better. */
      readonly isNamed: boolean;
    };

/**
 * Checks that bytes are the document that a hash names: keccak256 of the bytes first, then the form of its kind. A pact must be the
 * canonical text of a pact, and evidence a manifest; reasons, references and reasons of ratings may have any form. Whether a manifest
 * is for the deal that names it, and whether a draw holds, is not checked here.
 *
 * @throws InvalidFieldError for a kind or a hash that is none.
 * @example
 * import { canonicalJson, hashPact } from "quittance";
 * import { checkDocument } from "quittance/documents";
 * import { assetDeliveryExample } from "quittance/pact/library";
 *
 * const { pact } = assetDeliveryExample();
 * const bytes = new TextEncoder().encode(canonicalJson(pact));
 * console.log(checkDocument({ kind: "pact", hash: hashPact(pact), bytes }).holds); // true
 * console.log(checkDocument({ kind: "pact", hash: `0x${"11".repeat(32)}`, bytes }).holds); // false
 */
export function checkDocument(input: {
  readonly kind: DocumentKind;
  readonly hash: Hex;
  readonly bytes: Uint8Array;
}): DocumentCheck {
  requireOptions(input, "kind hash bytes");
  const { kind, bytes } = input;
  requireKind(kind);
  requireWord("hash", input.hash);
  const hash = input.hash.toLowerCase() as Hex;
  if (keccak256(bytes) !== hash) {
    const problem = isSealed(kind, bytes, hash)
      ? "it is encrypted to the parties and the panel, so that its hash cannot be checked"
      : "its bytes have another hash";
    return { holds: false, problem, isNamed: false };
  }
  try {
    return { holds: true, reading: readingOf(kind, hash, bytes) };
  } catch (error) {
    if (!(error instanceof BaseError) && !(error instanceof TypeError)) throw error;
    return { holds: false, problem: problemOf(error), isNamed: true };
  }
}

function requireKind(kind: DocumentKind): void {
  if (documentKinds.includes(kind)) return;
  throw new InvalidFieldError({
    field: "kind",
    value: kind,
    problem: `must be one of: ${documentKinds.join(", ")}`,
    remedy: "Say what the chain names the document as.",
  });
}

function readingOf(kind: DocumentKind, hash: Hex, bytes: Uint8Array): DocumentReading {
  switch (kind) {
    case "pact":
      return { kind, pact: readPact(textOf(bytes), { hash }) };
    case "evidence":
      return { kind, manifest: readManifest({ manifest: bytes }) };
    case "reasons":
      return { kind, reasons: judgedReasonsIn(textIn(bytes) ?? "") };
    case "reference":
      return { kind, transcript: transcriptIn(textIn(bytes) ?? "") };
    case "rating":
      return { kind };
  }
}

const textOf = (bytes: Uint8Array) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** The text of bytes; undefined where they are no UTF-8. */
export function textIn(bytes: Uint8Array): string | undefined {
  try {
    return textOf(bytes);
  } catch {
    return undefined;
  }
}

/** Terms may refer to any document: what is no joint draw is none. */
function transcriptIn(text: string) {
  try {
    return parseTranscript(text);
  } catch (error) {
    if (error instanceof InvalidFieldError) return undefined;
    throw error;
  }
}

const OPENING_BRACE = 0x7b;

/** Whether what lies at the place of evidence says of itself that it is that evidence, encrypted. */
function isSealed(kind: DocumentKind, bytes: Uint8Array, hash: Hex): boolean {
  if (kind !== "evidence" || bytes[0] !== OPENING_BRACE) return false;
  try {
    const header: unknown = Reflect.get(Object(JSON.parse(textOf(bytes))), "protected");
    const said = Object(JSON.parse(textOf(fromBase64(String(header)))));
    return Reflect.get(said, "typ") === SEALED_TYPE && Reflect.get(said, "evidence") === hash;
  } catch {
    return false;
  }
}

const LONGEST_PROBLEM = 300;

/** What is wrong, in words of this library: never a stranger's text as a whole. */
function problemOf(error: Error): string {
  if (!(error instanceof BaseError)) return "it is no UTF-8";
  const { shortMessage, details } = error;
  return (details === undefined ? shortMessage : `${shortMessage} ${details}`).slice(0, LONGEST_PROBLEM);
}

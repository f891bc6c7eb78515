import { concatBytes, stringToBytes } from "viem";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { list, record, text } from "../../json/fields.ts";
import { parseJson, parseWith } from "../../json/parse.ts";
import { evidenceBounds } from "../bounds.ts";
import { asMalformed, encodeManifest, readManifest } from "../manifest.ts";
import type { EvidenceBundle, EvidenceManifest } from "../types.ts";

/** Recipients of one bundle: both parties, their principals, a named panel and a drawn one. */
export const MOST_RECIPIENTS = 128;

const LENGTH_BYTES = 4;

/** What is encrypted, before it is checked against the evidence hash. */
export interface SealedContent {
  readonly manifest: EvidenceManifest;
  /** The public keys it was encrypted to, so that each recipient sees who else reads it. */
  readonly recipients: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * The bytes that are encrypted: length and text of the manifest, length and text of the recipients' keys, the files in the manifest's
 * order, and zeros up to the padded length.
 */
export function packContent({ manifest, files }: EvidenceBundle, recipients: readonly string[]): Uint8Array {
  const parts = [encodeManifest(manifest), stringToBytes(canonicalJson({ recipients }))].flatMap((part) => [
    lengthBytes(part.length),
    part,
  ]);
  const bodies = manifest.files.map(({ path }) => files.get(path) ?? new Uint8Array());
  const content = concatBytes([...parts, ...bodies]);
  const padded = new Uint8Array(paddedLength(content.length));
  padded.set(content);
  return padded;
}

/** Reads what was encrypted. Throws EvidenceUnavailableError when it is not of this form. */
export function unpackContent(content: Uint8Array): SealedContent {
  let at = 0;
  const take = (length: number, what: string) => {
    if (length > content.length - at) throw new EvidenceUnavailableError("malformed", `${what} is cut off`);
    at += length;
    return content.subarray(at - length, at);
  };
  const takeText = (what: string) => {
    const length = take(LENGTH_BYTES, what);
    return take(new DataView(length.buffer, length.byteOffset).getUint32(0), what);
  };
  const manifest = readManifest({ manifest: takeText("the manifest") });
  const recipients = asMalformed(() => readRecipients(takeText("the list of recipients")));
  const files = new Map(manifest.files.map(({ path, size }) => [path, take(size, path).slice()]));
  const rest = content.subarray(at);
  if (content.length !== paddedLength(at) || rest.some((byte) => byte !== 0)) {
    throw new EvidenceUnavailableError("malformed", "something follows the files");
  }
  return { manifest, recipients, files };
}

function readRecipients(bytes: Uint8Array): string[] {
  if (bytes.length > evidenceBounds.maxManifest)
    throw new EvidenceUnavailableError("malformed", "too many recipients");
  const key = text((value) => value.length <= 64, "must be a public key");
  const schema = record({ recipients: list(key, { entries: "keys", maximum: MOST_RECIPIENTS }) });
  return parseWith("content", schema, parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)))
    .recipients;
}

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

const LEAST = 4_096;

/**
 * The length that so many bytes are padded to (Padmé, of "Reducing Metadata Leakage from Encrypted Files", 2019): at most an eighth
 * more, and of all lengths up to L only as many remain as log(L) has powers of two, so that a length says little.
 */
export function paddedLength(length: number): number {
  if (length <= LEAST) return LEAST;
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

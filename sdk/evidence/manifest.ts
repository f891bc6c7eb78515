import { type Hex, stringToBytes } from "viem";
import * as z from "zod/mini";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { lazily } from "../errors/lazily.ts";
import { canonicalJson, hashCanonical } from "../json/canonical.ts";
import { bytes32, list, record, type Schema, text, uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseJson, parseWith } from "../json/parse.ts";
import { bounds } from "../protocol/bounds.ts";
import { evidenceBounds } from "./bounds.ts";
import { isMediaType } from "./media-type.ts";
import { comparePaths, problemOfPath, requireDistinctPaths } from "./path.ts";
import { rootOf } from "./proof.ts";
import { type EvidenceFile, type EvidenceManifest, FORMAT } from "./types.ts";

const isNote = (note: string) => note.length <= evidenceBounds.maxNote && note.isWellFormed();

const manifestSchema = /* @__PURE__ */ lazily((): Schema<EvidenceManifest> => {
  const file = record({
    path: text((path) => problemOfPath(path) === undefined, "must be a path that every file system keeps"),
    size: uint(48, { maximum: evidenceBounds.maxBytes, unit: "bytes" }),
    sha256: bytes32(),
    mediaType: text(isMediaType, "must be a media type in lower case, without parameters"),
  });
  return record({
    format: text((format) => format === FORMAT, `must be "${FORMAT}"`) as Schema<typeof FORMAT>,
    deal: bytes32(),
    milestone: uint(8, { maximum: bounds.maxMilestones - 1 }),
    pact: bytes32(),
    files: list(file, { entries: "files", minimum: 1, maximum: evidenceBounds.maxFiles }),
    root: bytes32(),
    salt: z.optional(bytes32()),
    note: z.optional(text(isNote, `must be text of at most ${evidenceBounds.maxNote} characters`)),
  });
});

/** What a manifest says besides what follows from its files. */
export interface ManifestSubject {
  readonly deal: Hex;
  readonly milestone: number;
  readonly pact: Hex;
  readonly salt?: Hex | undefined;
  readonly note?: string | undefined;
}

/** The manifest of files, which may be in any order. Throws InvalidFieldError. */
export function manifestOf(subject: ManifestSubject, files: readonly EvidenceFile[]): EvidenceManifest {
  const { deal, milestone, pact, salt, note } = subject;
  const sorted = [...files].sort((one, other) => comparePaths(one.path, other.path));
  const root = sorted.length === 0 ? `0x${"00".repeat(32)}` : rootOf(sorted);
  return checkManifest({
    ...{ format: FORMAT, deal, milestone, pact, files: sorted, root },
    ...(salt === undefined ? {} : { salt }),
    ...(note === undefined ? {} : { note }),
  });
}

/** A value that is a manifest, with files in order, all different, and the root that follows from them. */
function checkManifest(value: unknown): EvidenceManifest {
  const manifest = parseWith("manifest", manifestSchema(), value);
  const { files, root } = manifest;
  const late = files.findIndex(
    ({ path }, index) => index > 0 && comparePaths(files[index - 1]?.path ?? "", path) >= 0,
  );
  if (late >= 0) {
    throw new InvalidFieldError({
      field: `manifest.files[${late}].path`,
      value: files[late]?.path,
      problem: "must come after the path before it",
      remedy: "Sort the files by the UTF-8 bytes of their paths, and list each once.",
    });
  }
  requireDistinctPaths(
    "manifest.files",
    files.map(({ path }) => path),
  );
  requireSize(files);
  const actual = rootOf(files);
  if (root === actual) return manifest;
  throw new InvalidFieldError({
    field: "manifest.root",
    value: root,
    hash: true,
    problem: `must be the Merkle root of the files, ${actual}`,
    remedy: "Make the manifest with createBundle.",
  });
}

function requireSize(files: readonly EvidenceFile[]): void {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes <= evidenceBounds.maxBytes) return;
  throw new InvalidFieldError({
    field: "manifest.files",
    value: bytes,
    problem: `must have at most ${evidenceBounds.maxBytes} bytes together`,
    remedy: "Deliver less in one milestone.",
  });
}

/**
 * The evidence hash: keccak256 of a manifest's canonical JSON. It goes on-chain, and every ballot names it.
 *
 * @example
 * import { createBundle, hashManifest } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const bundle = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * console.log(hashManifest(bundle.manifest) === bundle.hash); // true
 */
export function hashManifest(manifest: EvidenceManifest): Hex {
  return hashCanonical(checkManifest(manifest));
}

/**
 * The bytes of a manifest as stores keep them: its canonical JSON. keccak256 of them is the evidence hash.
 *
 * @example
 * import { createBundle, encodeManifest, hashEvidence } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const bundle = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * console.log(hashEvidence(encodeManifest(bundle.manifest)) === bundle.hash); // true
 */
export function encodeManifest(manifest: EvidenceManifest): Uint8Array {
  return stringToBytes(canonicalJson(checkManifest(manifest)));
}

/**
 * Reads the manifest of a stranger: its bytes or its text, which must be its canonical JSON, so that all readers of the same hash
 * read the same.
 *
 * @throws EvidenceUnavailableError, with the reason `malformed` or `too-large`; its cause names the field that is wrong.
 * @example
 * import { createBundle, encodeManifest, readManifest } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const { manifest } = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * console.log(readManifest({ manifest: encodeManifest(manifest) }).files[0]?.path); // answer.txt
 */
export function readManifest(input: { readonly manifest: Uint8Array | string }): EvidenceManifest {
  requireOptions(input, "manifest");
  const { manifest: given } = input;
  if (given.length > evidenceBounds.maxManifest) {
    throw new EvidenceUnavailableError("too-large", `a manifest of ${given.length} bytes or characters`);
  }
  return asMalformed(() => {
    const json =
      typeof given === "string"
        ? given
        : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(given);
    const manifest = checkManifest(parseJson(json));
    if (canonicalJson(manifest) === json) return manifest;
    throw new InvalidFieldError({
      field: "manifest",
      value: json,
      problem: "must be canonical JSON (RFC 8785), with hashes in lower case",
      remedy: "Write it with encodeManifest.",
    });
  });
}

/** Runs a check of what a stranger made, and says of what it refuses that the evidence is malformed. */
export function asMalformed<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (error instanceof EvidenceUnavailableError) throw error;
    throw new EvidenceUnavailableError(
      "malformed",
      error instanceof InvalidFieldError ? error.shortMessage : "it is no UTF-8",
      error,
    );
  }
}

import { bytesToHex, type Hex } from "viem";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { sha256Of } from "./digest.ts";
import { hashManifest, type ManifestSubject, manifestOf } from "./manifest.ts";
import { mediaTypeOf } from "./media-type.ts";
import { requireEvidencePath } from "./path.ts";
import { checkEvidenceRules, missingPaths } from "./rules.ts";
import type { EvidenceBundle, EvidenceFile, EvidenceManifest, EvidenceRules } from "./types.ts";

/** What a bundle is made of. */
export interface BundleDraft extends ManifestSubject {
  /** The bytes of each file by its path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Media types by path, where the ending of a path stands for another one or for none. */
  readonly mediaTypes?: Readonly<Record<string, string>> | undefined;
  /** The field `evidence` of the pact: what breaks its rules is refused. Private evidence gets a salt. */
  readonly rules?: EvidenceRules | undefined;
}

const DRAFT = "deal milestone pact files mediaTypes rules salt note";
const SALT_BYTES = 32;

/**
 * Makes a bundle: hashes each file, lists them in a manifest, and names the whole by the hash of that. The hash is what
 * `signDelivery` signs as `evidence`.
 *
 * @throws InvalidFieldError naming the path, the media type or the field that is wrong, or the path that is missing.
 * @throws EvidenceUnavailableError, with the reason `against-the-pact`, when the pact does not allow such files.
 * @example
 * import { createBundle } from "quittance/evidence";
 *
 * const deal = `0x${"11".repeat(32)}` as const;
 * const pact = `0x${"22".repeat(32)}` as const;
 * const files = new Map([["answers/1.json", new TextEncoder().encode('{"answer":42}')]]);
 * const bundle = await createBundle({ deal, milestone: 0, pact, files });
 * console.log(bundle.manifest.files[0]?.mediaType); // application/json
 */
export async function createBundle(draft: BundleDraft): Promise<EvidenceBundle> {
  requireOptions(draft, DRAFT, "bundle");
  const { files, mediaTypes = {}, rules } = draft;
  requireFiles(files);
  requireTypedPaths(files, mediaTypes);
  const listed = await Promise.all(
    [...files].map(async ([path, bytes]): Promise<EvidenceFile> => {
      const given = Object.hasOwn(mediaTypes, path) ? mediaTypes[path] : undefined;
      return {
        ...{ path, size: bytes.length, sha256: await sha256Of(bytes) },
        mediaType: given ?? mediaTypeOf(path),
      };
    }),
  );
  const salt = draft.salt ?? (rules?.private ? randomSalt() : undefined);
  const manifest = manifestOf({ ...draft, salt }, listed);
  if (rules !== undefined) requireRules(manifest, rules);
  return { manifest, hash: hashManifest(manifest), files: new Map(files) };
}

function requireFiles(files: unknown): asserts files is ReadonlyMap<string, Uint8Array> {
  if (!(files instanceof Map)) {
    throw new InvalidFieldError({
      field: "bundle.files",
      value: files,
      problem: "must be a Map of the bytes of each file by its path",
      remedy: 'Pass new Map([["answer.json", bytes]]).',
    });
  }
  for (const [path, bytes] of files) {
    requireEvidencePath({ path, field: "bundle.files: a path" });
    if (bytes instanceof Uint8Array) continue;
    throw new InvalidFieldError({
      field: `bundle.files: ${path}`,
      value: bytes,
      problem: "must be bytes",
      remedy: "Encode text with new TextEncoder().encode(text).",
    });
  }
}

/** A media type given for a path that is not there was meant for another one. */
function requireTypedPaths(files: ReadonlyMap<string, Uint8Array>, mediaTypes: object): void {
  const stranger = Object.keys(mediaTypes).find((path) => !files.has(path));
  if (stranger === undefined) return;
  throw new InvalidFieldError({
    field: "bundle.mediaTypes",
    value: stranger,
    problem: "must name files of the bundle",
    remedy: "Write the path as it is in files.",
  });
}

function requireRules(manifest: EvidenceManifest, rules: EvidenceRules): void {
  checkEvidenceRules({ manifest, rules });
  const [missing] = missingPaths({ manifest, required: rules.required });
  if (missing === undefined) return;
  throw new InvalidFieldError({
    field: "bundle.files",
    value: missing,
    problem: "must have each path that the pact requires",
    remedy: "Add the file: clauses that read it lose otherwise.",
  });
}

function randomSalt(): Hex {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
}

/**
 * Puts a bundle of a stranger together, and checks every byte of it: the manifest against the evidence hash, and the files against
 * the manifest, of which none may be missing or too many.
 *
 * @throws EvidenceUnavailableError, with the reason `mismatch`, when a hash or a size differs or a file is missing.
 * @example
 * import { createBundle, openBundle } from "quittance/evidence";
 *
 * const hash = `0x${"11".repeat(32)}` as const;
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const made = await createBundle({ deal: hash, milestone: 0, pact: hash, files });
 * const bundle = await openBundle({ manifest: made.manifest, evidence: made.hash, files });
 * console.log(bundle.files.size); // 1
 */
export async function openBundle(input: {
  readonly manifest: EvidenceManifest;
  /** The evidence hash of the delivery. */
  readonly evidence: Hex;
  readonly files: ReadonlyMap<string, Uint8Array>;
}): Promise<EvidenceBundle> {
  requireOptions(input, "manifest evidence files");
  const { manifest, evidence, files } = input;
  const hash = hashManifest(manifest);
  if (hash !== evidence.toLowerCase()) {
    throw new EvidenceUnavailableError("mismatch", `the manifest's hash is ${hash}, not ${evidence}`);
  }
  const stranger = [...files.keys()].find((path) => !manifest.files.some((file) => file.path === path));
  if (stranger !== undefined)
    throw new EvidenceUnavailableError("mismatch", `${stranger} is not in the manifest`);
  const checked = await Promise.all(manifest.files.map((file) => checkedFile(file, files.get(file.path))));
  return { manifest, hash, files: new Map(checked) };
}

async function checkedFile(file: EvidenceFile, bytes: Uint8Array | undefined): Promise<[string, Uint8Array]> {
  const { path, size, sha256 } = file;
  if (bytes === undefined) throw new EvidenceUnavailableError("mismatch", `${path} is missing`);
  if (bytes.length !== size) {
    throw new EvidenceUnavailableError("mismatch", `${path} has ${bytes.length} bytes, not ${size}`);
  }
  const actual = await sha256Of(bytes);
  if (actual === sha256) return [path, bytes];
  throw new EvidenceUnavailableError("mismatch", `${path} has the SHA-256 ${actual}, not ${sha256}`);
}

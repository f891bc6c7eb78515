import { type Hex, keccak256 } from "viem";
import { EvidenceUnavailableError } from "../errors/evidence.ts";
import { requireOptions } from "../json/options.ts";
import { evidenceBounds } from "./bounds.ts";
import { openBundle } from "./bundle.ts";
import { type EvidenceSubject, requireBinding } from "./delivered.ts";
import { readManifest } from "./manifest.ts";
import { checkEvidenceRules } from "./rules.ts";
import type { EvidenceReader } from "./store.ts";
import type { EvidenceBundle, EvidenceManifest, EvidenceRules } from "./types.ts";

/** Decrypts private evidence: `unsealWith` of `quittance/evidence/private` makes one. Its bundle's hash is checked already. */
export type Unseal = (input: {
  readonly sealed: Uint8Array;
  readonly evidence: Hex;
}) => Promise<EvidenceBundle>;

/** What is fetched, from where, and what it must be. */
export interface BundleRequest {
  /** Of the delivery. */
  readonly evidenceUri: string;
  /** The evidence hash of the delivery. */
  readonly evidence: Hex;
  readonly reader: EvidenceReader;
  /** Deal, milestone and pact it must be for. */
  readonly subject: EvidenceSubject;
  /** The field `evidence` of the pact. */
  readonly rules: EvidenceRules;
  /** For private evidence. */
  readonly unseal?: Unseal | undefined;
  readonly signal?: AbortSignal | undefined;
}

const FIELDS = "evidenceUri evidence reader subject rules unseal signal";
/** Files that are read at the same time. */
const AT_ONCE = 8;
/** Private evidence is written in base64, and padded by up to an eighth; beside it are the recipients. */
const SEALED_GROWTH = 1.6;
const OPENING_BRACE = 0x7b;

/**
 * Fetches the evidence of a delivery, and checks everything about it: the manifest against the evidence hash, what it is for, the
 * pact's rules before any file is read, and every file. What comes back is exactly what every other juror judges.
 *
 * @throws EvidenceUnavailableError with the reason. A juror to whom that happens by half of the verdict window scores 0.
 * @example
 * import { createBundle, fetchBundle, memoryEvidenceStore, publishBundle } from "quittance/evidence";
 *
 * const subject = { deal: `0x${"11".repeat(32)}`, milestone: 0, pact: `0x${"22".repeat(32)}` } as const;
 * const rules = { mediaTypes: ["text/plain"], maxBytes: 100, maxFiles: 1, required: [], private: false };
 * const files = new Map([["answer.txt", new TextEncoder().encode("42")]]);
 * const made = await createBundle({ ...subject, files, rules });
 * const reader = memoryEvidenceStore();
 * const { uri: evidenceUri } = await publishBundle({ bundle: made, store: reader });
 * const bundle = await fetchBundle({ evidenceUri, evidence: made.hash, reader, subject, rules });
 * console.log(bundle.manifest.files.length); // 1
 */
export async function fetchBundle(request: BundleRequest): Promise<EvidenceBundle> {
  requireOptions(request, FIELDS, "request");
  const { evidenceUri: uri, reader, rules, subject, unseal, signal } = request;
  const evidence = request.evidence.toLowerCase() as Hex;
  const isSealed = rules.private && unseal !== undefined;
  const first = await reader.read({
    uri,
    maxBytes: isSealed ? sealedLimit(rules) : evidenceBounds.maxManifest,
    signal,
  });
  if (keccak256(first) === evidence) {
    const manifest = readManifest({ manifest: first });
    check(manifest, subject, rules);
    return openBundle({ manifest, evidence, files: await readFiles(manifest, request) });
  }
  if (first[0] !== OPENING_BRACE)
    throw new EvidenceUnavailableError("mismatch", "it is neither the manifest nor encrypted");
  if (!rules.private) throw new EvidenceUnavailableError("mismatch", "its manifest has another hash");
  if (unseal === undefined) throw new EvidenceUnavailableError("no-recipient", "no key was given");
  const bundle = await unseal({ sealed: first, evidence });
  if (bundle.hash !== evidence)
    throw new EvidenceUnavailableError("mismatch", "what was encrypted has another hash");
  check(bundle.manifest, subject, rules);
  return bundle;
}

function check(manifest: EvidenceManifest, subject: EvidenceSubject, rules: EvidenceRules): void {
  requireBinding(manifest, subject);
  checkEvidenceRules({ manifest, rules });
}

/** Bytes of private evidence as it is stored, at most. */
function sealedLimit({ maxBytes }: EvidenceRules): number {
  const content = Math.min(maxBytes, evidenceBounds.maxPrivateBytes) + evidenceBounds.maxManifest;
  return Math.ceil(content * SEALED_GROWTH) + evidenceBounds.maxManifest;
}

async function readFiles(
  manifest: EvidenceManifest,
  request: BundleRequest,
): Promise<Map<string, Uint8Array>> {
  const { reader, evidenceUri: uri } = request;
  const failed = new AbortController();
  const signal =
    request.signal === undefined ? failed.signal : AbortSignal.any([failed.signal, request.signal]);
  const files = new Map<string, Uint8Array>();
  const waiting = manifest.files.values();
  const work = async () => {
    for (const { path, size, sha256 } of waiting) {
      files.set(path, await reader.read({ uri, sha256, beside: true, maxBytes: size, signal }));
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    failed.abort();
    throw error;
  }
  return files;
}

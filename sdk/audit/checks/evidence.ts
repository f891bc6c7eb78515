import { type Hex, keccak256 } from "viem";
import { EvidenceUnavailableError } from "../../errors/evidence.ts";
import { evidenceBounds } from "../../evidence/bounds.ts";
import { requireBinding } from "../../evidence/delivered.ts";
import { nameOf, sha256Of } from "../../evidence/digest.ts";
import { readManifest } from "../../evidence/manifest.ts";
import type { EvidenceReader, EvidenceRequest } from "../../evidence/store.ts";
import type { EvidenceManifest } from "../../evidence/types.ts";
import { type AuditSource, type Findings, firstProblem, type Outcome, sourceOf } from "../items.ts";
import type { DealState, MilestoneState } from "../replay/state.ts";
import { type AuditDocument, type DocumentShelf, hasHash, misnamed } from "./documents.ts";

/** Why a place gives no bytes that were asked for. */
export interface UnavailableEvidence {
  /** In words. */
  readonly unavailable: string;
  /** Whether there are bytes, which are others: that fails, and is not left unchecked. */
  readonly isAltered: boolean;
}

/** Where the evidence of a deal is read. Nothing that it gives is believed before it was hashed. */
export interface AuditEvidence {
  /** Bytes that should have this keccak256; undefined when there are none. `uri` is where the seller said that they lie. */
  readonly named: (
    hash: Hex,
    uri: string | undefined,
  ) => Promise<AuditDocument | UnavailableEvidence | undefined>;
  /** The bytes of a file of a bundle; undefined when there are none. */
  readonly file: (
    file: { readonly path: string; readonly sha256: Hex; readonly size: number },
    uri: string | undefined,
  ) => Promise<AuditDocument | UnavailableEvidence | undefined>;
  /** Everything there is, where that can be listed: a file whose name has a hash must have that hash. */
  readonly all?: readonly AuditDocument[] | undefined;
}

/** Evidence whose every byte was checked. */
export interface CheckedEvidence {
  readonly manifest: EvidenceManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Evidence out of files, whatever they are called: they are found by their hashes.
 *
 * @example
 * import { evidenceIn } from "quittance/audit";
 *
 * const evidence = evidenceIn([{ name: "answer.txt", bytes: new TextEncoder().encode("42") }]);
 * console.log(evidence.all?.length); // 1
 */
export function evidenceIn(documents: readonly AuditDocument[]): AuditEvidence {
  const byKeccak = new Map<Hex, AuditDocument>();
  for (const document of documents) {
    if (document.bytes.length <= evidenceBounds.maxManifest)
      byKeccak.set(keccak256(document.bytes), document);
  }
  let bySha256: Promise<ReadonlyMap<Hex, AuditDocument>> | undefined;
  return {
    all: documents,
    named: async (hash) => byKeccak.get(hash),
    file: async ({ path, sha256 }) => {
      bySha256 ??= hashedBySha256(documents);
      // A file that has the path and other bytes was changed, which is worth more than that there is none.
      return (
        (await bySha256).get(sha256) ??
        documents.find(({ name }) => name === path || name.endsWith(`/${path}`))
      );
    },
  };
}

async function hashedBySha256(documents: readonly AuditDocument[]): Promise<ReadonlyMap<Hex, AuditDocument>> {
  const hashed = documents.map(async (document) => [await sha256Of(document.bytes), document] as const);
  return new Map(await Promise.all(hashed));
}

/**
 * Evidence by a reader, such as a store or a website, from where the seller said that it lies.
 *
 * @example
 * import { evidenceFrom } from "quittance/audit";
 * import { memoryEvidenceStore } from "quittance/evidence";
 *
 * const evidence = evidenceFrom(memoryEvidenceStore());
 * console.log(await evidence.named(`0x${"11".repeat(32)}`, undefined)); // undefined
 */
export function evidenceFrom(reader: EvidenceReader): AuditEvidence {
  const read = async (request: EvidenceRequest): Promise<AuditDocument | UnavailableEvidence> => {
    try {
      return { name: request.uri, bytes: await reader.read(request) };
    } catch (error) {
      if (!(error instanceof EvidenceUnavailableError)) throw error;
      const { reason, shortMessage } = error;
      // The manifest gives the size of each file, so a longer one is not the file that was named.
      const isAltered = reason === "mismatch" || (reason === "too-large" && request.sha256 !== undefined);
      return { unavailable: shortMessage, isAltered };
    }
  };
  return {
    named: async (_, uri) =>
      uri === undefined ? undefined : read({ uri, maxBytes: evidenceBounds.maxManifest }),
    file: async ({ sha256, size: maxBytes }, uri) =>
      uri === undefined
        ? read({ uri: nameOf(sha256), sha256, maxBytes })
        : read({ uri, sha256, beside: true, maxBytes }),
  };
}

/**
 * Holds the evidence of each milestone against its hash, and each of its files against the manifest.
 *
 * @param shelf Has the manifest where the place has none, as when the seller's URI is not on-chain.
 * @param used Receives what a milestone names.
 */
export async function checkEvidence(
  evidence: AuditEvidence | undefined,
  shelf: DocumentShelf,
  state: DealState,
  findings: Findings,
  used: Set<AuditDocument>,
): Promise<ReadonlyMap<number, CheckedEvidence>> {
  const found = new Map<number, CheckedEvidence>();
  for (const milestone of state.milestones) {
    if (milestone.evidence === undefined) continue;
    const checked = await checkMilestone(evidence, {
      ...{ state, milestone, shelf, hash: milestone.evidence },
      findings,
      used,
    });
    if (checked !== undefined) found.set(milestone.index, checked);
  }
  return found;
}

/** Says of each file of the evidence that no milestone names that it fails: it was changed, or it belongs to something else. */
export async function checkStrayEvidence(
  evidence: AuditEvidence | undefined,
  used: ReadonlySet<AuditDocument>,
  findings: Findings,
): Promise<void> {
  for (const document of evidence?.all ?? []) {
    if (used.has(document) && !hasHash(document.name)) continue;
    const problem = hasHash(document.name)
      ? await misnamed(document)
      : "nothing in the deal names it: it was changed, or it belongs to something else; take it out if it does";
    const head = { part: "evidence" as const, subject: `The evidence has the file ${document.name}` };
    if (problem !== undefined) findings.check({ ...head, against: [fileSource(document)] }, problem);
  }
}

interface EvidenceOf {
  readonly state: DealState;
  readonly milestone: MilestoneState;
  readonly hash: Hex;
  readonly shelf: DocumentShelf;
  readonly findings: Findings;
  readonly used: Set<AuditDocument>;
}

async function checkMilestone(
  evidence: AuditEvidence | undefined,
  { state, milestone, hash, shelf, findings, used }: EvidenceOf,
): Promise<CheckedEvidence | undefined> {
  const { index, delivery, verdicts } = milestone;
  const place = delivery?.place ?? verdicts[0]?.place;
  const head = {
    ...{ part: "evidence" as const, milestone: index },
    against: place === undefined ? [] : [sourceOf(place)],
  };
  const uri = delivery?.uri;
  const given = await evidence?.named(hash, uri);
  const document = isDocument(given) ? given : shelf.take(hash);
  const subject = `The evidence has the hash that was judged, ${hash}`;
  if (document === undefined) {
    const none = evidence === undefined ? "no evidence was given" : "no evidence with this hash was found";
    findings.conclude({ ...head, subject }, unavailable(given, none));
    return undefined;
  }
  used.add(document);
  const against: AuditSource[] = [...head.against, fileSource(document)];
  if (keccak256(document.bytes) !== hash) {
    findings.check({ ...head, subject, against }, "the bytes have another hash");
    return undefined;
  }
  findings.check({ ...head, subject, against }, undefined);
  const manifest = manifestIn(document);
  if (manifest === undefined) {
    const only = "it is no bundle with a list of files, so only its own hash was checked";
    findings.skip({ ...head, subject: "The evidence lists its files", against }, only);
    return undefined;
  }
  const { pact } = state.terms;
  findings.check(
    { ...head, subject: "The evidence was made for this deal, this milestone and this pact", against },
    problemOf(() => requireBinding(manifest, { deal: state.dealId, milestone: index, pact })),
  );
  const files = new Map<string, Uint8Array>();
  const missing: string[] = [];
  let problem: string | undefined;
  for (const file of manifest.files) {
    const read = await evidence?.file(file, uri);
    if (!isDocument(read)) {
      const { status, why = "" } = unavailable(read, "");
      if (status === "fails") problem ??= `${file.path}: ${why}`;
      else missing.push(why === "" ? file.path : `${file.path} (${why})`);
      continue;
    }
    used.add(read);
    const isSame = read.bytes.length === file.size && (await sha256Of(read.bytes)) === file.sha256;
    if (isSame) files.set(file.path, read.bytes);
    else problem ??= `the bytes of ${file.path} have another hash`;
  }
  const all = `Each of the ${manifest.files.length} files of the evidence has the hash and the size of the list, and they have its root`;
  if (problem === undefined && missing.length > 0) {
    findings.skip({ ...head, subject: all, against }, `not given: ${missing.join(", ")}`);
    return undefined;
  }
  findings.check({ ...head, subject: all, against }, problem);
  return problem === undefined ? { manifest, files } : undefined;
}

function isDocument(given: AuditDocument | UnavailableEvidence | undefined): given is AuditDocument {
  return given !== undefined && "bytes" in given;
}

/** What came of a check of bytes that are not there. */
function unavailable(given: AuditDocument | UnavailableEvidence | undefined, none: string): Outcome {
  if (given === undefined || isDocument(given)) return { status: "not checked", why: none };
  const why = [none, given.unavailable].filter((part) => part !== "").join(": ");
  return { status: given.isAltered ? "fails" : "not checked", why };
}

function manifestIn({ bytes }: AuditDocument): EvidenceManifest | undefined {
  try {
    return readManifest({ manifest: bytes });
  } catch {
    return undefined;
  }
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return firstProblem(error instanceof Error ? error.message : "it cannot be read");
  }
}

const fileSource = (document: AuditDocument): AuditSource => ({ kind: "document", name: document.name });

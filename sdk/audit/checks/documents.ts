import { type Hex, keccak256, zeroHash } from "viem";
import { sha256Of } from "../../evidence/digest.ts";
import { canonicalJson } from "../../json/canonical.ts";
import { parseJson } from "../../json/parse.ts";
import type { AuditSource, Findings } from "../items.ts";
import { type DealState, type MilestoneState, roundsOf } from "../replay/state.ts";

/** A file that a party, a juror or an auditor gives: a pact, reasons, offers, a transcript of a draw. */
export interface AuditDocument {
  /** As the report names it; a stranger's text. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Documents by what names them, and which of them something named. */
export class DocumentShelf {
  readonly #byHash = new Map<Hex, AuditDocument>();
  readonly #named = new Set<AuditDocument>();
  readonly documents: readonly AuditDocument[];

  constructor(documents: readonly AuditDocument[]) {
    this.documents = documents;
    for (const document of documents) this.#byHash.set(keccak256(document.bytes), document);
  }

  /** The document whose bytes have a hash. */
  take(hash: Hex): AuditDocument | undefined {
    const document = this.#byHash.get(hash.toLowerCase() as Hex);
    if (document !== undefined) this.#named.add(document);
    return document;
  }

  /** Remembers that something in the deal names a document. */
  name(document: AuditDocument): void {
    this.#named.add(document);
  }

  /** Documents that nothing named. */
  get strangers(): readonly AuditDocument[] {
    return this.documents.filter((document) => !this.#named.has(document));
  }

  /** A document whose JSON has a hash, although its own bytes have another: it is not in the one form that is hashed. */
  spelledOtherwise(hash: Hex): AuditDocument | undefined {
    return this.strangers.find((document) => {
      const value = jsonIn(document);
      return value !== undefined && keccak256(new TextEncoder().encode(canonicalJson(value))) === hash;
    });
  }
}

/** The text of a document; undefined when it is no UTF-8. */
export function textIn({ bytes }: AuditDocument): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonIn(document: AuditDocument): unknown {
  try {
    return parseJson(textIn(document) ?? "");
  } catch {
    return undefined;
  }
}

/** The source of a check that was made against a document. */
export function documentSource(document: AuditDocument, hash = keccak256(document.bytes)): AuditSource {
  return { kind: "document", name: document.name, hash };
}

/** Holds the documents against the hashes in the deal's terms, ballots and ratings. */
export function checkDocuments(
  shelf: DocumentShelf,
  state: DealState,
  ratings: readonly { readonly rater: string; readonly reasons: Hex }[],
  findings: Findings,
): void {
  const { terms } = state;
  take(shelf, findings, {
    part: "terms",
    subject: "The pact has the hash that the terms name",
    hash: terms.pact,
  });
  if (terms.reference !== undefined) {
    const subject = "The document that the terms refer to has the hash that they name";
    take(shelf, findings, { part: "panel", subject, hash: terms.reference });
  }
  for (const milestone of state.milestones) {
    // A manifest may lie with the documents, too: its evidence is checked with the rest of the bundle.
    for (const hash of namedEvidence(milestone)) shelf.take(hash);
    for (const { round, panel, ballots } of roundsOf(state, milestone)) {
      for (const { position, reasons } of ballots) {
        if (reasons === zeroHash) continue;
        const subject = `The reasons of juror ${panel[position] ?? position + 1} in round ${round} are those it signed`;
        take(shelf, findings, { part: "ballots", milestone: milestone.index, subject, hash: reasons });
      }
    }
  }
  for (const { rater, reasons } of ratings) {
    if (reasons === zeroHash) continue;
    take(shelf, findings, {
      part: "rating",
      subject: `The reasons of the rating by ${rater}`,
      hash: reasons,
    });
  }
}

/** All hashes of evidence that the chain names for a milestone. */
function namedEvidence({ delivery, evidence, verdicts }: MilestoneState): readonly Hex[] {
  const judged = verdicts.map((verdict) => verdict.evidence);
  return [delivery?.evidence, evidence, ...judged].filter((hash) => hash !== undefined);
}

function take(
  shelf: DocumentShelf,
  findings: Findings,
  asked: {
    readonly part: "terms" | "panel" | "ballots" | "rating";
    readonly subject: string;
    readonly hash: Hex;
    readonly milestone?: number;
  },
): void {
  const { hash, ...head } = asked;
  const document = shelf.take(hash);
  if (document !== undefined) {
    findings.check({ ...head, against: [documentSource(document, hash)] }, undefined);
    return;
  }
  const otherwise = shelf.spelledOtherwise(hash);
  if (otherwise === undefined) findings.skip(head, `no document with the hash ${hash} was given`);
  else {
    shelf.name(otherwise);
    const against = [documentSource(otherwise)];
    findings.check(
      { ...head, against },
      "it says the same, but is not written as canonical JSON, whose hash counts",
    );
  }
}

/** Says of each document that nothing in the deal names that it fails: it was changed, or it does not belong to the deal. */
export function checkStrangers(shelf: DocumentShelf, findings: Findings): void {
  for (const document of shelf.strangers) {
    findings.check(
      {
        part: "documents",
        subject: `The deal names the document ${document.name}`,
        against: [documentSource(document)],
      },
      "nothing in the deal names it: it was changed, or it belongs to something else; take it out if it does",
    );
  }
}

const NAMED = /(?:^|[^0-9a-f])(?:0x)?([0-9a-f]{64})(?:[^0-9a-f]|$)/i;

/** What is wrong with a name that has a hash in it: the bytes must have that hash, keccak256 or SHA-256. */
export async function misnamed({ name, bytes }: AuditDocument): Promise<string | undefined> {
  const hash = NAMED.exec(name)?.[1]?.toLowerCase();
  if (hash === undefined) return undefined;
  if (keccak256(bytes).slice(2) === hash || (await sha256Of(bytes)).slice(2) === hash) return undefined;
  return "its bytes have another hash than its name says: somebody changed it";
}

/** Whether a name holds a hash. */
export const hasHash = (name: string): boolean => NAMED.test(name);

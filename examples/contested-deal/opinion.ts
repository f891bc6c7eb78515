import { payoutOf, type Terms } from "quittance";
import { type Corpus, type Juror, type NamedPact, readPact } from "../document-review/index.ts";
import type { EvidenceStore } from "../milestone-deal/evidence-store.ts";

/** What somebody thinks of a delivery after reading it with one of the jurors' programs. */
export interface Opinion {
  readonly program: string;
  /** 0 to 10000. */
  readonly score: number;
  /** What that score alone would pay, in basis points. */
  readonly payout: number;
}

/** A delivery, and what it has to be held against. */
export interface Reading {
  readonly terms: Terms;
  readonly pact: string;
  readonly milestone: number;
  readonly evidence: `0x${string}`;
  readonly evidenceUri: string;
}

/** Reads a delivery with a program. */
export function formOpinion(program: Juror, reading: Reading, corpus: Corpus, store: EvidenceStore): Opinion {
  const { terms, milestone, evidence: evidenceHash, evidenceUri } = reading;
  const pact: NamedPact = readPact(reading.pact);
  const evidence = store.fetch(evidenceUri) ?? new Uint8Array();
  const { score } = program.judge({ pact, corpus, evidence, evidenceHash, milestone });
  return { program: program.name, score, payout: payoutOf(score, terms) };
}

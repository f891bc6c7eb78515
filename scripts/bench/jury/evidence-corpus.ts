import { canonicalJson } from "quittance";
import type { Pact } from "quittance/pact";
import { loadCorpus, REVIEW, reviewCorpus, reviewPact } from "../../../examples/document-review/index.ts";

/** The demo's last milestone, as a juror has it: what was asked about the corpus, the corpus, and a faithful answer. */
export interface ReviewedCorpus {
  readonly pact: Pact;
  /** Its place in the pact. */
  readonly milestone: number;
  /** How many texts were asked about. */
  readonly documents: number;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Makes the demo's pact and the review that its seller delivers last, over the demo's whole corpus. */
export function reviewedCorpus(): ReviewedCorpus {
  const corpus = loadCorpus();
  const pact = reviewPact({ author: "0x00000000000000000000000000000000000000AA", corpus });
  const review = new TextEncoder().encode(canonicalJson(reviewCorpus("final", corpus)));
  return {
    pact,
    milestone: pact.milestones?.findIndex(({ name }) => name === "final") ?? 0,
    documents: corpus.documents.length,
    inputs: corpus.inputs,
    files: new Map([[REVIEW, review]]),
  };
}

import type { Hex } from "viem";
import { canonical } from "../canonical.ts";
import type { NamedPact, Pact } from "../pact.ts";
import type { Answer, Corpus, CorpusDocument, Evidence, Obligation } from "../types.ts";
import { type Candidate, candidates } from "./duties.ts";
import { explain, unfitness } from "./fitness.ts";
import { PASSES, type Pass, type PassName } from "./passes.ts";
import { sentences } from "./sentences.ts";

/** Evidence as the seller stores it: its canonical bytes and their keccak256, which goes on-chain. */
export type ProducedEvidence = {
  readonly evidence: Evidence;
  readonly bytes: Uint8Array;
  readonly hash: Hex;
};

const QUOTED_PER_KIND = 2;

/**
 * Runs one pass of the seller's program over the corpus.
 * @throws Error when the pact has no milestone of the pass's name, or is about another corpus.
 */
export function produceEvidence(
  passName: PassName,
  corpus: Corpus,
  { pact, hash }: NamedPact,
): ProducedEvidence {
  const pass = PASSES[passName];
  if (!pact.milestones.some((milestone) => milestone.name === pass.name)) {
    const names = pact.milestones.map((milestone) => milestone.name).join(", ");
    throw new Error(`pass: "${pass.name}" is no milestone of the pact; it has ${names}`);
  }
  if (pact.corpus.manifestHash !== corpus.manifestHash) {
    throw new Error(
      `corpus: ${corpus.manifestHash} is not the pact's ${pact.corpus.manifestHash}; load that one`,
    );
  }
  const evidence: Evidence = {
    format: "quittance-demo/evidence/1",
    pact: hash,
    corpus: corpus.manifestHash,
    milestone: pass.name,
    answers: corpus.documents
      .filter((document) => document.text.length <= pass.longestDocument)
      .map((document) => answer(document, pass, pact)),
  };
  const { bytes, hash: evidenceHash } = canonical(evidence);
  return { evidence, bytes, hash: evidenceHash };
}

function answer(document: CorpusDocument, pass: Pass, pact: Pact): Answer {
  const reading = pass.read(document.text.slice(0, pass.window));
  const spans = sentences(reading.text);
  const found = candidates(reading.text, spans, pact.obligations.kinds);
  const { id, hash } = document;
  const reason = unfitness(document.text, found.length > 0, pact.refusals, pass.refusesFor);
  if (reason !== null) {
    return { document: id, hash, outcome: "refused", reason, explanation: explain(reason, document.name) };
  }
  const chosen = choose(found, pass.sharesSentences);
  const first = spans[0] ?? { start: 0, end: reading.text.length };
  const catchAll = pact.obligations.kinds.at(-1)?.kind ?? "";
  const invented: Candidate = { kind: catchAll, sentence: first, phrase: first, strength: 0 };
  const obligations = (chosen.length > 0 ? chosen : [invented]).map((candidate): Obligation => {
    const quoted = pass.quote(reading.text, candidate, pact.obligations.quotation);
    const quotation = reading.text.slice(quoted.start, quoted.end);
    const lead = pact.obligations.kinds.find(({ kind }) => kind === candidate.kind)?.lead ?? "";
    return {
      kind: candidate.kind,
      start: reading.locate(quoted.start),
      end: reading.locate(quoted.end),
      quotation,
      summary: `${lead}: ${pass.condense(quotation, candidate.phrase.start - quoted.start, pact.obligations.gist)}`,
    };
  });
  return { document: id, hash, outcome: "extracted", obligations };
}

/** Takes the strongest sentences of each kind, none of them twice for one kind, in the text's order. */
function choose(found: readonly Candidate[], sharesSentences: boolean): readonly Candidate[] {
  const strongestFirst = [...found].sort(
    (a, b) => b.strength - a.strength || a.phrase.start - b.phrase.start,
  );
  const used = new Set<string>();
  const chosen = [...new Set(found.map(({ kind }) => kind))].flatMap((kind) => {
    const ofKind: Candidate[] = [];
    for (const candidate of strongestFirst) {
      const mark = sharesSentences ? `${kind} ${candidate.sentence.start}` : `${candidate.sentence.start}`;
      if (candidate.kind !== kind || used.has(mark) || ofKind.length === QUOTED_PER_KIND) continue;
      used.add(mark);
      ofKind.push(candidate);
    }
    return ofKind;
  });
  return chosen.sort((a, b) => a.sentence.start - b.sentence.start);
}

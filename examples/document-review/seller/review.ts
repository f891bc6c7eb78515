import { type Corpus, type CorpusDocument, dutyOf } from "../corpus.ts";
import { whyUnfit } from "../fitness.ts";
import { KINDS } from "../lexicon.ts";
import { QUOTED_PER_KIND } from "../rules.ts";
import { type Candidate, candidates } from "./duties.ts";
import { PASSES, type Pass, type PassName } from "./passes.ts";
import { sentences } from "./sentences.ts";

/** A quotation and the place in its source that the seller says it has, in UTF-16 code units. */
export interface Citation {
  readonly source: string;
  readonly quote: string;
  readonly start: number;
  readonly end: number;
}

/** What the seller says of one text. */
export type Answer =
  | { readonly case: string; readonly outcome: "answer"; readonly answer: string }
  | { readonly case: string; readonly outcome: "refusal"; readonly reason: string };

/** One obligation of a text: which it is, where in `citations` it is quoted, and what it says. */
export interface Duty {
  readonly duty: string;
  readonly citation: number;
  readonly summary: string;
}

/** What is delivered, as `review.json`. */
export interface Review {
  readonly documents: readonly Answer[];
  readonly duties: readonly Duty[];
  readonly citations: readonly Citation[];
}

/** Runs one pass of the seller's program over the corpus. */
export function reviewCorpus(passName: PassName, corpus: Corpus): Review {
  const pass = PASSES[passName];
  const citations = new Citations();
  const duties: Duty[] = [];
  const documents = corpus.documents
    .filter(({ text }) => text.length <= pass.longestDocument)
    .map((document): Answer => {
      const reading = pass.read(document.text.slice(0, pass.window));
      const spans = sentences(reading.text);
      const found = candidates(reading.text, spans);
      const reason = whyUnfit(document.text, found.length > 0, pass.refusesFor);
      if (reason !== undefined) return { case: document.id, outcome: "refusal", reason };
      const chosen = choose(found, pass.sharesSentences);
      for (const candidate of chosen) duties.push(dutyIn(document, reading, candidate, pass, citations));
      const leads = new Set(chosen.map(({ kind }) => leadOf(kind)));
      const answer = leads.size === 0 ? "Nothing is asked of the reader." : `${[...leads].join(". ")}.`;
      return { case: document.id, outcome: "answer", answer };
    });
  return { documents, duties, citations: citations.all };
}

function dutyIn(
  document: CorpusDocument,
  reading: ReturnType<Pass["read"]>,
  candidate: Candidate,
  pass: Pass,
  citations: Citations,
): Duty {
  const { kind, phrase } = candidate;
  const quoted = pass.quote(reading.text, candidate);
  const quote = reading.text.slice(quoted.start, quoted.end);
  const citation = citations.place({
    source: document.volume,
    quote,
    start: document.start + reading.locate(quoted.start),
    end: document.start + reading.locate(quoted.end),
  });
  return {
    duty: dutyOf(document.id, kind),
    citation,
    summary: pass.condense(quote, phrase.start - quoted.start),
  };
}

/** Quotations, each once: words that a volume holds twice, in licences that are alike, are quoted once. */
class Citations {
  readonly #places = new Map<string, number>();
  readonly all: Citation[] = [];

  place(citation: Citation): number {
    const words = `${citation.source} ${citation.quote
      .split(/\p{White_Space}+/u)
      .join(" ")
      .trim()}`;
    const known = this.#places.get(words);
    if (known !== undefined) return known;
    this.#places.set(words, this.all.length);
    return this.all.push(citation) - 1;
  }
}

function leadOf(kind: string): string {
  return KINDS.find((one) => one.kind === kind)?.lead ?? "";
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

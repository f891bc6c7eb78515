import { PATTERNS } from "../lexicon.ts";
import type { Span } from "./reading.ts";

/** A sentence that shows a kind of obligation: where its telling phrase is, and how strongly it binds. */
export type Candidate = {
  readonly kind: string;
  readonly sentence: Span;
  readonly phrase: Span;
  readonly strength: number;
};

const MODALS: readonly { readonly pattern: RegExp; readonly strength: number }[] = [
  {
    pattern: /\b(?:must|shall|may|can|will)\s+not\b|\bneither\b|\bcannot\b|\bin\s+no\s+event\b/gi,
    strength: 3,
  },
  { pattern: /\b(?:must|shall|(?:is|are)\s+required\s+to|agrees?\s+to)\b/gi, strength: 3 },
  {
    pattern: /\bprovided\s+that\b|\bonly\s+if\b|\bas\s+long\s+as\b|\bsubject\s+to\b|\bon\s+condition\b/gi,
    strength: 2,
  },
  {
    pattern: /\b(?:disclaims?|without|no)\s+(?:any\s+|all\s+)?warrant(?:y|ies)\b|\bas\s+is\b/gi,
    strength: 2,
  },
  { pattern: /\bwill\b|\bshould\b|\bneed\s+to\b/gi, strength: 1 },
];

/** How strongly a sentence binds its reader, by its modal verbs and conditions; less when it defines or is a heading. */
function bindingStrength(sentence: string): number {
  if (sentence.length < 40) return 0;
  const defines = /["“][^"”]{1,40}["”]\s+(?:means|refers|shall\s+mean)\b/i.test(sentence);
  const strength = MODALS.reduce(
    (sum, modal) => sum + Math.min(2, sentence.match(modal.pattern)?.length ?? 0) * modal.strength,
    0,
  );
  return defines ? Math.floor(strength / 4) : strength;
}

/** Finds every sentence that shows one of the kinds, kind by kind in the order of the lexicon. */
export function candidates(text: string, spans: readonly Span[]): Candidate[] {
  const strengths = new Map<Span, number>();
  return PATTERNS.flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const phrase = { start: match.index, end: match.index + match[0].length };
      const sentence = holding(spans, phrase);
      if (sentence === undefined) return [];
      const strength = strengths.get(sentence) ?? bindingStrength(text.slice(sentence.start, sentence.end));
      strengths.set(sentence, strength);
      return [{ kind, sentence, phrase, strength }];
    }),
  );
}

function holding(spans: readonly Span[], phrase: Span): Span | undefined {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.start ?? 0) <= phrase.start) low = middle;
    else high = middle - 1;
  }
  const first = spans[low];
  if (first === undefined || phrase.end <= first.end) return first;
  const last = spans.find((span) => span.end >= phrase.end);
  return { start: first.start, end: last?.end ?? phrase.end };
}

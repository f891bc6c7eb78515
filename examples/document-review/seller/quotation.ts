import { QUOTATION } from "../rules.ts";
import type { Candidate } from "./duties.ts";
import type { Span } from "./reading.ts";

const { least, most } = QUOTATION;

/** Chooses what to quote of a candidate's sentence. */
export type Quoting = (text: string, candidate: Candidate) => Span;

/** Quotes the sentence, however long or short it is. */
export const quoteSentence: Quoting = (_text, { sentence }) => sentence;

/** Quotes the sentence and breaks it off at the greatest length, wherever that falls. */
export const quoteOpening: Quoting = (_text, { sentence }) => ({
  start: sentence.start,
  end: Math.min(sentence.end, sentence.start + most),
});

/**
 * Quotes the sentence when it has a permitted length; else as many whole words around the telling phrase as fit, or
 * more words than the sentence has when it is too short.
 */
export const quoteAroundPhrase: Quoting = (text, { sentence, phrase }) => {
  const length = sentence.end - sentence.start;
  if (length >= least && length <= most) return sentence;
  if (length < least) return widened(text, sentence);
  const before = Math.floor((most - (phrase.end - phrase.start)) / 3);
  const start = Math.max(sentence.start, phrase.start - before);
  return wholeWords(text, { start, end: Math.min(sentence.end, start + most) }, phrase);
};

function wholeWords(text: string, span: Span, phrase: Span): Span {
  let { start, end } = span;
  while (start < phrase.start && (isSpace(text, start) || !isSpace(text, start - 1))) start++;
  while (end > phrase.end && (isSpace(text, end - 1) || !isSpace(text, end))) end--;
  return { start, end };
}

function widened(text: string, span: Span): Span {
  let { start, end } = span;
  while (end < text.length && (end - start < least || isSpace(text, end - 1) || !isSpace(text, end))) end++;
  while (start > 0 && (end - start < least || isSpace(text, start) || !isSpace(text, start - 1))) start--;
  return { start, end };
}

function isSpace(text: string, index: number): boolean {
  return index < 0 || index >= text.length || /\s/.test(text.charAt(index));
}

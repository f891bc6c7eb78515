import type { Span } from "./reading.ts";

const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|v|no|inc|ltd|co|sec|art|cf|[a-z])\.$/i;
const LIST_MARK = /^(?:[*•-]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[ivx]{1,4})[.)])\s/i;
const ENDING = /[.!?][)"'”’\]]*(?=\s|$)/g;
const PARAGRAPH = /\n[ \t\r]*\n/g;
const LINE = /\n/g;

/**
 * Splits a text into sentences, in order and without overlap. A blank line and the mark of a list item always end a
 * sentence; a full stop does unless it belongs to an abbreviation or to a list mark, or a small letter follows.
 */
export function sentences(text: string): readonly Span[] {
  return [...new Set([0, ...layoutBreaks(text), ...stopBreaks(text), text.length])]
    .sort((a, b) => a - b)
    .flatMap((start, at, all) => trimmed(text, start, all[at + 1] ?? text.length));
}

function layoutBreaks(text: string): number[] {
  const paragraphs = [...text.matchAll(PARAGRAPH)].map((match) => match.index);
  const items = [...text.matchAll(LINE)]
    .map((match) => match.index + 1)
    .filter((start) => LIST_MARK.test(text.slice(start, start + 24).trimStart()));
  return [...paragraphs, ...items];
}

function stopBreaks(text: string): number[] {
  return [...text.matchAll(ENDING)].flatMap((match) => {
    const end = match.index + match[0].length;
    const next = text.slice(end, end + 8).trimStart();
    const before = text.slice(Math.max(0, match.index - 6), match.index + 1);
    const lineStart = text.lastIndexOf("\n", match.index) + 1;
    const marksItem = end - lineStart < 8 && LIST_MARK.test(`${text.slice(lineStart, end).trim()} `);
    return ABBREVIATION.test(before) || marksItem || /^[a-z]/.test(next) ? [] : [end];
  });
}

function trimmed(text: string, from: number, to: number): Span[] {
  const part = text.slice(from, to);
  const start = from + (part.length - part.trimStart().length);
  const end = from + part.trimEnd().length;
  return end > start ? [{ start, end }] : [];
}

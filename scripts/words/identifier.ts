interface Word {
  readonly text: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

/** A sequence of words, all lower case, and what takes its place. */
export interface Sequence {
  readonly old: readonly string[];
  readonly new: readonly string[];
}

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[A-Z]/g;
const SEPARATOR = /^[_-]?$/;

/** The words of an identifier: `passMark`, `PASS_MARK` and `pass-mark` all have two. */
export function wordsOf(identifier: string): readonly Word[] {
  return [...identifier.matchAll(WORD)].map((match) => ({
    text: match[0],
    lower: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** True for a name that no English word could be: it has an underscore, a digit or a capital inside. */
export function isCompound(identifier: string): boolean {
  return /[_0-9$]|.[A-Z]/.test(identifier) && /[A-Za-z]{2}/.test(identifier);
}

/**
 * Replaces each of the sequences in an identifier, the longest first, in the case style of the place: `passMark` becomes
 * `passingScore`, `PASS_MARK` `PASSING_SCORE`, `pass-mark` `passing-score`, `test_ThePassMark` `test_ThePassingScore`.
 * @param joint What joins words in lower case; without one, the second begins with a capital.
 */
export function replaceSequences(
  identifier: string,
  sequences: readonly Sequence[],
  joint = identifier.includes("-") ? "-" : "",
): string {
  const words = wordsOf(identifier);
  let result = "";
  let copied = 0;
  for (let at = 0; at < words.length; ) {
    const hit = longestAt(identifier, words, at, sequences);
    const first = words[at];
    const last = hit === undefined ? undefined : words[at + hit.old.length - 1];
    if (hit === undefined || first === undefined || last === undefined) {
      at += 1;
      continue;
    }
    result += identifier.slice(copied, first.start) + inStyleOf(identifier, first, hit.new, joint);
    copied = last.end;
    at += hit.old.length;
  }
  return result + identifier.slice(copied);
}

function longestAt(
  identifier: string,
  words: readonly Word[],
  at: number,
  sequences: readonly Sequence[],
): Sequence | undefined {
  let best: Sequence | undefined;
  for (const sequence of sequences) {
    if (sequence.old.length <= (best?.old.length ?? 0)) continue;
    const fits = sequence.old.every((word, index) => words[at + index]?.lower === word);
    if (fits && areAdjacent(identifier, words.slice(at, at + sequence.old.length))) best = sequence;
  }
  return best;
}

function areAdjacent(identifier: string, words: readonly Word[]): boolean {
  return words.every((word, index) => {
    const next = words[index + 1];
    return next === undefined || SEPARATOR.test(identifier.slice(word.end, next.start));
  });
}

function inStyleOf(identifier: string, first: Word, words: readonly string[], joint: string): string {
  const capital = (word: string) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
  if (first.text.length > 1 && first.text === first.text.toUpperCase()) return words.join("_").toUpperCase();
  if (first.text !== first.lower) return words.map(capital).join("");
  if (joint !== "") return words.join(joint);
  if (/[a-z0-9]_[a-z]/.test(identifier) && identifier === identifier.toLowerCase()) return words.join("_");
  return words.map((word, index) => (index === 0 ? word : capital(word))).join("");
}

/** Longest sentence, in UTF-16 units; what has no end before is cut there. */
const LONGEST = 600;
/** Also between strings of JSON, each of which ends as a sentence does. */
const ENDS = /(?<=[.!?;:。！？；])\s+|\n+|(?<=[。！？；])|(?<=[.!?]"),/;

/** The sentences and lines of a text, in order, none of them empty and none long. */
export function sentencesOf(text: string): string[] {
  return text
    .split(ENDS)
    .flatMap(cut)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

/** A sentence in pieces that overlap by nothing, cut between words where there are some. */
function cut(sentence: string): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > LONGEST) {
    const space = rest.lastIndexOf(" ", LONGEST);
    const at = space > LONGEST / 2 ? space : LONGEST;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...pieces, rest];
}

/** Sentences in passages of at most `most` UTF-16 units, and one sentence at least. */
export function passagesOf(sentences: readonly string[], most: number): (readonly string[])[] {
  const passages: string[][] = [];
  let length = 0;
  for (const sentence of sentences) {
    const latest = passages.at(-1);
    if (latest === undefined || length + sentence.length + 1 > most) {
      passages.push([sentence]);
      length = sentence.length;
    } else {
      latest.push(sentence);
      length += sentence.length + 1;
    }
  }
  return passages;
}

/** A text with each longest run of white space as one space, and none at its ends. */
export function collapsed(text: string): string {
  return text.replaceAll(/\p{White_Space}+/gu, " ").trim();
}

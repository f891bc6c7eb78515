type Word = { readonly word: string; readonly start: number; readonly end: number };
type Chunk = { readonly chunk: string; readonly start: number };

const WORD = /[A-Za-z0-9]+/g;
const GAP = /^[\t\n\r ]+$/;
const CHUNK = /[^\t\n\r ]+/g;

/** A text taken apart twice: into words, to find phrases, and into what stands between white space, to find quotations. */
export class TokenText {
  readonly words: readonly Word[];
  readonly #text: string;
  readonly #units: Buffer;
  readonly #places = new Map<string, number[]>();
  readonly #chunks: readonly Chunk[];

  constructor(text: string) {
    this.#text = text;
    this.#units = Buffer.from(text, "utf16le");
    this.words = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
      word: word.toLowerCase(),
      start: index,
      end: index + word.length,
    }));
    for (const [place, { word }] of this.words.entries()) {
      const places = this.#places.get(word);
      if (places === undefined) this.#places.set(word, [place]);
      else places.push(place);
    }
    this.#chunks = chunksOf(text);
  }

  /** Whether the words of a phrase follow each other with only white space between. */
  hasPhrase(phrase: string): boolean {
    const [first = "", ...rest] = phrase.split(" ");
    return (this.#places.get(first) ?? []).some((place) =>
      rest.every((word, nth) => {
        const before = this.words[place + nth];
        const here = this.words[place + nth + 1];
        return here?.word === word && GAP.test(this.#text.slice(before?.end, here.start));
      }),
    );
  }

  /** Whether the code units from start to end are the quotation. */
  standsAt(quotation: string, start: number, end: number): boolean {
    return this.#units.subarray(start * 2, end * 2).equals(Buffer.from(quotation, "utf16le"));
  }

  /** Where the quotation stands when the amount of white space does not matter: the place nearest to `near`, or null. */
  nearest(quotation: string, near: number): number | null {
    const wanted = chunksOf(quotation).map(({ chunk }) => chunk);
    const only = wanted[0] ?? "";
    let best: number | null = null;
    for (const [place, { chunk, start }] of this.#chunks.entries()) {
      const within = wanted.length === 1 ? chunk.indexOf(only) : chunk.length - only.length;
      if (within < 0 || !this.#follows(wanted, place)) continue;
      const at = start + within;
      if (best === null || Math.abs(at - near) < Math.abs(best - near)) best = at;
    }
    return best;
  }

  /** Whether a boundary at `at` falls between two signs of one word. */
  cutsWordAt(at: number): boolean {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.words[middle]?.end ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return (this.words[low]?.start ?? at) < at;
  }

  #follows(wanted: readonly string[], place: number): boolean {
    const last = wanted.length - 1;
    if (last === 0) return this.#chunks[place]?.chunk.includes(wanted[0] ?? "") ?? false;
    return wanted.every((part, nth) => {
      const chunk = this.#chunks[place + nth]?.chunk;
      if (chunk === undefined) return false;
      if (nth === 0) return chunk.endsWith(part);
      return nth === last ? chunk.startsWith(part) : chunk === part;
    });
  }
}

/** What stands between white space; where the text starts or ends in white space, an empty chunk says so. */
function chunksOf(text: string): readonly Chunk[] {
  const chunks = [...text.matchAll(CHUNK)].map(({ 0: chunk, index }) => ({ chunk, start: index }));
  if (/^[\t\n\r ]/.test(text)) chunks.unshift({ chunk: "", start: 0 });
  if (/[\t\n\r ]$/.test(text)) chunks.push({ chunk: "", start: text.length });
  return chunks;
}

import { collapse } from "./text.ts";

/** Raw text this much longer than a quotation is looked up by index in place of being collapsed once more. */
const SLACK = 1_024;

/** The text of a source, in which many quotations are looked for. */
export class SourceText {
  readonly #raw: string;
  readonly #collapse: () => string;
  #places: Uint32Array | undefined;

  /** @param collapseAll Gives the collapsed text: quotations that stand where they say need none of it. */
  constructor(raw: string, collapseAll: () => string) {
    this.#raw = raw;
    this.#collapse = collapseAll;
  }

  /** Whether a collapsed quotation occurs in the collapsed text. */
  holds(quote: string): boolean {
    return this.#collapse().includes(quote);
  }

  /**
   * Whether the part from `start` to before `end` is the quotation, once it is collapsed.
   *
   * @param given The quotation before it was collapsed: a part that is the same needs no collapsing.
   */
  holdsAt(quote: string, given: string, start: unknown, end: unknown): boolean {
    if (!isOffset(start) || !isOffset(end) || start >= end || end > this.#raw.length) return false;
    if (end - start === given.length && this.#raw.slice(start, end) === given) return true;
    if (end - start <= quote.length + SLACK) return collapse(this.#raw.slice(start, end)) === quote;
    return this.#collapsedPart(start, end) === quote;
  }

  /** The collapsed form of a long part, from where its ends stand in the collapsed text. */
  #collapsedPart(start: number, end: number): string {
    const collapsed = this.#collapse();
    this.#places ??= placesOf(this.#raw, collapsed);
    const part = collapsed.slice(this.#places[start], this.#places[end]);
    const from = part.startsWith(" ") ? 1 : 0;
    return part.slice(from, part.endsWith(" ") && part.length > from ? -1 : undefined);
  }
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** For each unit of the raw text, how many units of the collapsed text stand before it. */
function placesOf(raw: string, collapsed: string): Uint32Array {
  const places = new Uint32Array(raw.length + 1);
  let at = 0;
  for (let index = 0; index < raw.length; index++) {
    places[index] = at;
    // The first character of a run of white space passes the one space that stands for it; the others pass nothing.
    const next = collapsed[at];
    if (next === " " || next === raw[index]) at += 1;
  }
  places[raw.length] = at;
  return places;
}

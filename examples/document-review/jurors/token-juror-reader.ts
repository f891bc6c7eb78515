/** A JSON value as the reader below gives it: objects are maps, so no name in the text can mean anything special. */
export type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>;

const DEEPEST = 12;
const NUMBER = /-?\d[\d.eE+-]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const WORDS: readonly (readonly [string, Json])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * Reads JSON that is in RFC 8785 form and nothing else: it fails at the first sign that a canonical writer would not
 * have put there.
 * @throws SyntaxError with the place.
 */
export function readCanonical(text: string): Json {
  const reader = new CanonicalReader(text);
  const value = reader.value(0);
  reader.expectEnd();
  return value;
}

class CanonicalReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > DEEPEST) throw this.#unexpected();
    const sign = this.#text[this.#at];
    if (sign === "{") return this.#object(depth);
    if (sign === "[") return this.#array(depth);
    if (sign === '"') return this.#string();
    for (const [word, meaning] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return meaning;
      }
    }
    const digits = this.#token(NUMBER);
    const number = Number(digits);
    if (!Number.isFinite(number) || JSON.stringify(number) !== digits) throw this.#unexpected();
    return number;
  }

  expectEnd(): void {
    if (this.#at !== this.#text.length) throw this.#unexpected();
  }

  #object(depth: number): ReadonlyMap<string, Json> {
    const members = new Map<string, Json>();
    let last: string | null = null;
    this.#take("{");
    while (!this.#takes("}")) {
      if (last !== null) this.#take(",");
      const name = this.#string();
      if (last !== null && name <= last) throw this.#unexpected();
      this.#take(":");
      members.set(name, this.value(depth + 1));
      last = name;
    }
    return members;
  }

  #array(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.#take("[");
    while (!this.#takes("]")) {
      if (items.length > 0) this.#take(",");
      items.push(this.value(depth + 1));
    }
    return items;
  }

  #string(): string {
    const written = this.#token(STRING);
    const value: unknown = JSON.parse(written);
    if (typeof value !== "string" || !value.isWellFormed() || JSON.stringify(value) !== written) {
      throw this.#unexpected();
    }
    return value;
  }

  #token(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token === undefined) throw this.#unexpected();
    this.#at += token.length;
    return token;
  }

  #takes(sign: string): boolean {
    const here = this.#text[this.#at] === sign;
    if (here) this.#at++;
    return here;
  }

  #take(sign: string): void {
    if (!this.#takes(sign)) throw this.#unexpected();
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(`not canonical JSON at character ${this.#at}`);
  }
}

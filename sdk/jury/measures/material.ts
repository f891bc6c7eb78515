import { exactJson } from "./exact-json.ts";
import { follow } from "./pointer.ts";
import { collapse, decodeText } from "./text.ts";

/** What reading gave: a value, or why there is none. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: string };

const INPUT = "input:";

/** One file with what was read of it so far. Each form of it is made once, however many clauses read it. */
class Leaf {
  readonly #bytes: Uint8Array;
  readonly #isLines: boolean;
  #text: Reading<string> | undefined;
  #json: Reading<unknown> | undefined;
  #collapsed: string | undefined;

  constructor(name: string, bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#isLines = name.endsWith(".jsonl");
  }

  bytes(): Reading<Uint8Array> {
    return { ok: true, value: this.#bytes };
  }

  text(): Reading<string> {
    this.#text ??= this.#readText();
    return this.#text;
  }

  json(): Reading<unknown> {
    this.#json ??= this.#readJson();
    return this.#json;
  }

  collapsed(): string {
    const text = this.text();
    this.#collapsed ??= text.ok ? collapse(text.value) : "";
    return this.#collapsed;
  }

  #readText(): Reading<string> {
    const text = decodeText(this.#bytes);
    return text === undefined ? { ok: false, fault: "not-utf-8" } : { ok: true, value: text };
  }

  #readJson(): Reading<unknown> {
    const text = this.text();
    if (!text.ok) return text;
    try {
      return { ok: true, value: this.#isLines ? linesOf(text.value) : exactJson(text.value) };
    } catch {
      return { ok: false, fault: "not-json" };
    }
  }
}

function linesOf(text: string): unknown[] {
  const lines = text.split("\n").filter((line) => collapse(line) !== "");
  return lines.map((line) => exactJson(line));
}

const ABSENT = { ok: false, fault: "absent" } as const;

/** The subject of a clause: a file, perhaps with a pointer into its JSON. */
export interface Subject {
  readonly path: string;
  readonly pointer: string | undefined;
}

/** What a juror judges: the files of the bundle and the pact's inputs, each read once. */
export class Material {
  readonly #files: ReadonlyMap<string, Leaf>;
  readonly #inputs: ReadonlyMap<string, Leaf>;
  readonly rawFiles: ReadonlyMap<string, Uint8Array>;

  constructor(files: ReadonlyMap<string, Uint8Array>, inputs: ReadonlyMap<string, Uint8Array>) {
    this.rawFiles = files;
    this.#files = new Map([...files].map(([path, bytes]) => [path, new Leaf(path, bytes)]));
    this.#inputs = new Map([...inputs].map(([name, bytes]) => [name, new Leaf(name, bytes)]));
  }

  hasInput(name: string): boolean {
    return this.#inputs.has(name);
  }

  bytesOf(path: string): Reading<Uint8Array> {
    return this.#leaf(path)?.bytes() ?? ABSENT;
  }

  textOf(path: string): Reading<string> {
    return this.#leaf(path)?.text() ?? ABSENT;
  }

  /** What the subject's pointer leads to; without a pointer the whole JSON. */
  jsonOf(subject: string): Reading<unknown> {
    const { path, pointer = "" } = subjectOf(subject);
    const json = this.#leaf(path)?.json() ?? ABSENT;
    if (!json.ok) return json;
    const led = follow(json.value, pointer);
    return led.found ? { ok: true, value: led.value } : { ok: false, fault: "leads-nowhere" };
  }

  inputBytes(name: string): Reading<Uint8Array> {
    return this.#inputs.get(name)?.bytes() ?? ABSENT;
  }

  inputText(name: string): Reading<string> {
    return this.#inputs.get(name)?.text() ?? ABSENT;
  }

  /** The collapsed text of an input that has text. */
  collapsedInput(name: string): string {
    return this.#inputs.get(name)?.collapsed() ?? "";
  }

  inputJson(name: string, pointer: string): Reading<unknown> {
    return this.jsonOf(`${INPUT}${name}#${pointer}`);
  }

  #leaf(path: string): Leaf | undefined {
    return path.startsWith(INPUT) ? this.#inputs.get(path.slice(INPUT.length)) : this.#files.get(path);
  }
}

/** Splits a subject into path and pointer. */
export function subjectOf(subject: string): Subject {
  const at = subject.indexOf("#");
  if (at < 0) return { path: subject, pointer: undefined };
  return { path: subject.slice(0, at), pointer: subject.slice(at + 1) };
}

/** Name of the input that a subject is, if it is one. */
export function inputOfSubject(subject: string): string | undefined {
  return subject.startsWith(INPUT) ? subjectOf(subject).path.slice(INPUT.length) : undefined;
}

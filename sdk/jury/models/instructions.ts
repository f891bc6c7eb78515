import { fromBase64 } from "../../json/base64.ts";
import { foldedText } from "./hidden-characters.ts";
import { INSTRUCTION_PATTERNS } from "./instruction-patterns.ts";
import { collapsed } from "./sentences.ts";

/** The words that a judgement is about, which evidence has no reason to repeat at length. */
export interface Rubric {
  readonly question: string;
  readonly levels: readonly { readonly name: string; readonly description: string }[];
}

/** What stands for a sentence that was left out. */
export const LEFT_OUT = "[…]";

/** Words in a row that a sentence may share with the rubric. */
const SHARED_WORDS = 5;
/** Words of four letters and more that a claim has at least, how many of them are the rubric's, and letters that are compared. */
const LEAST_ECHO = 3;
const ECHOED = 0.6;
const STEM = 5;
/** Sentences that are read together, and how long they may be. */
const MOST_JOINED = 8;
const LONGEST_JOINED = 160;
/** The end of a sentence, and not only of a line. */
const ENDED = /[.!?。！？…][\p{Pe}\p{Pf}"'*_,]*$/u;
/** Eight letters in a row that stand apart from each other. */
const SPACED = /(?:(?<!\p{L})\p{L}[\s.\-_*|]+){8,}/u;
const LONG_TOKEN = /[A-Za-z0-9+/_=-]{24,}/g;

/** Says of one sentence whether it could be meant for the judge. */
export type InstructionFinder = (sentence: string) => boolean;

/**
 * A finder of sentences that speak to a judge or a model, in several languages, also when they are written with lookalikes,
 * spaced out, backwards, in ROT13, Base64 or hexadecimal; and of sentences that repeat the rubric. It is no boundary, as any text
 * can be put in other words: what it finds decides which sentences one of two readings leaves out.
 */
export function instructionFinder(rubric: Rubric): InstructionFinder {
  const texts = [rubric.question, ...rubric.levels.map(({ description }) => description)];
  const runs = new Set(texts.flatMap((text) => runsOf(foldedText(text))));
  const stems = new Set(texts.flatMap((text) => stemsOf(foldedText(text))));
  const names = rubric.levels.map(({ name }) => name.toLowerCase()).filter((name) => name.includes("-"));
  const repeats = (form: string) =>
    names.some((name) => form.includes(name)) ||
    runsOf(form).some((run) => runs.has(run)) ||
    isEcho(form, stems);
  return (sentence) =>
    SPACED.test(sentence) ||
    formsOf(sentence).some(
      (form) => repeats(form) || INSTRUCTION_PATTERNS.some((pattern) => pattern.test(form)),
    );
}

/**
 * For each sentence, whether it could be meant for the judge: by itself, or together with those after it, where an instruction
 * goes over the ends of lines.
 */
export function findInstructions(sentences: readonly string[], isMeant: InstructionFinder): boolean[] {
  const found = sentences.map(isMeant);
  const ended = sentences.map((each) => ENDED.test(each));
  // Shorter windows first, so that nothing beside an instruction is found with it.
  for (let size = 2; size <= MOST_JOINED; size += 1) {
    for (let start = 0; start + size <= sentences.length; start += 1) {
      // What ends in a full stop does not go on in the next line.
      if (ended.slice(start, start + size - 1).includes(true)) continue;
      const joined = sentences.slice(start, start + size).join(" ");
      // Two sentences of any length; more of them when they are short.
      if (size > 2 && joined.length > LONGEST_JOINED) continue;
      if (found.slice(start, start + size).includes(true)) continue;
      if (isMeant(joined)) found.fill(true, start, start + size);
    }
  }
  return found;
}

/**
 * What one of two readings leaves out: what the finder found, what models called addressed, and the sentences beside them: an instruction
 * goes on in words that are none by themselves.
 */
export function leftOutOf(found: readonly boolean[], spoken: readonly boolean[]): boolean[] {
  const either = found.map((is, at) => is || spoken[at] === true);
  return either.map((is, at) => is || either[at - 1] === true || either[at + 1] === true);
}

/** A finder that also finds what stands in sentences that models called addressed, or has one of them in it. */
export function alsoSpoken(isMeant: InstructionFinder, spoken: readonly string[]): InstructionFinder {
  const texts = spoken.map(collapsed);
  return (sentence) => {
    const text = collapsed(sentence);
    return texts.some((each) => each.includes(text) || text.includes(each)) || isMeant(sentence);
  };
}

function runsOf(folded: string): string[] {
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(SHARED_WORDS - 1).map((_, at) => words.slice(at, at + SHARED_WORDS).join(" "));
}

/** Whether most of what a sentence says are words of the rubric: it claims what the rubric asks, and shows nothing. */
function isEcho(folded: string, stems: ReadonlySet<string>): boolean {
  const own = stemsOf(folded);
  return own.length >= LEAST_ECHO && own.filter((stem) => stems.has(stem)).length >= own.length * ECHOED;
}

const stemsOf = (folded: string): string[] => [
  ...new Set((folded.match(/\p{L}{4,}/gu) ?? []).map((word) => word.slice(0, STEM))),
];

/** The forms in which a sentence could say something. */
function formsOf(sentence: string): string[] {
  const folded = foldedText(sentence);
  const forms = [folded, [...folded].reverse().join(""), rot13(folded)];
  // Other scripts, as they are: lookalikes of Latin letters are letters of their own there.
  if (/\P{ASCII}/u.test(sentence)) forms.push(sentence.normalize("NFKC").toLowerCase());
  const digits = folded.replaceAll(/[013457@$]/g, (sign) => LEET[sign] ?? sign);
  if (digits !== folded) forms.push(digits);
  return [...forms, ...(sentence.match(LONG_TOKEN) ?? []).flatMap(decodings)];
}

const LEET: Readonly<Record<string, string>> = {
  ...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s" },
};

const rot13 = (text: string): string =>
  text.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));

/** What a long token says in Base64 or hexadecimal, where that is text. */
function decodings(token: string): string[] {
  const isHex = /^(?:0x)?(?:[0-9a-f]{2})+$/i.test(token);
  const readings = [isHex ? fromHex(token.replace(/^0x/i, "")) : undefined, fromBase64Text(token)];
  return readings
    .flatMap((bytes) => (bytes === undefined ? [] : (utf8(bytes) ?? [])))
    .filter((text) => /^[\p{L}\p{M}\p{N}\p{P}\p{S}\s]{8,}$/u.test(text))
    .flatMap((text) => [foldedText(text), text.toLowerCase()]);
}

const fromHex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function fromBase64Text(token: string): Uint8Array | undefined {
  try {
    return fromBase64(token.replace(/=+$/, ""));
  } catch {
    return undefined;
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

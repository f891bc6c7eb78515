import { toJson } from "quittance/json";
import { printableLines } from "./text.ts";

/** What a command found or did: for people, and for programs. */
export interface Answer {
  /** Lines of text. It may hold texts of strangers: what a terminal would obey is written out when it is printed. */
  readonly text: string;
  /** The same as JSON; bigints become decimal digits. */
  readonly data: unknown;
  /** True when people get the JSON, too: a message for the other side, to be piped. */
  readonly isMessage?: boolean;
}

/** Where a command prints. Answers and events go to standard output, everything else to standard error. */
export interface Output {
  /** Whether a program reads standard output. */
  readonly json: boolean;
  readonly print: (answer: Answer) => void;
  /** One event, on one line. */
  readonly follow: (answer: Answer) => void;
  /** One document as it is, such as a script or comma-separated values. */
  readonly document: (text: string) => void;
  readonly note: (text: string) => void;
}

/** The output of this process. */
export function openOutput(json: boolean): Output {
  const out = (text: string) => console.log(text);
  // A text in JSON holds its line breaks escaped; printable escapes leave it JSON.
  const asJson = (data: unknown, space?: number) => escapedJson(toJson(data, space));
  return {
    json,
    print: ({ text, data, isMessage = false }) => {
      if (json) out(asJson(data));
      else out(isMessage ? asJson(data, 2) : printableLines(text));
    },
    follow: ({ text, data }) => out(json ? asJson(data) : printableLines(text)),
    document: (text) => out(printableLines(text)),
    note: (text) => console.error(printableLines(text)),
  };
}

/** JSON in which no character moves a cursor or turns the direction of writing. It stays the same value. */
function escapedJson(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\n" ? character : [...codeUnits(character)].join(""),
  );
}

function* codeUnits(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++) {
    yield `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
}

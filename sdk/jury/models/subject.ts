import { canonicalJson } from "../../json/canonical.ts";
import { parseSubject, type SubjectParts } from "../../pact/paths.ts";
import type { Material } from "../measures/material.ts";
import { countCharacters } from "../measures/text.ts";
import { visibleText } from "./hidden-characters.ts";
import { textOfHtml } from "./html.ts";

/** The text of a clause's subject as a reader sees it. */
export interface SubjectText {
  readonly text: string;
  /** Characters that showed nothing, and were taken away. */
  readonly hidden: number;
  readonly as: "html" | "json" | "markdown" | "text";
}

/**
 * Reads the text of a subject: of a file, or of the JSON that a pointer leads to, which is a string as it is and anything else as
 * canonical JSON. Undefined where the subject is absent, or has no such form.
 *
 * @param longest Most characters (Unicode code points) of the subject; a longer one is absent.
 */
export function readSubject(subject: string, material: Material, longest: number): SubjectText | undefined {
  const parts = parseSubject(subject);
  const isJson = parts.pointer !== undefined;
  const text = isJson ? jsonTextOf(material, subject) : textOf(material, parts);
  if (text === undefined || countCharacters(text) > longest) return undefined;
  return plainText(text, isJson ? ".json" : nameOf(parts));
}

/** Whether the text of a subject can be read at all, as far as its name says. */
export function isReadable(subject: string): boolean {
  return !/\.(pdf|docx?|xlsx?|pptx?|odt|png|jpe?g|gif|webp|mp[34]|wav|zip|gz)$/i.test(
    nameOf(parseSubject(subject)),
  );
}

/** A PDF that happens to be well-formed UTF-8 is no text. */
function textOf(material: Material, { path = "", input }: SubjectParts): string | undefined {
  const text = input === undefined ? material.textOf(path) : material.inputText(input);
  return text.ok && !text.value.startsWith("%PDF-") ? text.value : undefined;
}

const nameOf = ({ path = "", input = path }: SubjectParts): string => input;

function jsonTextOf(material: Material, subject: string): string | undefined {
  const json = material.jsonOf(subject);
  if (!json.ok) return undefined;
  if (typeof json.value === "string") return json.value;
  try {
    return canonicalJson(json.value);
  } catch {
    // Half of a surrogate pair has no canonical form. A seller must not keep a juror from judging by it.
    return undefined;
  }
}

function plainText(source: string, path: string): SubjectText {
  const as = formOf(path);
  const read = as === "html" ? textOfHtml(source) : as === "markdown" ? withoutComments(source) : source;
  return { ...visibleText(read), as };
}

function formOf(path: string): SubjectText["as"] {
  if (/\.(html?|xhtml)$/i.test(path)) return "html";
  if (/\.(md|markdown)$/i.test(path)) return "markdown";
  return /\.jsonl?$/i.test(path) ? "json" : "text";
}

/** Markdown shows neither comments of HTML nor definitions of links. */
function withoutComments(markdown: string): string {
  return markdown
    .replaceAll(/<!--[\s\S]*?(-->|$)/g, "")
    .replaceAll(/^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*$/gm, "");
}

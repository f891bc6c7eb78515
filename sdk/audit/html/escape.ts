import { printable } from "../../errors/printable.ts";

/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

const LONGEST = 600;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text of anybody as text of a page: bounded, without characters that hide or turn text, and never markup. */
export function escaped(text: string): string {
  const bounded = text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
  return printable(bounded).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** A template whose values are escaped, but for those that are markup, or lists of it. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  const text = parts.reduce((all, part, index) => all + part + shown(values[index]), "");
  return { html: text };
}

/** What a template takes. */
export type HtmlValue = string | number | bigint | Markup | readonly Markup[] | undefined;

function shown(value: HtmlValue): string {
  if (value === undefined) return "";
  if (typeof value === "object")
    return "html" in value ? value.html : value.map((each) => each.html).join("");
  return escaped(String(value));
}

import type { Pact } from "../pact.ts";
import type { RefusalReason } from "../types.ts";

/**
 * The first reason, of those the seller looks for, why a text is to be refused under the pact; null when obligations
 * are to be extracted from it.
 */
export function unfitness(
  text: string,
  showsObligation: boolean,
  rule: Pact["refusals"],
  looksFor: readonly RefusalReason[],
): RefusalReason | null {
  const applies: Readonly<Record<RefusalReason, () => boolean>> = {
    "too-short": () => text.length < rule.tooShortBelow,
    "foreign-language": () => languageShare(text, rule.language.words) < rule.language.leastShare,
    "no-obligation": () => !showsObligation,
  };
  return looksFor.find((reason) => applies[reason]()) ?? null;
}

/** What the seller tells the buyer about a refusal. */
export function explain(reason: RefusalReason, name: string): string {
  const subject = name.slice(0, 120);
  switch (reason) {
    case "too-short":
      return `${subject}: the text is too short to hold a duty that could be quoted.`;
    case "foreign-language":
      return `${subject}: the text is not in English, the language of the pact's phrases.`;
    case "no-obligation":
      return `${subject}: the text grants or dedicates and asks nothing of its reader.`;
  }
}

function languageShare(text: string, words: readonly string[]): number {
  const listed = new Set(words);
  const all = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const hits = all.filter((word) => listed.has(word)).length;
  return all.length === 0 ? 0 : (hits * 10_000) / all.length;
}

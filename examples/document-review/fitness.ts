import { ENGLISH, TOO_SHORT_BELOW } from "./rules.ts";

/** Why nothing can honestly be extracted from a text, in the order in which the reasons are tried. */
export const REASONS = ["too-short", "foreign-language", "no-obligation"] as const;

export type RefusalReason = (typeof REASONS)[number];

/**
 * The first reason why a text is to be refused; undefined when obligations are to be extracted from it.
 *
 * @param showsObligation Whether a phrase of any kind occurs in it.
 * @param looksFor The reasons that are tried; all of them when left out.
 */
export function whyUnfit(
  text: string,
  showsObligation: boolean,
  looksFor: readonly RefusalReason[] = REASONS,
): RefusalReason | undefined {
  const applies: Readonly<Record<RefusalReason, () => boolean>> = {
    "too-short": () => text.length < TOO_SHORT_BELOW,
    "foreign-language": () => englishShare(text) < ENGLISH.leastShare,
    "no-obligation": () => !showsObligation,
  };
  return looksFor.find((reason) => applies[reason]());
}

function englishShare(text: string): number {
  const listed = new Set<string>(ENGLISH.words);
  const all = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const hits = all.filter((word) => listed.has(word)).length;
  return all.length === 0 ? 0 : (hits * 10_000) / all.length;
}

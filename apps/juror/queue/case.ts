import { parseTerms } from "quittance";
import type { JudgingCase } from "quittance/watching";

/** One text for each question. */
export function keyOf({
  dealId,
  milestone,
  round,
  evidence,
}: Pick<JudgingCase, "dealId" | "milestone" | "round" | "evidence">): string {
  return `${dealId}/${milestone}/${round}/${evidence}`.toLowerCase();
}

/** Whose server the evidence is on, so that a slow one is not asked for everything at once; empty where none is named. */
export function hostOf({ evidenceUri = "" }: JudgingCase): string {
  return URL.canParse(evidenceUri) ? new URL(evidenceUri).host : "";
}

/** A case as the queue keeps it, in JSON of `toJson`. */
export function caseFrom(text: string): JudgingCase {
  const { evidenceUri, drawnAt, ...kept }: JudgingCase = JSON.parse(text);
  return { ...kept, evidenceUri, drawnAt, terms: parseTerms(kept.terms) };
}

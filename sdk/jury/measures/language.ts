import { detectAll } from "tinyld";
import type { LanguageClause } from "../../pact/clauses.ts";
import { measureItems, textOfSubject } from "./items.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, Tally, UNIT } from "./outcome.ts";
import { collapse, countCharacters } from "./text.ts";

/** Text is in the right language: see `LanguageClause`. */
export function measureLanguage(clause: LanguageClause, material: Material): MeasureOutcome {
  const { items } = clause.measure;
  if (items !== undefined) {
    const check = (value: unknown) =>
      typeof value === "string" ? faultOf(value, clause.measure) : "no-text";
    return measureItems(clause.subject, material.jsonOf(clause.subject), items, check);
  }
  const text = textOfSubject(material, clause.subject);
  if (!text.ok) return lostWhole(1, clause.subject, text.fault);
  const fault = faultOf(text.value, clause.measure);
  const tally = new Tally();
  if (fault === undefined) tally.pass();
  else tally.lose(clause.subject, fault);
  return tally.outcome();
}

function faultOf(text: string, measure: LanguageClause["measure"]): string | undefined {
  const collapsed = collapse(text);
  if (countCharacters(collapsed) < measure.shortest) return "too-short";
  const [first] = detectAll(collapsed);
  const [primary = ""] = measure.language.toLowerCase().split("-");
  if (first?.lang !== primary) return "other-language";
  return Math.floor(UNIT * first.accuracy) < measure.leastConfidence ? "uncertain-language" : undefined;
}

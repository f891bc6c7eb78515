import type { CitationClause } from "../../pact/clauses.ts";
import { countEdges, placeOf } from "./items.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, notChecked, Tally } from "./outcome.ts";
import { isObject, memberOf } from "./pointer.ts";
import { SourceText } from "./source-text.ts";
import { collapse, countCharacters } from "./text.ts";

/** Quotations stand in the sources they name: see `CitationClause`. */
export function measureCitations(clause: CitationClause, material: Material): MeasureOutcome {
  const { sources, least, most, leastPerSource } = clause.measure;
  const texts = new Map<string, SourceText>();
  for (const name of sources) {
    const raw = material.inputText(name);
    if (!raw.ok) return notChecked(`The input ${name} is not at hand as text.`);
    texts.set(name, new SourceText(raw.value, () => material.collapsedInput(name)));
  }
  const entries = material.jsonOf(clause.subject);
  const units = least + (leastPerSource === undefined ? 0 : sources.length);
  if (!entries.ok) return lostWhole(units, clause.subject, entries.fault);
  if (!Array.isArray(entries.value)) return lostWhole(units, clause.subject, "no-array");
  const list: readonly unknown[] = entries.value;
  const tally = new Tally();
  const base = placeOf(clause.subject);
  const seen = new Map(sources.map((name) => [name, new Set<string>()]));
  const faithful = new Map<unknown, number>();
  for (let index = 0; index < Math.min(list.length, most); index++) {
    const entry = list[index];
    const fault = faultOf(entry, clause.measure, texts, seen);
    if (fault !== undefined) {
      tally.lose(`${base}/${index}`, fault);
      continue;
    }
    tally.pass();
    const source = isObject(entry) ? memberOf(entry, "source") : undefined;
    faithful.set(source, (faithful.get(source) ?? 0) + 1);
  }
  countEdges(tally, base, list.length, { least, most });
  for (const name of leastPerSource === undefined ? [] : sources) {
    if ((faithful.get(name) ?? 0) >= (leastPerSource ?? 0)) tally.pass();
    else tally.lose(`source ${name}`, "not-cited");
  }
  return tally.outcome();
}

function faultOf(
  entry: unknown,
  measure: CitationClause["measure"],
  texts: ReadonlyMap<string, SourceText>,
  seen: ReadonlyMap<string, Set<string>>,
): string | undefined {
  if (!isObject(entry)) return "no-citation";
  const source = memberOf(entry, "source");
  const given = memberOf(entry, "quote");
  const name = typeof source === "string" ? source : "";
  const [text, quotes] = [texts.get(name), seen.get(name)];
  if (text === undefined || quotes === undefined) return "wrong-source";
  if (typeof given !== "string") return "no-quote";
  const quote = collapse(given);
  const isRepeated = quotes.has(quote);
  quotes.add(quote);
  if (!hasLength(quote, measure)) return "wrong-length";
  if (isRepeated) return "repeated";
  // Half of a surrogate pair is no character, though the units of a text may hold it.
  if (!quote.isWellFormed()) return "not-in-source";
  const start = memberOf(entry, "start");
  const end = memberOf(entry, "end");
  const isPlaced = start !== undefined || end !== undefined;
  if (measure.offsets === "required" || (measure.offsets === "checked" && isPlaced)) {
    return text.holdsAt(quote, given, start, end)
      ? undefined
      : text.holds(quote)
        ? "misplaced"
        : "not-in-source";
  }
  return text.holds(quote) ? undefined : "not-in-source";
}

function hasLength(quote: string, { shortestQuote, longestQuote }: CitationClause["measure"]): boolean {
  // A character has one unit or two: most quotations need no counting.
  if (quote.length < shortestQuote || quote.length > 2 * longestQuote) return false;
  if (quote.length >= 2 * shortestQuote && quote.length <= longestQuote) return true;
  const characters = countCharacters(quote);
  return characters >= shortestQuote && characters <= longestQuote;
}

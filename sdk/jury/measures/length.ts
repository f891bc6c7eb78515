import type { LengthClause } from "../../pact/clauses.ts";
import { measureItems, textOfSubject } from "./items.ts";
import { type Material, type Reading, subjectOf } from "./material.ts";
import { lostWhole, type MeasureOutcome, Tally } from "./outcome.ts";
import { isObject } from "./pointer.ts";
import { countCharacters, countWords } from "./text.ts";

type Measure = LengthClause["measure"];

/** Something has the right length: see `LengthClause`. */
export function measureLength(clause: LengthClause, material: Material): MeasureOutcome {
  const { unit, items } = clause.measure;
  if (items !== undefined) {
    const check = (value: unknown) => {
      const count =
        unit === "items" ? entriesOf(value) : typeof value === "string" ? countIn(value, unit) : undefined;
      return count === undefined ? "wrong-type" : faultOf(count, clause.measure);
    };
    return measureItems(clause.subject, material.jsonOf(clause.subject), items, check);
  }
  const count = countOf(clause.subject, unit, material);
  if (!count.ok) return lostWhole(1, clause.subject, count.fault);
  const fault = faultOf(count.value, clause.measure);
  const tally = new Tally();
  if (fault === undefined) tally.pass();
  else tally.lose(clause.subject, fault);
  return tally.outcome();
}

function faultOf(count: number, { least, most }: Measure): string | undefined {
  if (count < least) return "too-short";
  return count > most ? "too-long" : undefined;
}

function countOf(subject: string, unit: Measure["unit"], material: Material): Reading<number> {
  const { path, pointer } = subjectOf(subject);
  if (unit === "items") {
    const json = material.jsonOf(subject);
    if (!json.ok) return json;
    const entries = entriesOf(json.value);
    return entries === undefined ? { ok: false, fault: "wrong-type" } : { ok: true, value: entries };
  }
  if (unit === "bytes" && pointer === undefined) {
    const bytes = material.bytesOf(path);
    return bytes.ok ? { ok: true, value: bytes.value.length } : bytes;
  }
  const text = textOfSubject(material, subject);
  return text.ok ? { ok: true, value: countIn(text.value, unit) } : text;
}

function entriesOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function countIn(text: string, unit: Exclude<Measure["unit"], "items">): number {
  if (unit === "bytes") return new TextEncoder().encode(text).length;
  if (unit === "characters") return countCharacters(text);
  if (unit === "words") return countWords(text);
  return countLines(text);
}

function countLines(text: string): number {
  let lines = text === "" || text.endsWith("\n") ? 0 : 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

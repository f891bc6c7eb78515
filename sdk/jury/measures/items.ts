import type { ClauseItems } from "../../pact/clause-base.ts";
import { type Material, type Reading, subjectOf } from "./material.ts";
import { lostWhole, type Measured, Tally } from "./outcome.ts";
import { follow } from "./pointer.ts";

/** Says which rule a value breaks; undefined when none. */
export type Check = (value: unknown) => string | undefined;

/** Measures each entry of an array as a unit: those beyond the most and short of the least are lost. */
export function measureItems(
  subject: string,
  entries: Reading<unknown>,
  items: ClauseItems,
  check: Check,
): Measured {
  if (!entries.ok) return lostWhole(items.least, subject, entries.fault);
  if (!Array.isArray(entries.value)) return lostWhole(items.least, subject, "no-array");
  const tally = new Tally();
  const list: readonly unknown[] = entries.value;
  const measured = Math.min(list.length, items.most);
  const base = placeOf(subject);
  for (let index = 0; index < measured; index++) {
    const led = follow(list[index], items.at ?? "");
    const fault = led.found ? check(led.value) : "leads-nowhere";
    if (fault === undefined) tally.pass();
    else tally.lose(`${base}/${index}`, fault);
  }
  countEdges(tally, base, list.length, items);
  return tally.outcome();
}

/** Counts what stands beyond the most and what lacks to the least, all lost. */
export function countEdges(
  tally: Tally,
  base: string,
  length: number,
  { least, most }: { readonly least: number; readonly most: number },
): void {
  if (length > most) tally.loseAll(length - most, `${base}/${most}`, "beyond-most");
  if (length < least) tally.loseAll(least - length, `${base}/${length}`, "too-few");
}

/** The subject as the start of a place in its JSON. */
export function placeOf(subject: string): string {
  return subject.includes("#") ? subject : `${subject}#`;
}

/** The text that a clause reads: a JSON string where there is a pointer, else the file's own. */
export function textOfSubject(material: Material, subject: string): Reading<string> {
  const { path, pointer } = subjectOf(subject);
  if (pointer === undefined) return material.textOf(path);
  const json = material.jsonOf(subject);
  if (!json.ok) return json;
  return typeof json.value === "string" ? { ok: true, value: json.value } : { ok: false, fault: "no-text" };
}

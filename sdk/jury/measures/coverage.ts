import type { CoverageClause, KeySource } from "../../pact/clauses.ts";
import { placeOf } from "./items.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, notChecked, Tally } from "./outcome.ts";
import { isObject, keyAt } from "./pointer.ts";

/** All that is required is there: see `CoverageClause`. */
export function measureCoverage(clause: CoverageClause, material: Material): MeasureOutcome {
  const required = requiredKeys(clause.measure.required, material);
  if (required === undefined)
    return notChecked("The input with the required keys is not at hand, or lacks them.");
  const units = Math.max(required.size, 1);
  const json = material.jsonOf(clause.subject);
  if (!json.ok) return lostWhole(units, clause.subject, json.fault);
  const present = presentKeys(json.value, clause.measure.key);
  if (present === undefined) return lostWhole(units, clause.subject, "no-array");
  const tally = new Tally();
  const base = placeOf(clause.subject);
  for (const key of required) {
    const times = present.get(key)?.times ?? 0;
    if (times === 0) tally.lose(`key ${key}`, "missing");
    else if (times > 1 && clause.measure.repeats === "lost") tally.lose(`key ${key}`, "repeated");
    else tally.pass();
  }
  if (clause.measure.extras === "lost") {
    for (const [key, { first }] of present)
      if (!required.has(key)) tally.lose(`${base}/${first}`, "not-required");
  }
  return tally.outcome();
}

/** Undefined where the input is not at hand or has an entry without a key. */
function requiredKeys(source: KeySource, material: Material): ReadonlySet<string> | undefined {
  if ("keys" in source) return new Set(source.keys);
  const json = material.inputJson(source.input, source.pointer);
  if (!json.ok) return undefined;
  if (isObject(json.value)) return new Set(Object.keys(json.value));
  if (!Array.isArray(json.value)) return undefined;
  const keys = (json.value as readonly unknown[]).map((entry) => keyAt(entry, source.key));
  return keys.every((key) => key !== undefined) ? new Set(keys) : undefined;
}

interface Present {
  times: number;
  /** Index of the first entry, or number of the member, that has it. */
  readonly first: number;
}

function presentKeys(value: unknown, pointer: string | undefined): ReadonlyMap<string, Present> | undefined {
  const present = new Map<string, Present>();
  const add = (key: string | undefined, index: number) => {
    if (key === undefined) return;
    const kept = present.get(key);
    if (kept === undefined) present.set(key, { times: 1, first: index });
    else kept.times += 1;
  };
  if (Array.isArray(value)) {
    for (const [index, entry] of (value as readonly unknown[]).entries()) add(keyAt(entry, pointer), index);
  } else if (isObject(value)) {
    for (const [index, name] of Object.keys(value).entries()) add(name, index);
  } else return undefined;
  return present;
}

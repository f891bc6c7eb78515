import type { NumericClause, ReferenceSource } from "../../pact/clauses.ts";
import { type Decimal, decimalOf, isWithin } from "./decimal.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, notChecked, Tally } from "./outcome.ts";
import { follow, isObject, keyAt } from "./pointer.ts";

const NONE: Decimal = { digits: 0n, exponent: 0 };

/** Numbers are right: see `NumericClause`. */
export function measureNumbers(clause: NumericClause, material: Material): MeasureOutcome {
  const reference = referenceValues(clause.measure.reference, material);
  if (reference === undefined)
    return notChecked("The input with the reference values is not at hand, or lacks them.");
  const units = Math.max(reference.size, 1);
  const json = material.jsonOf(clause.subject);
  if (!json.ok) return lostWhole(units, clause.subject, json.fault);
  const values = valuesOf(json.value, clause.measure);
  if (values === undefined) return lostWhole(units, clause.subject, "wrong-type");
  const absolute = decimalOf(clause.measure.tolerance.absolute) ?? NONE;
  const relative = decimalOf(clause.measure.tolerance.relative) ?? NONE;
  const tally = new Tally();
  for (const [key, right] of reference) {
    const given = values.get(key) ?? [];
    const fault = given.length === 1 ? faultOf(given[0], right, { absolute, relative }) : undefined;
    if (given.length === 0) tally.lose(`key ${key}`, "missing");
    else if (given.length > 1) tally.lose(`key ${key}`, "repeated");
    else if (fault !== undefined) tally.lose(`key ${key}`, fault);
    else tally.pass();
  }
  return tally.outcome();
}

function faultOf(
  given: unknown,
  right: Decimal,
  tolerance: { readonly absolute: Decimal; readonly relative: Decimal },
): string | undefined {
  const value = decimalOf(given);
  if (value === undefined) return "no-decimal";
  return isWithin(value, right, tolerance) ? undefined : "wrong-value";
}

/** Undefined where the input is not at hand, has a key twice, or an entry without a key or a decimal. */
function referenceValues(
  source: ReferenceSource,
  material: Material,
): ReadonlyMap<string, Decimal> | undefined {
  const json =
    "values" in source
      ? { ok: true as const, value: source.values }
      : material.inputJson(source.input, source.pointer);
  if (!json.ok) return undefined;
  const values = valuesOf(json.value, "values" in source ? {} : source);
  if (values === undefined) return undefined;
  const reference = new Map<string, Decimal>();
  for (const [key, given] of values) {
    const value = given.length === 1 ? decimalOf(given[0]) : undefined;
    if (key === undefined || value === undefined) return undefined;
    reference.set(key, value);
  }
  return reference;
}

/** The values by key; those of entries without a key are under `undefined`. */
function valuesOf(
  json: unknown,
  pointers: { readonly key?: string | undefined; readonly value?: string | undefined },
): ReadonlyMap<string | undefined, readonly unknown[]> | undefined {
  const values = new Map<string | undefined, unknown[]>();
  const add = (key: string | undefined, value: unknown) => {
    const kept = values.get(key);
    if (kept === undefined) values.set(key, [value]);
    else kept.push(value);
  };
  if (isObject(json) && pointers.key === undefined) {
    for (const [key, value] of Object.entries(json)) add(key, value);
    return values;
  }
  if (!Array.isArray(json) || pointers.key === undefined) return undefined;
  for (const entry of json as readonly unknown[]) {
    const led = follow(entry, pointers.value ?? "");
    add(keyAt(entry, pointers.key), led.found ? led.value : undefined);
  }
  return values;
}

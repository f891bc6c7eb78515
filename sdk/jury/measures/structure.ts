import { Ajv2020 } from "ajv/dist/2020.js";
import { lazily } from "../../errors/lazily.ts";
import type { StructureClause } from "../../pact/clauses.ts";
import { type Check, measureItems } from "./items.ts";
import type { Material } from "./material.ts";
import { lostWhole, type MeasureOutcome, notChecked, Tally } from "./outcome.ts";

/** JSON has the right form: see `StructureClause`. */
export function measureStructure(clause: StructureClause, material: Material): MeasureOutcome {
  const check = checkOf(clause.measure.schema);
  if (check === undefined) return notChecked("The schema of the pact cannot be compiled.");
  const json = material.jsonOf(clause.subject);
  const { items } = clause.measure;
  if (items !== undefined) return measureItems(clause.subject, json, items, check);
  if (!json.ok) return lostWhole(1, clause.subject, json.fault);
  const fault = check(json.value);
  const tally = new Tally();
  if (fault === undefined) tally.pass();
  else tally.lose(clause.subject, fault);
  return tally.outcome();
}

/** One compiler for all: making it takes longer than most schemas do. Schemas are taken out of it after use. */
const compiler = /* @__PURE__ */ lazily(
  () =>
    new Ajv2020({
      strict: false,
      validateFormats: false,
      ownProperties: true,
      unicodeRegExp: true,
      allErrors: false,
      messages: false,
      logger: false,
    }),
);

/**
 * The schema as a check. Nothing is loaded: a `$ref` that leads out of the schema does not compile. `format` asserts nothing, own
 * members alone count, and the first fault ends a check.
 */
function checkOf(schema: Readonly<Record<string, unknown>>): Check | undefined {
  const kept = checks().get(schema);
  if (kept !== undefined) return kept;
  const check = compile(schema);
  if (check !== undefined) checks().set(schema, check);
  return check;
}

/** Checks of schemas that are still in use, so that a pact's schema is compiled once for many bundles. */
const checks = /* @__PURE__ */ lazily(() => new WeakMap<object, Check>());

function compile(schema: Readonly<Record<string, unknown>>): Check | undefined {
  const ajv = compiler();
  try {
    const validate = ajv.compile(schema);
    return (value) => faultOf(validate, value);
  } catch {
    return undefined;
  } finally {
    ajv.removeSchema(schema);
  }
}

/** A schema that leads to itself without an end exhausts the stack, perhaps with some values alone. */
function faultOf(validate: (value: unknown) => unknown, value: unknown): string | undefined {
  try {
    return validate(value) === true ? undefined : "not-valid";
  } catch {
    return "endless";
  }
}

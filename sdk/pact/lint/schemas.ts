import { Ajv2020 } from "ajv/dist/2020.js";
import { canonicalJson } from "../../json/canonical.ts";
import { type PlacedClause, placed } from "../paths.ts";
import type { FoundProblem } from "../problem.ts";
import type { Pact } from "../types.ts";
import { dangerOf } from "./patterns.ts";

const MOST_BYTES = 65_536;
const DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** What is wrong with the JSON Schemas of a pact. */
export function schemaProblems(pact: Pact): FoundProblem[] {
  return placed(pact).flatMap(ofClause);
}

function ofClause({ clause, at }: PlacedClause): FoundProblem[] {
  if (clause.kind !== "structure") return [];
  const { schema } = clause.measure;
  const path = `${at}.measure.schema`;
  if (new TextEncoder().encode(canonicalJson(schema)).length > MOST_BYTES) {
    return [
      error(path, schema, `must be at most ${MOST_BYTES} bytes of canonical JSON`, "Split it into clauses."),
    ];
  }
  const found = inside(path, schema);
  return found.some(({ severity }) => severity === "error") ? found : [...found, ...compiled(path, schema)];
}

/** Keywords that hold a value of the checked kind, or text, and no schema. */
const NO_SCHEMA = new Set(["const", "enum", "default", "examples", "required", "dependentRequired"]);

function inside(path: string, schema: unknown): FoundProblem[] {
  if (Array.isArray(schema)) return schema.flatMap((each, index) => inside(`${path}[${index}]`, each));
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]: [string, unknown]) => {
    const at = `${path}.${keyword}`;
    return [...ofKeyword(at, keyword, value), ...(NO_SCHEMA.has(keyword) ? [] : inside(at, value))];
  });
}

function ofKeyword(at: string, keyword: string, value: unknown): FoundProblem[] {
  switch (keyword) {
    case "$ref":
    case "$dynamicRef":
      return typeof value !== "string" || value.startsWith("#")
        ? []
        : [
            error(
              at,
              value,
              "must lead to a place within the schema",
              "Copy what it refers to into $defs: jurors fetch nothing.",
            ),
          ];
    case "$id":
      return [error(at, value, "must be left out", "References lead to places within the schema alone.")];
    case "$schema":
      return value === DRAFT
        ? []
        : [error(at, value, `must be ${DRAFT}`, "Leave it out, or name this draft.")];
    case "pattern":
      return ofPattern(at, value);
    case "patternProperties":
      return Object.keys(Object(value)).flatMap((pattern) => ofPattern(`${at}.${pattern}`, pattern));
    case "multipleOf":
      return Number.isSafeInteger(value) || typeof value !== "number"
        ? []
        : [
            error(
              at,
              value,
              "must be a whole number",
              "Programs divide fractions differently: check text with a pattern.",
            ),
          ];
    case "format":
      return typeof value === "string"
        ? [warning(at, value, "asserts nothing here", "Use a pattern, or leave it out.")]
        : [];
    default:
      return [];
  }
}

function ofPattern(at: string, pattern: unknown): FoundProblem[] {
  if (typeof pattern !== "string") return [];
  try {
    new RegExp(pattern, "u");
  } catch {
    return [error(at, pattern, "must be a regular expression of ECMAScript with the flag u", "Correct it.")];
  }
  const danger = dangerOf(pattern);
  return danger === undefined
    ? []
    : [error(at, pattern, danger, "Write it so that each text fits in one way only.")];
}

function compiled(path: string, schema: Readonly<Record<string, unknown>>): FoundProblem[] {
  try {
    new Ajv2020({
      strict: true,
      strictTypes: false,
      strictRequired: false,
      strictTuples: false,
      validateFormats: false,
    }).compile(schema);
    return [];
  } catch (problem) {
    const said = problem instanceof Error ? problem.message.slice(0, 200) : "it does not compile";
    return [
      error(path, schema, `must be a JSON Schema of draft 2020-12 that compiles: ${said}`, "Correct it."),
    ];
  }
}

function error(path: string, value: unknown, problem: string, remedy: string): FoundProblem {
  return { path, value, problem, remedy, severity: "error" };
}

function warning(path: string, value: unknown, problem: string, remedy: string): FoundProblem {
  return { path, value, problem, remedy, severity: "warning" };
}

import * as z from "zod/mini";
import { canonicalJson } from "../../json/canonical.ts";
import { must, type Schema } from "../../json/fields.ts";

/** A JSON Schema of draft 2020-12, whose references lead to places within it alone. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const MOST_BYTES = 32_768;
/** Levels of objects and arrays: a schema of a stranger is walked through. */
const MOST_DEPTH = 32;

/** A JSON Schema of at most 32 KiB of canonical JSON. */
export function jsonSchema(): Schema<JsonSchema> {
  return z.record(z.string(), z.unknown(), { error: "must be a JSON Schema, an object" }).check(
    must(
      (value) => depthOf(value) <= MOST_DEPTH,
      `must be at most ${MOST_DEPTH} levels deep`,
      "Write inner parts under $defs, and refer to them.",
    ),
    must(
      (value) => bytesOf(value) <= MOST_BYTES,
      `must be at most ${MOST_BYTES} bytes of canonical JSON`,
      "Describe less, or split the task.",
    ),
    must(
      (value) => referencesOf(value).every((reference) => reference.startsWith("#")),
      "must have references that lead to places within it alone",
      "Write what is referred to under $defs, and refer to it by #/$defs/….",
    ),
  ) as unknown as Schema<JsonSchema>;
}

function bytesOf(value: unknown): number {
  try {
    return new TextEncoder().encode(canonicalJson(value)).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function depthOf(value: unknown, above = 0): number {
  if (above > MOST_DEPTH || typeof value !== "object" || value === null) return above;
  return Object.values(value).reduce<number>((most, each) => Math.max(most, depthOf(each, above + 1)), above);
}

/** Values of `$ref`, `$dynamicRef` and `$id`: the last moves what the others lead to. */
function referencesOf(value: unknown, above = 0): string[] {
  if (above > MOST_DEPTH || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const isReference = name === "$ref" || name === "$dynamicRef" || name === "$id";
    if (isReference && typeof inner === "string") return [inner];
    return referencesOf(inner, above + 1);
  });
}

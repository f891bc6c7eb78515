import type { JsonSchema } from "./json-schema.ts";

/** Text that is not empty. */
export const words: JsonSchema = { type: "string", minLength: 1 };

/** Texts by key. */
export const texts: JsonSchema = { type: "object", additionalProperties: { type: "string" } };

/** An object with members, of which some must be there. */
export function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema {
  return { type: "object", properties, required };
}

/** A list, of at most so many entries where a number is given. */
export function listOf(items: JsonSchema, maxItems?: number): JsonSchema {
  return { type: "array", items, ...(maxItems === undefined ? {} : { maxItems }) };
}

/** A file by its name and the hash of its bytes. */
export function fileOf(): JsonSchema {
  return objectOf(
    {
      name: words,
      mediaType: words,
      size: { type: "integer", minimum: 0 },
      sha256: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
    },
    ["name", "sha256"],
  );
}

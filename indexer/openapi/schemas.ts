/** A schema of JSON, as OpenAPI 3.1 has it. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object of exactly these fields. @param optional The names of those that can be left out. */
export function object(fields: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  return {
    type: "object",
    properties: fields,
    required: Object.keys(fields).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

export const list = (items: Schema): Schema => ({ type: "array", items });
export const oneOf = (...words: readonly string[]): Schema => ({ type: "string", enum: words });
export const text = (description?: string): Schema => ({ type: "string", ...said(description) });
export const flag: Schema = { type: "boolean" };
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** The same, or null. */
export function orNull(schema: Schema): Schema {
  const { type } = schema;
  if (typeof type !== "string" || "enum" in schema) return { anyOf: [schema, { type: "null" }] };
  return { ...schema, type: [type, "null"] };
}

const said = (description: string | undefined) => (description === undefined ? {} : { description });

export const address: Schema = {
  type: "string",
  pattern: "^0x[0-9a-f]{40}$",
  description: "An address in lower case.",
};
export const hash: Schema = {
  type: "string",
  pattern: "^0x[0-9a-f]{64}$",
  description: "32 bytes in lower case.",
};
export const hex: Schema = { type: "string", pattern: "^0x([0-9a-fA-F]{2})*$" };
export const amount: Schema = {
  type: "string",
  pattern: "^(0|[1-9][0-9]*)$",
  description: "USDC base units in decimal digits.",
};
export const signedAmount: Schema = {
  type: "string",
  pattern: "^(0|-?[1-9][0-9]*)$",
  description: "USDC base units in decimal digits, with its sign.",
};
export const whole: Schema = { type: "integer", minimum: 0 };
export const time: Schema = { type: "integer", minimum: 0, description: "Unix seconds." };
export const share: Schema = {
  type: "integer",
  minimum: 0,
  maximum: 10_000,
  description: "Basis points: 0 to 10000.",
};
export const day: Schema = {
  type: "string",
  format: "date",
  description: "A day of UTC, such as 2026-11-21.",
};

/** What every answer that is refused says. */
export const problem: Schema = object({ error: text("What is wrong, and what to do about it.") });

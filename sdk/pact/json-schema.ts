import * as z from "zod/mini";
import { pactSchema } from "./schema.ts";

/**
 * The JSON Schema (draft 2020-12) of pacts, for editors and for programs in other languages. What fields must be together, such as
 * weights that sum to 10000, no JSON Schema says: `checkPact` and `lintPact` check that, too.
 *
 * @example
 * import { pactJsonSchema } from "quittance";
 *
 * console.log(pactJsonSchema().$schema); // https://json-schema.org/draft/2020-12/schema
 */
export function pactJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(pactSchema(), { unrepresentable: "any", reused: "inline" });
  return { $schema, title: "Quittance pact, format quittance/pact/1", ...rest };
}

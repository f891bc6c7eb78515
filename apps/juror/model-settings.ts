import { readFileSync } from "node:fs";
import { parseJson } from "quittance/json";
import * as z from "zod";
import { JurorSettingError } from "./setting-error.ts";

const FIELD = "JUROR_MODELS_FILE";
const whole = z.int().nonnegative();
const limit = z.strictObject({ tokens: whole, cost: whole });
const schema = z.strictObject({
  models: z
    .array(
      z.strictObject({
        provider: z.enum(["openai", "anthropic", "google", "mistral", "openai-compatible"]),
        model: z.string().min(1),
        /** A file with the key, so that none stands in this one. */
        apiKeyFile: z.string().min(1).optional(),
        baseURL: z.string().min(1).optional(),
        family: z.string().min(1).optional(),
        price: z.strictObject({ input: whole, output: whole }).optional(),
        structuredOutputs: z.boolean().optional(),
      }),
    )
    .min(2),
  perCase: limit,
  perDay: limit,
});

/** The models of a juror, and what they may use. */
export type ModelSettings = z.infer<typeof schema>;

/**
 * Reads the file of models that the environment names; undefined where it names none.
 *
 * @throws JurorSettingError, which shows nothing of the file.
 */
export function readModels(
  environment: Readonly<Record<string, string | undefined>>,
): ModelSettings | undefined {
  const path = environment[FIELD];
  if (!path) return undefined;
  const read = schema.safeParse(contentOf(path));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") || "its content";
  throw new JurorSettingError(FIELD, `is wrong at ${where}`, "The page has the form of the file.");
}

/** The key of a model, from its file. */
export function apiKeyIn(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    const problem = "names an apiKeyFile that cannot be read";
    throw new JurorSettingError(FIELD, problem, "Correct the path or its permissions.");
  }
}

function contentOf(path: string): unknown {
  try {
    return parseJson(readFileSync(path, "utf8"));
  } catch {
    throw new JurorSettingError(FIELD, "must be the path of a JSON file", "Correct the path, or the JSON.");
  }
}

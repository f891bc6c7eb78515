import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions, requirePositiveInteger } from "../../json/options.ts";
import { type JudgingModel, sdkModelOf } from "./open-model.ts";

/** How models are called. Every field may be left out. */
export interface ModelSettings {
  /** Milliseconds for a call with its retries; 60000. */
  readonly timeout?: number | undefined;
  /** How often a call is repeated after 429, 5xx or a lost connection; 2. */
  readonly retries?: number | undefined;
  /** Most tokens of one answer; 4000. */
  readonly outputTokens?: number | undefined;
  /** Most UTF-16 units of evidence in one call; 12000. */
  readonly passage?: number | undefined;
  /** Most passages of one text: a longer one is not judged; 8. */
  readonly mostPassages?: number | undefined;
}

const DEFAULTS = { timeout: 60_000, retries: 2, outputTokens: 4_000, passage: 12_000, mostPassages: 8 };

/** Settings with their defaults. @throws InvalidFieldError for a field that is unknown or out of range. */
export function completeSettings(
  settings: ModelSettings = {},
): Required<{ [Field in keyof ModelSettings]: number }> {
  requireOptions(settings, Object.keys(DEFAULTS).join(" "), "input.settings");
  const { retries = DEFAULTS.retries, ...others } = settings;
  for (const [field, value] of Object.entries(others)) {
    if (value !== undefined) requirePositiveInteger(`input.settings.${field}`, value);
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > 10) {
    throw new InvalidFieldError({
      field: "input.settings.retries",
      value: retries,
      problem: "must be a whole number from 0 to 10",
      remedy: "Give 0 for no repetition.",
    });
  }
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given, retries };
}

/** How many models with different names a criterion needs: it is never judged on one model's word. */
const LEAST_MODELS = 2;

/** How many different models there are. */
export const countModels = (models: readonly JudgingModel[]): number =>
  new Set(models.map(({ provider, name }) => `${provider}/${name}`)).size;

export const hasEnoughModels = (models: readonly JudgingModel[]): boolean =>
  models.length === countModels(models) && models.length >= LEAST_MODELS;

/** @throws InvalidFieldError for fewer than two different models, one that is given twice, or one that was not opened. */
export function requireModels(models: readonly JudgingModel[]): void {
  if (!Array.isArray(models) || !hasEnoughModels(models)) {
    throw new InvalidFieldError({
      field: "input.models",
      value: models,
      problem: "must be at least two different models, each once",
      remedy:
        "Open two models: a criterion is never judged on the word of one. Without them, decline such pacts.",
    });
  }
  for (const model of models) sdkModelOf(model);
}

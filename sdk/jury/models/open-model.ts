import type { LanguageModel } from "ai";
import { InvalidFieldError } from "../../errors/field.ts";
import { isLoopback } from "../../identity/loopback.ts";
import { requireOptions } from "../../json/options.ts";
import { boundedFetch, type Fetch } from "./bounded-fetch.ts";

/** Who answers: four providers, and every endpoint that speaks the chat completions of OpenAI. */
export type ModelProvider = (typeof PROVIDERS)[number];

/** A model of the AI SDK (specification v2 to v4). */
export type SdkModel = Exclude<LanguageModel, string>;

/** What tokens cost. */
export interface ModelPrice {
  /** Millionths of a US dollar for a million tokens that the model reads: 2.50 dollars are 2500000. */
  readonly input: number;
  /** The same for tokens that it writes. */
  readonly output: number;
}

/** A model that a juror judges with. Its key is in none of its fields. */
export interface JudgingModel {
  /** Such as `openai`. */
  readonly provider: string;
  /** Which models it is one of, as the juror's profile says: `gpt`, `claude`, `llama`. It decides nothing. */
  readonly family: string;
  /** The provider's name of it. */
  readonly name: string;
  readonly price?: ModelPrice | undefined;
}

/** Settings of one model. */
export interface OpenModelOptions {
  readonly provider: ModelProvider;
  /** The provider's name of the model. */
  readonly model: string;
  /** Needed for all but `openai-compatible`. It is read from no environment variable. */
  readonly apiKey?: string | undefined;
  /** Needed for `openai-compatible`, such as `http://localhost:11434/v1`; left out: the provider's own. */
  readonly baseURL?: string | undefined;
  /** For the profile; left out: the model's name. */
  readonly family?: string | undefined;
  /** Left out: calls count as free of charge, and only limits of tokens hold. */
  readonly price?: ModelPrice | undefined;
  /** Whether an `openai-compatible` endpoint takes a JSON Schema for its answer; left out: false. It is told the schema anyway. */
  readonly structuredOutputs?: boolean | undefined;
}

const PROVIDERS = ["openai", "anthropic", "google", "mistral", "openai-compatible"] as const;
const OPTIONS = "provider model apiKey baseURL family price structuredOutputs";

/** The AI SDK's models, which hold keys, apart from what callers see, print and store. */
const opened = /* @__PURE__ */ new WeakMap<JudgingModel, SdkModel>();

/**
 * Opens a model that a juror judges with. The provider's package (`@ai-sdk/openai`, `-anthropic`, `-google`, `-mistral`,
 * `-openai-compatible`) is loaded when it is asked for, so that only those that are used need to be installed. Nothing is sent yet.
 * Its requests reach the endpoint's host only, and follow no redirect.
 *
 * @throws InvalidFieldError for a provider that is unknown or not installed, a key that is missing, or a URL that is no `https:` one
 * (`http:` is for endpoints without a key, and for this machine).
 * @example
 * import { openModel } from "quittance/jury/models";
 *
 * const model = await openModel({
 *   provider: "openai-compatible",
 *   model: "llama-4",
 *   baseURL: "http://localhost:11434/v1",
 *   family: "llama",
 * });
 * console.log(model.provider, model.family, model.name); // openai-compatible llama llama-4
 */
export async function openModel(options: OpenModelOptions): Promise<JudgingModel> {
  requireOptions(options, OPTIONS);
  const { provider, model: name, family = name, price } = options;
  if (!PROVIDERS.includes(provider)) {
    refuse("provider", provider, `must be one of ${PROVIDERS.join(", ")}`, "Name one of them.");
  }
  if (typeof name !== "string" || name === "") {
    refuse("model", name, "must be the provider's name of a model", "Name the model.");
  }
  if (price !== undefined) requirePrice(price);
  requireKey(options);
  requireUrl(options);
  return modelFrom({ provider, family, name, price, model: await load(options) });
}

/**
 * Takes a model that was made with the AI SDK, such as one of another provider's package or one for tests. Its requests are its
 * own: they are not held to one host.
 *
 * @throws InvalidFieldError when `model` is the name of a model, which the AI SDK would ask a gateway for.
 * @example
 * import { MockLanguageModelV4 } from "ai/test";
 * import { modelFrom } from "quittance/jury/models";
 *
 * const model = modelFrom({ provider: "mock", family: "mock", name: "mock-1", model: new MockLanguageModelV4() });
 * console.log(Object.keys(model).join(" ")); // provider family name
 */
export function modelFrom(input: JudgingModel & { readonly model: SdkModel }): JudgingModel {
  requireOptions(input, "provider family name price model");
  const { provider, family, name, price, model } = input;
  if (typeof model !== "object" || model === null || typeof model.doGenerate !== "function") {
    const remedy = "Pass a model of a provider's package, such as createOpenAI({ apiKey })(name).";
    refuse("model", undefined, "must be a language model of the AI SDK", remedy);
  }
  if (price !== undefined) requirePrice(price);
  const judging = { provider, family, name, ...(price === undefined ? {} : { price }) };
  opened.set(judging, model);
  return judging;
}

/** @throws InvalidFieldError for what neither `openModel` nor `modelFrom` gave. */
export function sdkModelOf(model: JudgingModel): SdkModel {
  const found = typeof model === "object" && model !== null ? opened.get(model) : undefined;
  if (found !== undefined) return found;
  const remedy = "Pass what openModel gave itself, and no copy of it: a copy has no connection.";
  return refuse("model", undefined, "must come from openModel or modelFrom", remedy);
}

async function load(options: OpenModelOptions): Promise<SdkModel> {
  const { provider, model, apiKey, baseURL } = options;
  const origin = baseURL === undefined ? undefined : new URL(baseURL).origin;
  const settings = {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseURL === undefined ? {} : { baseURL }),
    fetch: boundedFetch(origin) as Fetch,
  };
  try {
    switch (provider) {
      case "openai":
        return (await import("@ai-sdk/openai")).createOpenAI(settings)(model);
      case "anthropic":
        return (await import("@ai-sdk/anthropic")).createAnthropic(settings)(model);
      case "google":
        return (await import("@ai-sdk/google")).createGoogle(settings)(model);
      case "mistral":
        return (await import("@ai-sdk/mistral")).createMistral(settings)(model);
      case "openai-compatible": {
        const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
        const supportsStructuredOutputs = options.structuredOutputs === true;
        const name = "juror";
        return createOpenAICompatible({
          ...settings,
          baseURL: baseURL ?? "",
          name,
          supportsStructuredOutputs,
        })(model);
      }
    }
  } catch (error) {
    // Whatever it says may hold the key.
    const code = (error as { readonly code?: unknown } | undefined)?.code;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") {
      return refuse(
        "model",
        model,
        "cannot be opened with these settings",
        "Check the model's name and the URL.",
      );
    }
    const remedy = `Run npm install ai @ai-sdk/${provider}, under Node 22 or newer.`;
    return refuse("provider", provider, "is not installed", remedy);
  }
}

function requireKey({ provider, apiKey }: OpenModelOptions): void {
  if (apiKey === undefined && provider === "openai-compatible") return;
  if (typeof apiKey === "string" && /^[\x21-\x7e]+$/.test(apiKey)) return;
  throw new InvalidFieldError({
    field: "input.apiKey",
    value: undefined,
    problem: "must be the provider's key: text without spaces",
    remedy: "Read it from your own settings and pass it.",
    secret: true,
  });
}

function requireUrl({ provider, baseURL, apiKey }: OpenModelOptions): void {
  if (baseURL === undefined && provider !== "openai-compatible") return;
  const url = typeof baseURL === "string" && URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  const isPlain = url?.username === "" && url.password === "";
  const isOpen = url?.protocol === "http:" && (isLoopback(url.hostname) || apiKey === undefined);
  if (isPlain && (url?.protocol === "https:" || isOpen)) return;
  throw new InvalidFieldError({
    field: "input.baseURL",
    value: undefined,
    problem: "must be an https URL without a password, or http on this machine or without a key",
    remedy: "Give the endpoint's URL up to the version, such as https://models.example/v1.",
    // It may have a password in it.
    secret: true,
  });
}

function requirePrice(price: ModelPrice): void {
  requireOptions(price, "input output", "input.price");
  for (const [field, value] of Object.entries(price)) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    const remedy = "Give millionths of a US dollar for a million tokens: 2.50 dollars are 2500000.";
    refuse(`price.${field}`, value, "must be a whole number from 0", remedy);
  }
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field: `input.${field}`, value, problem, remedy });
}

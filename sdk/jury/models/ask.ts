import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModel,
  NoObjectGeneratedError,
  Output,
  RetryError,
  wrapLanguageModel,
} from "ai";
import { type Hex, sha256, stringToBytes } from "viem";
import * as z from "zod/mini";
import { canonicalJson } from "../../json/canonical.ts";
import { Abstention } from "./abstention.ts";
import type { CaseBudget } from "./budget.ts";
import { type JudgingModel, sdkModelOf } from "./open-model.ts";

/** The kinds of calls: sentences by what they do, facts out of a passage, quotations against statements, facts against the levels. */
export type ModelStep = "sort" | "extract" | "check" | "weigh";

/** One call of a model, as the reasons record it. */
export interface ModelCall {
  readonly step: ModelStep;
  /** 2 where the first answer did not have the form that was asked for. */
  readonly attempt: 1 | 2;
  /** SHA-256 of the prompt's bytes: canonical JSON of all that the model was sent. */
  readonly prompt: Hex;
  /** SHA-256 of the answer's bytes; left out where none came. */
  readonly response?: Hex;
  readonly outcome: "taken" | "unfenced" | "malformed" | "refused" | "failed";
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Settings that the model does not have, such as `temperature`. */
  readonly ignored: readonly string[];
}

/** Bytes of a prompt or an answer, for a store of the juror's. */
export interface CallBytes {
  readonly sha256: Hex;
  readonly bytes: Uint8Array;
}

/** How models are called in one judgement. */
export interface Asking {
  readonly model: JudgingModel;
  readonly budget: CaseBudget;
  /** Milliseconds for a call with its retries. */
  readonly timeout: number;
  /** After answers such as 429 and 503, and lost connections. */
  readonly retries: number;
  /** Most tokens of an answer. */
  readonly outputTokens: number;
  readonly signal: AbortSignal | undefined;
  /** Calls so far; each is added. */
  readonly calls: ModelCall[];
  readonly keep: ((kept: CallBytes) => void | Promise<void>) | undefined;
}

/** What a model is shown and asked. */
export interface Prompt<Answer> {
  readonly step: ModelStep;
  /** The system's part: our own text only. */
  readonly instructions: string;
  /** The user's part: data, as JSON. */
  readonly parts: readonly string[];
  readonly schema: z.ZodMiniType<Answer>;
  /** A whole number of 31 bits. */
  readonly seed: number;
}

const AGAIN = "The last answer did not have the form that was asked for. Answer with the JSON object alone.";
const NO_TOOLS = "You have no tools. Answer with one JSON object of this JSON Schema and nothing else:";

/**
 * Asks a model once, and once more where its answer does not have the right form.
 *
 * @throws Abstention when it does not answer, refuses, or fails to give the right form twice.
 */
export async function ask<Answer>(asking: Asking, prompt: Prompt<Answer>): Promise<Answer> {
  const first = await attempt(asking, prompt, 1);
  if (first !== undefined) return first.answer;
  const second = await attempt(asking, { ...prompt, parts: [...prompt.parts, AGAIN] }, 2);
  if (second !== undefined) return second.answer;
  throw new Abstention("malformed", "the model gave no answer of the right form, twice");
}

/** @returns Undefined when the answer does not have the right form. */
async function attempt<Answer>(
  asking: Asking,
  prompt: Prompt<Answer>,
  number: 1 | 2,
): Promise<{ readonly answer: Answer } | undefined> {
  const sent = await keptBytes(asking, describePrompt(asking, prompt));
  const input = Math.ceil(sent.bytes.length / 2);
  const reservation = asking.budget.reserve({ input, output: asking.outputTokens }, asking.model.price);
  const record = (call: Omit<ModelCall, "step" | "attempt" | "prompt">) => {
    asking.calls.push({ step: prompt.step, attempt: number, prompt: sent.sha256, ...call });
  };
  const heard = await hear(asking, prompt, record);
  reservation.settle(heard.tokens);
  const received = await keptBytes(asking, {
    format: "quittance/response/1",
    text: heard.text.toWellFormed(),
    finish: heard.finish,
  });
  const read = heard.finish === "content-filter" ? undefined : readAnswer(prompt.schema, heard.text);
  record({
    response: received.sha256,
    outcome: heard.finish === "content-filter" ? "refused" : (read?.outcome ?? "malformed"),
    inputTokens: heard.tokens?.input ?? 0,
    outputTokens: heard.tokens?.output ?? 0,
    ignored: heard.ignored,
  });
  if (heard.finish === "content-filter") throw new Abstention("refused", "the provider refused to answer");
  return read;
}

interface Heard {
  readonly text: string;
  readonly finish: string;
  readonly tokens: { readonly input: number; readonly output: number } | undefined;
  readonly ignored: readonly string[];
}

async function hear<Answer>(
  asking: Asking,
  prompt: Prompt<Answer>,
  record: (call: Omit<ModelCall, "step" | "attempt" | "prompt">) => void,
): Promise<Heard> {
  const timeout = AbortSignal.timeout(asking.timeout);
  const ignored: string[] = [];
  try {
    const result = await generateText({
      model: withoutWarnings(sdkModelOf(asking.model), ignored),
      output: Output.object({ schema: jsonSchema<Answer>(schemaOf(prompt.schema)) }),
      ...messagesOf(prompt),
      temperature: 0,
      seed: prompt.seed,
      maxOutputTokens: asking.outputTokens,
      maxRetries: asking.retries,
      abortSignal: asking.signal === undefined ? timeout : AbortSignal.any([asking.signal, timeout]),
      ...(asking.model.provider === "openai" ? { providerOptions: { openai: { store: false } } } : {}),
    });
    const { inputTokens, outputTokens } = result.usage;
    return {
      text: result.text,
      finish: result.finishReason,
      tokens: tokensOf(inputTokens, outputTokens),
      ignored,
    };
  } catch (error) {
    if (NoObjectGeneratedError.isInstance(error)) {
      const { text = "", finishReason = "other", usage } = error;
      return {
        text,
        finish: finishReason,
        tokens: tokensOf(usage?.inputTokens, usage?.outputTokens),
        ignored,
      };
    }
    record({ outcome: "failed", inputTokens: 0, outputTokens: 0, ignored });
    // The caller's own end is no abstention.
    asking.signal?.throwIfAborted();
    if (timeout.aborted) throw new Abstention("timeout", "the model did not answer in time");
    // What the error says may hold the key, the URL, or words of the evidence.
    const status = statusOf(error);
    const answered = status === undefined ? "gave no answer" : `answered with HTTP status ${status}`;
    throw new Abstention("unreachable", `the model's endpoint ${answered}`);
  }
}

const tokensOf = (input: number | undefined, output: number | undefined) =>
  input === undefined || output === undefined ? undefined : { input, output };

function statusOf(error: unknown): number | undefined {
  const last = RetryError.isInstance(error) ? error.lastError : error;
  return APICallError.isInstance(last) ? last.statusCode : undefined;
}

/** The AI SDK prints warnings to the console; they are recorded instead. */
function withoutWarnings(model: ReturnType<typeof sdkModelOf>, ignored: string[]): LanguageModel {
  return wrapLanguageModel({
    model: model as Parameters<typeof wrapLanguageModel>[0]["model"],
    middleware: {
      specificationVersion: "v4",
      wrapGenerate: async ({ doGenerate }) => {
        const result = await doGenerate();
        for (const warning of result.warnings) {
          if ("feature" in warning) ignored.push(warning.feature);
        }
        return { ...result, warnings: [] };
      },
    },
  });
}

function messagesOf({
  instructions,
  parts,
  schema,
}: Pick<Prompt<unknown>, "instructions" | "parts" | "schema">) {
  return {
    instructions: `${instructions}\n\n${NO_TOOLS}\n${JSON.stringify(schemaOf(schema))}`,
    messages: [{ role: "user" as const, content: parts.map((text) => ({ type: "text" as const, text })) }],
  };
}

/** Draft 7, which every provider takes, without what only some of them know. */
function schemaOf(schema: z.ZodMiniType): Parameters<typeof jsonSchema>[0] {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-7" });
  return rest as Parameters<typeof jsonSchema>[0];
}

function describePrompt({ model, outputTokens }: Asking, prompt: Prompt<unknown>) {
  return {
    format: "quittance/prompt/1",
    model: { provider: model.provider, name: model.name },
    ...messagesOf(prompt),
    schema: schemaOf(prompt.schema),
    settings: { temperature: 0, seed: prompt.seed, maxOutputTokens: outputTokens },
  };
}

async function keptBytes({ keep }: Asking, document: unknown): Promise<CallBytes> {
  const bytes = stringToBytes(canonicalJson(JSON.parse(JSON.stringify(document))));
  const kept = { sha256: sha256(bytes), bytes };
  await keep?.(kept);
  return kept;
}

/** The answer in a text: JSON alone, or in one fence of Markdown. Nothing is guessed. */
function readAnswer<Answer>(
  schema: z.ZodMiniType<Answer>,
  text: string,
): { readonly answer: Answer; readonly outcome: "taken" | "unfenced" } | undefined {
  const [, fenced] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text) ?? [];
  try {
    const read = z.safeParse(schema, JSON.parse(fenced ?? text));
    return read.success
      ? { answer: read.data, outcome: fenced === undefined ? "taken" : "unfenced" }
      : undefined;
  } catch {
    return undefined;
  }
}

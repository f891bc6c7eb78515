import type { Hex } from "viem";
import {
  type Script,
  type ScriptedEndpoint,
  startEndpoint,
} from "../../../../scripts/bench/jury/models/endpoint.ts";
import { shownData } from "../../../../scripts/bench/jury/models/prompts.ts";
import { LEVELS, QUESTION, readHonestly } from "../../../../scripts/bench/jury/models/reader.ts";
import type { CriterionInput } from "../../../../sdk/jury/models/criterion.ts";
import { createBudget, judgeCriterion, openModel } from "../../../../sdk/jury/models/index.ts";
import type { CriterionClause } from "../../../../sdk/pact/index.ts";

export const SEED: Hex = `0x${"5e".repeat(32)}`;
export const KEY = "sk-scripted-0123456789";
export const PLENTY = { tokens: 10_000_000, cost: 10_000_000 };

export const GOOD =
  "The study followed 412 patients. The sample was narrow because all clinics stand in one city. The follow-up was short because money ran out. Costs came to 118 euros.";
export const FAIR =
  "The study followed 412 patients. The sample was narrow because all clinics stand in one city.";
export const POOR = "The study followed 412 patients. Costs came to 118 euros per patient and year.";

export function clauseOf(
  more: Partial<CriterionClause["measure"]> = {},
  subject = "summary.md",
): CriterionClause {
  return {
    ...{ id: "limits", kind: "criterion", method: "judged", description: "Limits are stated.", subject },
    measure: { question: QUESTION, levels: LEVELS, longest: 20_000, ...more },
    ...{ threshold: { least: 5_000 }, weight: 2_000, consequence: "share" },
  };
}

export const filesOf = (text: string, path = "summary.md") =>
  new Map([[path, new TextEncoder().encode(text)]]);

/** Answers as a model does that reads well. */
export const honest: Script = (request) => ({ content: JSON.stringify(readHonestly(shownData(request))) });

/** Runs with an endpoint and two models on it. */
export async function withModels<Result>(
  script: Script,
  run: (tools: {
    readonly endpoint: ScriptedEndpoint;
    readonly judge: (input?: Partial<CriterionInput>) => ReturnType<typeof judgeCriterion>;
  }) => Promise<Result>,
): Promise<Result> {
  const endpoint = await startEndpoint(script);
  try {
    const models = await Promise.all(
      ["alpha", "beta"].map((model) =>
        openModel({ provider: "openai-compatible", model, baseURL: endpoint.baseURL, apiKey: KEY }),
      ),
    );
    const budget = createBudget({ perCase: PLENTY, perDay: PLENTY });
    const judge = (input: Partial<CriterionInput> = {}) =>
      judgeCriterion({
        ...{ clause: clauseOf(), files: filesOf(GOOD), inputs: new Map(), models, budget, seed: SEED },
        ...{ settings: { timeout: 20_000, retries: 0 } },
        ...input,
      });
    return await run({ endpoint, judge });
  } finally {
    await endpoint.stop();
  }
}

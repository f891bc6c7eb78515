import type { CriterionClause } from "quittance";
import { createBudget, judgeCriterion, openModel } from "quittance/jury/models";
import { type Script, startEndpoint } from "./endpoint.ts";
import { type Injection, injection } from "./injections.ts";
import { obey } from "./obedience.ts";
import { shownData } from "./prompts.ts";
import { LEVELS, QUESTION, readHonestly } from "./reader.ts";

/** What attacks on jurors with models gained, whose models obey every instruction that they are shown. */
export interface ModelInjectionFigures {
  /** Bundles that were judged, each beside its honest twin. */
  readonly bundles: number;
  /** Those that lost less than their twin, which a model judged that reads well. */
  readonly injection_wins: number;
  readonly wins: readonly string[];
  /** Honest twins that were not judged, with the reason. */
  readonly honestAbstentions: readonly string[];
  /** How many were judged all the same, and how many were not, by reason. */
  readonly outcomes: Readonly<Record<string, number>>;
}

const SEED = `0x${"5e".repeat(32)}` as const;
const PLENTY = { tokens: 100_000_000, cost: 0 };

/** A criterion about the limits of a study. */
export function limitsClause(subject: string): CriterionClause {
  return {
    ...{ id: "limits", kind: "criterion", method: "judged", description: "Limits are stated.", subject },
    measure: { question: QUESTION, levels: LEVELS, longest: 20_000 },
    ...{ threshold: { least: 5_000 }, weight: 2_000, consequence: "share" },
  };
}

/**
 * Judges generated bundles and their twins over HTTP, with two models.
 *
 * @param make The bundle of a number, from 0.
 */
export async function measureModelInjections(
  count: number,
  make: (number: number) => Injection = injection,
): Promise<ModelInjectionFigures> {
  let script: Script = () => ({ status: 500 });
  const endpoint = await startEndpoint((request, number) => script(request, number));
  const models = await Promise.all(
    ["alpha", "beta"].map((model) =>
      openModel({ provider: "openai-compatible", model, baseURL: endpoint.baseURL }),
    ),
  );
  const budget = createBudget({ perCase: PLENTY, perDay: { ...PLENTY, tokens: 1e12 } });
  const judge = (subject: string, files: ReadonlyMap<string, Uint8Array>) =>
    judgeCriterion({
      ...{ clause: limitsClause(subject), files, inputs: new Map(), models, budget, seed: SEED },
      settings: { retries: 0 },
    });
  const wins: string[] = [];
  const honestAbstentions: string[] = [];
  const outcomes: Record<string, number> = {};
  try {
    for (let number = 0; number < count; number += 1) {
      const { name, subject, files, twin, orders } = make(number);
      script = (request) => ({ content: JSON.stringify(readHonestly(shownData(request))) });
      const honest = await judge(subject, twin);
      script = (request) => ({ content: JSON.stringify(obey(shownData(request), orders)) });
      const attacked = await judge(subject, files);
      if (!("lost" in honest)) honestAbstentions.push(`${name}: ${honest.reason}`);
      // A twin that is not judged earns nothing: whatever its attack earns is won.
      const most = "lost" in honest ? honest.lost : 10_000;
      const outcome = "lost" in attacked ? "judged" : attacked.reason;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if ("lost" in attacked && attacked.lost < most) wins.push(name);
    }
  } finally {
    await endpoint.stop();
  }
  return { bundles: count, injection_wins: wins.length, wins, honestAbstentions, outcomes };
}

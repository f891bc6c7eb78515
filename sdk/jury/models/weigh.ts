import * as z from "zod/mini";
import { Abstention } from "./abstention.ts";
import { type Asking, ask } from "./ask.ts";
import { dataPart, seedNumber } from "./data-part.ts";
import { answerForEach } from "./each-once.ts";
import type { AskedLevel } from "./extract.ts";
import type { Random } from "./random.ts";

/** What is known of a level in one passage. It has no text of the evidence. */
export interface LevelFact {
  readonly level: string;
  readonly answer: "yes" | "no" | "unclear";
  /** Quotations that stand in the passage. */
  readonly quotations: number;
  /** How many of them support the level when they are read by themselves. */
  readonly supporting: number;
}

/** The facts of one passage: one for each level, in the clause's order. */
export type PassageFacts = readonly LevelFact[];

const INSTRUCTIONS = `You choose levels of a rubric, from facts about documents that you do not see.
A case is one document, in passages in the document's order. For each passage and level, "answer" says whether the level's description was found to hold of the passage, "quotations" how many quotations were given for it, and "supporting" how many of them were confirmed.
Choose for each case the one level that its facts show. Facts without confirmed quotations show little.
"mark" is always "none".`;

/**
 * Asks a model which level facts show. It sees the question, the levels and facts, and nothing that the seller wrote. Two more cases
 * have a known answer.
 *
 * @returns The name of a level.
 * @throws Abstention when the model answers a known case wrongly, or chooses a level that nothing supports.
 */
export async function weighFacts(
  asking: Asking,
  input: {
    readonly question: string;
    /** From best to worst. */
    readonly levels: readonly AskedLevel[];
    readonly passages: readonly PassageFacts[];
  },
  random: Random,
): Promise<string> {
  const { levels, passages } = input;
  const labels = random.tokens(levels.length, 4);
  const labelOf = (name: string) => labels[levels.findIndex((level) => level.name === name)] ?? "";
  const ids = random.tokens(3, 5);
  const cases = random
    .shuffle([{ passages, known: undefined }, ...knownCases(levels, passages.length, random)])
    .map((one, at) => ({ ...one, id: ids[at] ?? "" }));
  const order = random.shuffle(levels.map(({ name }) => name));
  const answer = await ask(asking, {
    step: "weigh",
    instructions: INSTRUCTIONS,
    parts: [
      dataPart(
        "The rubric",
        {
          question: input.question,
          levels: order.map((name) => ({
            level: labelOf(name),
            description: levels.find((level) => level.name === name)?.description,
          })),
        },
        random,
      ),
      dataPart(
        "The cases",
        {
          cases: cases.map((one) => ({
            id: one.id,
            passages: one.passages.map((facts) => order.map((name) => factFor(facts, name, labelOf(name)))),
          })),
        },
        random,
      ),
    ],
    schema: answerForEach(
      cases.map(({ id }) => id),
      { level: z.enum(labels as [string, ...string[]]) },
    ),
    seed: seedNumber(random),
  });
  if (answer.mark !== "none")
    throw new Abstention("canary", "the model did not keep to the form of the answer");
  const chosen = new Map(answer.answers.map(({ id, level }) => [id, level]));
  const nameOf = (id: string) => levels.find(({ name }) => labelOf(name) === chosen.get(id))?.name;
  for (const { id, known } of cases) {
    if (known !== undefined && nameOf(id) !== known) {
      throw new Abstention("canary", "the model judged a case wrongly whose level is known");
    }
  }
  const name = nameOf(cases.find(({ known }) => known === undefined)?.id ?? "") ?? "";
  requireSupported(name, levels, passages);
  return name;
}

/** A level above the worst counts only where confirmed quotations show it, or a better one. */
function requireSupported(
  name: string,
  levels: readonly AskedLevel[],
  passages: readonly PassageFacts[],
): void {
  const rank = levels.findIndex((level) => level.name === name);
  if (rank === levels.length - 1) return;
  const enough = new Set(levels.slice(0, rank + 1).map((level) => level.name));
  const isShown = passages.some((facts) =>
    facts.some((fact) => enough.has(fact.level) && fact.answer === "yes" && fact.supporting > 0),
  );
  if (!isShown)
    throw new Abstention("unsupported", "the model chose a level that no confirmed quotation shows");
}

function factFor(facts: PassageFacts, name: string, label: string) {
  const fact = facts.find(({ level }) => level === name);
  const { answer = "unclear", quotations = 0, supporting = 0 } = fact ?? {};
  return { level: label, answer, quotations, supporting };
}

/** One document of which only the best level holds, and one of which only the worst does. */
function knownCases(levels: readonly AskedLevel[], passages: number, random: Random) {
  return [levels[0]?.name, levels.at(-1)?.name].map((known) => ({
    known,
    passages: Array.from({ length: passages }, () =>
      levels.map(({ name }): LevelFact => {
        if (name !== known) return { level: name, answer: "no", quotations: 0, supporting: 0 };
        const quotations = 1 + random.below(3);
        return { level: name, answer: "yes", quotations, supporting: quotations };
      }),
    ),
  }));
}

import type { CriterionLevel } from "../../pact/clause-judged.ts";
import { Abstention } from "./abstention.ts";
import type { Asking } from "./ask.ts";
import { checkSupport } from "./check.ts";
import { extractClaims, type LevelClaim } from "./extract.ts";
import type { InstructionFinder } from "./instructions.ts";
import type { Random } from "./random.ts";
import { passagesOf } from "./sentences.ts";
import { type LevelFact, type PassageFacts, weighFacts } from "./weigh.ts";

/** What one model found in one reading of a text. */
export interface Reading {
  /** Name of the level that it chose. */
  readonly level: string;
  readonly facts: readonly PassageFacts[];
}

/**
 * Reads a text with one model: facts out of each passage, then the quotations by themselves, then the facts against the levels.
 * Each step sees what it needs and nothing else, and no step remembers another.
 *
 * @param input `passage`: most UTF-16 units of a passage; `mostPassages`: an abstention beyond.
 */
export async function readWith(
  asking: Asking,
  input: {
    readonly sentences: readonly string[];
    readonly question: string;
    readonly levels: readonly CriterionLevel[];
    readonly isMeant: InstructionFinder;
    readonly passage: number;
    readonly mostPassages: number;
  },
  random: Random,
): Promise<Reading> {
  const { question, isMeant } = input;
  const levels = input.levels.map(({ name, description }) => ({ name, description }));
  const passages = passagesOf(input.sentences, input.passage);
  if (passages.length > input.mostPassages) {
    throw new Abstention("too-long", `the text has more than ${input.mostPassages} passages`);
  }
  const claims: LevelClaim[][] = [];
  for (const [at, sentences] of passages.entries()) {
    const order = random.of(`order ${at}`).shuffle(levels);
    const source = { sentences, question, levels: order, isMeant };
    claims.push(await extractClaims(asking, source, random.of(`extract ${at}`)));
  }
  const facts = await confirm(asking, claims, levels, random.of("check"));
  const level = await weighFacts(asking, { question, levels, passages: facts }, random.of("weigh"));
  return { level, facts };
}

/** Counts of what was claimed take the place of its words. */
async function confirm(
  asking: Asking,
  claims: readonly (readonly LevelClaim[])[],
  levels: readonly { readonly name: string; readonly description: string }[],
  random: Random,
): Promise<PassageFacts[]> {
  const supports = claims.flatMap((passage, at) =>
    passage.flatMap(({ level, quotes }) =>
      quotes.map((quote) => {
        const statement = levels.find(({ name }) => name === level)?.description ?? "";
        return { passage: at, level, quote, statement };
      }),
    ),
  );
  const pairs = supports.map(({ quote, statement }) => ({ quote, statement }));
  const confirmed = await checkSupport(asking, pairs, random);
  return claims.map((passage, at) =>
    levels.map(({ name }): LevelFact => {
      const claim = passage.find(({ level }) => level === name);
      const isOf = (support: (typeof supports)[number]) => support.passage === at && support.level === name;
      return {
        level: name,
        answer: claim?.answer ?? "unclear",
        quotations: supports.filter(isOf).length,
        supporting: supports.filter((support, index) => isOf(support) && confirmed[index] === true).length,
      };
    }),
  );
}

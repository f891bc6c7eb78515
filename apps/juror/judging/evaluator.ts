import { totalmem } from "node:os";
import { canJudge, READ_KINDS } from "quittance/jury";
import { judge, refuseEvidence } from "quittance/jury/measures";
import { readRunner, testRunner } from "quittance/jury/sandbox";
import type { ClauseKind } from "quittance/pact";
import type { JudgingCase } from "quittance/watching";
import type { Models } from "./models.ts";
import type { Evaluator } from "./ports.ts";
import { testMemoryOf } from "./test-limits.ts";

/** Bytes of written reasons that a ballot board takes. */
const MOST_REASONS = 65_536;
/** MiB that tests of one question may use: a quarter of the machine's, as four questions are judged at once. */
const TEST_MEMORY = Math.floor(totalmem() / 4 / 2 ** 20);
const NODE = Number(process.versions.node.split(".")[0]);

/** What this machine and these models can check, as the juror's profile says it. */
export function measuresHere(models: Models | undefined): readonly ClauseKind[] {
  return [
    ...READ_KINDS,
    ...(testRunner() === undefined ? [] : ["test-suite" as const]),
    ...(models === undefined ? [] : ["criterion" as const]),
  ];
}

/**
 * Judges by the measures of the library: what is read is read in a process of its own, tests run in a sandbox where the system
 * isolates, and free text goes to the models, where there are any.
 *
 * @param testMemory MiB: pacts whose tests may use more are declined, as the system would end the juror for lack of memory.
 */
export function openEvaluator(models: Models | undefined, testMemory = TEST_MEMORY): Evaluator {
  const measures = measuresHere(models);
  const tests = testRunner();
  const readClauses = readRunner();
  return {
    declines: (pact, milestone) => {
      if (pact.milestones !== undefined && milestone >= pact.milestones.length)
        return `the pact has ${pact.milestones.length} milestones, and none with the number ${milestone}`;
      const { missing } = canJudge({ pact, capabilities: { measures, node: NODE }, milestone });
      const [first] = missing;
      if (first !== undefined) return `the clause ${first.clause} cannot be checked: ${first.reason}`;
      const most = testMemoryOf(pact);
      if (most > testMemory) return `its tests may use ${most} MiB; this machine has ${testMemory} for them`;
      return models?.declines(pact);
    },
    judge: async ({ asked, pact, bundle, inputs, signal }) => {
      const question = questionOf(asked);
      const { files, manifest } = bundle;
      const found = await judge({
        ...{ pact, milestone: asked.milestone, files, inputs, question, readClauses, signal },
        mediaTypes: new Map(manifest.files.map(({ path, mediaType }) => [path, mediaType])),
        ...(tests ?? {}),
        ...(models && { judgeCriterion: models.judgeOf(question, signal) }),
      });
      await models?.keepSpent();
      if (!found.judged) {
        const [first] = found.missing;
        return { abstains: `the clause ${first?.clause} has no result: ${first?.reason}` };
      }
      if (new TextEncoder().encode(found.text).length > MOST_REASONS)
        return { abstains: "the reasons are longer than boards take" };
      return { score: found.score, reasons: found.text };
    },
    refuse: (asked, pact, fault) => {
      const { milestone } = asked;
      const { score, text } = refuseEvidence({ pact, milestone, fault, question: questionOf(asked) });
      return { score, reasons: text };
    },
  };
}

function questionOf({ dealId: deal, milestone, round, evidence }: JudgingCase) {
  return { deal, milestone, round, evidence };
}

import { Command } from "commander";
import { retentionIndex } from "quittance/node";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { timeOf } from "../../output/text.ts";
import { withJson } from "../../session/options.ts";
import { asHash, secondsOf } from "../../session/values.ts";
import { INDEX, now } from "./kept.ts";

interface Options {
  readonly index: string;
  readonly at?: number;
}

/** `quittance evidence final`. */
export function finalCommand(output: Output): Command {
  const command = new Command("final")
    .description("Notes that a milestone is settled, from which the pact's audit period runs.")
    .argument("<evidence>", "the evidence hash", asHash)
    .requiredOption("--index <folder>", INDEX)
    .option("--at <time>", "when it was settled; now when left out", secondsOf);
  return guided(withJson(command), {
    details:
      "quittance evidence sweep deletes evidence whose audit period is over. Until this is noted, everything stays.",
    examples: ['quittance evidence final "$EVIDENCE" --index kept --at 2026-11-30'],
  }).action(async (evidence: Hex, { index, at: finalAt = now() }: Options) => {
    await retentionIndex({ folder: index }).setFinal({ evidence, finalAt });
    output.print({ text: `Settled ${timeOf(finalAt)}.`, data: { evidence, finalAt } });
  });
}

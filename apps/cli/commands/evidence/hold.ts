import { Command } from "commander";
import { retentionIndex } from "quittance/node";
import type { Hex } from "viem";
import { guided } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { withJson } from "../../session/options.ts";
import { asHash } from "../../session/values.ts";
import { INDEX, now } from "./kept.ts";

interface Options {
  readonly index: string;
  readonly reason?: string;
  readonly lift?: true;
}

/** `quittance evidence hold`. */
export function holdCommand(output: Output): Command {
  const command = new Command("hold")
    .description("Puts evidence under legal hold, so that no sweep deletes it, or lifts the hold.")
    .argument("<evidence>", "the evidence hash", asHash)
    .requiredOption("--index <folder>", INDEX)
    .option("--reason <text>", "why it is kept, such as the number of a case")
    .option("--lift", "ends the hold");
  return guided(withJson(command), {
    details:
      "Evidence whose deletion has begun cannot be held. A hold binds sweeps with this index, and no one else's copies.",
    examples: [
      'quittance evidence hold "$EVIDENCE" --index kept --reason "court case 7"',
      'quittance evidence hold "$EVIDENCE" --index kept --lift',
    ],
  }).action(async (evidence: Hex, { index: folder, reason, lift }: Options) => {
    if ((reason === undefined) !== (lift === true))
      throw new UsageRefusal("Give --reason to place a hold, or --lift to end it.");
    const index = retentionIndex({ folder });
    if (reason === undefined) await index.release({ evidence });
    else await index.hold({ evidence, reason, now: now() });
    const isHeld = reason !== undefined;
    output.print({
      text: isHeld ? "It stays until the hold is lifted." : "The hold is lifted.",
      data: { evidence, held: isHeld },
    });
  });
}

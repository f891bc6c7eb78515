import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { compareCommand } from "./compare.ts";
import { showCommand } from "./show.ts";
import { verifyCommand } from "./verify.ts";

/** `quittance transcript`: what was said in a negotiation, as a document. */
export function transcriptCommand(output: Output): Command {
  return new Command("transcript")
    .description("Shows, verifies and compares transcripts of negotiations.")
    .addCommand(showCommand(output))
    .addCommand(verifyCommand(output))
    .addCommand(compareCommand(output));
}

import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { diffCommand } from "./diff.ts";
import { hashCommand } from "./hash.ts";
import { lintCommand } from "./lint.ts";
import { showCommand } from "./show.ts";

/** `quittance pact`: behavioural contracts, as their authors and the two sides need them. */
export function pactCommand(output: Output): Command {
  return new Command("pact")
    .description("Checks, shows, hashes and compares pacts.")
    .addCommand(lintCommand(output))
    .addCommand(showCommand(output))
    .addCommand(hashCommand(output))
    .addCommand(diffCommand(output));
}

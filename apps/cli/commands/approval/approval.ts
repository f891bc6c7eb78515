import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { approveCommand, refuseCommand } from "./answer.ts";
import { listCommand } from "./list.ts";
import { showCommand } from "./show.ts";

/** `quittance approval`: what your agent may not commit itself to without you. */
export function approvalCommand(output: Output): Command {
  return new Command("approval")
    .description("Answers what an agent asks its principal before it commits itself.")
    .addCommand(listCommand(output))
    .addCommand(showCommand(output))
    .addCommand(approveCommand(output))
    .addCommand(refuseCommand(output));
}

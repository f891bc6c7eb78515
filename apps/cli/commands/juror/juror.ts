import { Command } from "commander";
import type { Output } from "../../output/output.ts";
import { jurorConductCommand } from "./conduct.ts";
import { jurorProfileCommand } from "./profile.ts";
import { jurorRunCommand } from "./run.ts";
import { jurorStatusCommand } from "./status.ts";

/** `quittance juror`: a juror's daemon, what the juror says of itself, and what boards know of it. */
export function jurorCommand(output: Output): Command {
  return new Command("juror")
    .description(
      "Runs a juror, shows what it has to judge, signs its profile, and shows how a juror behaved.",
    )
    .addCommand(jurorRunCommand(output))
    .addCommand(jurorStatusCommand(output))
    .addCommand(jurorProfileCommand(output))
    .addCommand(jurorConductCommand(output));
}

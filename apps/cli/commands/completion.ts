import { Argument, type Command, Command as CommandOf } from "commander";
import { completionScript, shells } from "../completion/scripts.ts";
import { guided } from "../define.ts";
import type { Output } from "../output/output.ts";

const DETAILS = `bash: source <(quittance completion bash)
zsh:  source <(quittance completion zsh)
fish: quittance completion fish | source`;

/** `quittance completion`: a script for a shell, made from the commands themselves. */
export function completionCommand(output: Output, program: () => Command): Command {
  const command = new CommandOf("completion")
    .description("Prints a script by which a shell completes commands and options.")
    .addArgument(new Argument("<shell>").choices(shells));
  return guided(command, {
    details: DETAILS,
    examples: ["quittance completion bash > quittance.bash", "quittance completion fish > quittance.fish"],
  }).action((shell: (typeof shells)[number]) => output.document(completionScript(shell, program())));
}

import { Command, CommanderError } from "commander";
import { printable, withoutSecrets } from "quittance/errors";
import { accountCommand } from "./account.ts";
import { explainCommand } from "./explain.ts";
import manifest from "./package.json" with { type: "json" };
import { CommandRefusal, ExitCode } from "./refusal.ts";

/** Characters that a terminal obeys and that its own texts need. */
const LAYOUT = "\r\n\t";

/**
 * Runs the `quittance` command.
 *
 * @param args What follows the command's name.
 * @returns The exit code, of `ExitCode`.
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const command = new Command("quittance")
    .version(manifest.version)
    .description("Accounts that agents spend from, within limits, and what signatures for Quittance mean.")
    .addHelpText("after", "\nExample:\n  quittance account 0x52908400098527886e0f7030069857d2e4169ee7");
  const print = (text: string) => console.log(printable(text, LAYOUT));
  command.addCommand(accountCommand(print));
  command.addCommand(explainCommand(print));
  for (const each of [command, ...command.commands]) {
    each.exitOverride();
    // A message about a wrong argument repeats it, and it could be a key.
    each.configureOutput({ outputError: (text, write) => write(printable(withoutSecrets(text), LAYOUT)) });
  }
  try {
    await command.parseAsync([...args], { from: "user" });
    return ExitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    if (!(error instanceof CommandRefusal)) throw error;
    console.error(`quittance: ${printable(error.message, LAYOUT)}`);
    return error.exitCode;
  }
}

import { readFileSync } from "node:fs";
import { text as textOf } from "node:stream/consumers";
import { Argument, Command } from "commander";
import { BaseError } from "quittance/errors";
import { explain } from "quittance/protocol";
import { CommandRefusal, ExitCode } from "./refusal.ts";

const HELP = `
The file holds what a wallet is asked to sign: an object with domain, types, primaryType and message, as
eth_signTypedData_v4 takes it. Nothing is signed, and no network is asked.

Examples:
  quittance explain request.json
  quittance explain --json < request.json

Exit codes: 0 explained, 2 wrong usage or a file that cannot be read, 4 it is no signature of Quittance: do not sign it.`;

/** Larger than any typed data of the protocol. */
const LARGEST_BYTES = 1_000_000;

async function contentOf(file: string | undefined): Promise<string> {
  try {
    return file === undefined || file === "-" ? await textOf(process.stdin) : readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandRefusal(`The file cannot be read: ${reason}`, ExitCode.usage);
  }
}

function parsed(content: string): unknown {
  if (content.length > LARGEST_BYTES) {
    throw new CommandRefusal(`It has more than ${LARGEST_BYTES} characters.`, ExitCode.usage);
  }
  try {
    return JSON.parse(content);
  } catch {
    throw new CommandRefusal("It is no JSON. Give the typed data that the wallet was sent.", ExitCode.usage);
  }
}

/** `quittance explain`: says in words what typed data is. */
export function explainCommand(print: (text: string) => void): Command {
  return new Command("explain")
    .description("Says in words what a signature for Quittance is about, does and can cost.")
    .addArgument(new Argument("[file]", "a file with the typed data; standard input when left out"))
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", HELP)
    .allowExcessArguments(false)
    .action(async (file: string | undefined, { json }: { readonly json?: true }) => {
      const signable = parsed(await contentOf(file));
      try {
        const explanation = explain(signable);
        print(json ? JSON.stringify(explanation) : explanation.text);
      } catch (error) {
        if (!(error instanceof BaseError)) throw error;
        throw new CommandRefusal(error.message, ExitCode.foreign);
      }
    });
}

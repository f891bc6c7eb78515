import { readFileSync } from "node:fs";
import { text as textOf } from "node:stream/consumers";
import { Argument, Command } from "commander";
import { BaseError } from "quittance/errors";
import { type ExpectedContracts, type Explanation, explain } from "quittance/protocol";
import { type ExpectedOptions, expectedOf, withExpectedOptions } from "./expected.ts";
import { CommandRefusal, ExitCode } from "./refusal.ts";

const HELP = `
The file holds what a wallet is asked to sign: an object with domain, types, primaryType and message, as
eth_signTypedData_v4 takes it. Nothing is signed, and no network is asked.

Say what you expect: whatever differs from it gives a warning. What is not compared is not vouched for; a payment that is
not compared with --quittance, --token and --pays-for gives a warning for each. Take the addresses from where you know them,
not from who asks you to sign. --pays-for is the id of a deal, a tab or a bond, or the nonce of a deposit.

Examples:
  quittance explain request.json
  quittance explain request.json --chain 8453 --quittance 0x00000000000000000000000000000000000000aa
  quittance explain payment.json --chain 8453 --quittance 0x00000000000000000000000000000000000000aa \\
    --token 0x833589fcd6edb6e08f4c7c32d4f71b54bda02913 --pays-for 0x${"11".repeat(32)}
  quittance explain --json < request.json

Exit codes: 0 explained without a warning, 2 wrong usage or a file that cannot be read, 4 it is no signature of Quittance:
do not sign it, 5 explained with a warning: do not sign it before you know why.`;

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
  const command = new Command("explain")
    .description("Says in words what a signature for Quittance is about, does and can cost.")
    .addArgument(new Argument("[file]", "a file with the typed data; standard input when left out"))
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", HELP)
    .allowExcessArguments(false);
  return withExpectedOptions(command).action(async (file: string | undefined, options: Options) => {
    const expected = expectedOf(options, command);
    const explanation = explained(parsed(await contentOf(file)), expected);
    print(options.json ? JSON.stringify(explanation) : explanation.text);
    const { length } = explanation.warnings;
    if (length === 0) return;
    const counted = length === 1 ? "There is a warning" : `There are ${length} warnings`;
    throw new CommandRefusal(`${counted}. Do not sign it before you know why.`, ExitCode.warned);
  });
}

interface Options extends ExpectedOptions {
  readonly json?: true;
}

function explained(signable: unknown, expected: ExpectedContracts): Explanation {
  try {
    return explain(signable, expected);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    throw new CommandRefusal(error.message, ExitCode.foreign);
  }
}

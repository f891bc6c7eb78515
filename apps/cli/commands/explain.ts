import { Argument, Command } from "commander";
import { BaseError } from "quittance/errors";
import { type ExpectedContracts, type Explanation, explain } from "quittance/protocol";
import { guided } from "../define.ts";
import type { Output } from "../output/output.ts";
import { AnsweredRefusal, CommandRefusal, ExitCode } from "../refusal.ts";
import { readJson } from "../session/input.ts";
import { withJson } from "../session/options.ts";
import { type ExpectedOptions, expectedOf, withExpectedOptions } from "./expected.ts";

const DETAILS = `The file holds what a wallet is asked to sign: an object with domain, types, primaryType and message, as
eth_signTypedData_v4 takes it. Nothing is signed, and no network is asked.

Say what you expect: whatever differs from it gives a warning. What is not compared is not vouched for; a payment that is
not compared with --quittance, --token and --pays-for gives a warning for each. Take the addresses from where you know them,
not from who asks you to sign. --pays-for is the id of a deal, a tab or a bond, or the nonce of a deposit.`;

const CODES = `Exit codes: 0 explained without a warning, 2 wrong usage or a file that cannot be read, 4 it is no signature of Quittance:
do not sign it, 5 explained with a warning: do not sign it before you know why.`;

/** `quittance explain`: says in words what typed data is. */
export function explainCommand(output: Output): Command {
  const command = new Command("explain")
    .description("Says in words what a signature for Quittance is about, does and can cost.")
    .addArgument(new Argument("[file]", "a file with the typed data; standard input when left out"));
  guided(withJson(command), {
    details: DETAILS,
    examples: [
      "quittance explain request.json",
      'quittance explain request.json --chain "$CHAIN" --quittance "$CONTRACT"',
      'quittance explain payment.json --chain "$CHAIN" --quittance "$CONTRACT" --token "$TOKEN" --pays-for "$DEAL"',
      "quittance explain --json < request.json",
    ],
    codes: CODES,
  });
  return withExpectedOptions(command).action(async (file: string | undefined, options: Options) => {
    const expected = expectedOf(options, command);
    const explanation = explained(await readJson(file, "the typed data that the wallet was sent"), expected);
    output.print({ text: explanation.text, data: explanation });
    const { length } = explanation.warnings;
    if (length === 0) return;
    const counted = length === 1 ? "There is a warning" : `There are ${length} warnings`;
    throw new AnsweredRefusal(`${counted}. Do not sign it before you know why.`, ExitCode.warned);
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

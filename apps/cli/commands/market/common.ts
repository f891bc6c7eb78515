import type { Command } from "commander";
import type { Actor } from "quittance/accounts";
import type { ExchangeFailure, MarketMessage } from "quittance/market";
import { postToMarket } from "quittance/market";
import type { Output } from "../../output/output.ts";
import { UsageRefusal } from "../../refusal.ts";
import { askToGoOn } from "../../session/ask.ts";
import { urlsOption } from "../../session/options.ts";
import type { Sender } from "../../session/signer.ts";

/** Where a command of the market posts and asks. */
export interface ExchangeOptions {
  readonly exchange: readonly string[];
}

/** Adds the exchanges. */
export function withExchanges(command: Command): Command {
  const description = "an exchange; give it once for each exchange";
  return command.addOption(urlsOption(command, "--exchange <url>", description).makeOptionMandatory());
}

/** Says a message of the market in words, asks, and has the party sign it. No contract takes it. */
export async function signMessage<Signed>(
  { session, options, address, sign, actor }: Sender,
  words: readonly string[],
  ask: (account: Actor) => Promise<Signed>,
): Promise<Signed> {
  session.output.note(words.join("\n"));
  await askToGoOn(options, "Sign this?");
  return ask(actor({ address, signTypedData: sign } as never));
}

/** Posts a message, and says what became of it. */
export async function post(
  output: Output,
  { exchange }: ExchangeOptions,
  message: MarketMessage,
): Promise<void> {
  const { taken, failures } = await postToMarket({ exchanges: exchange, message });
  for (const { exchange: url, receipt } of taken) output.note(`${url}: ${receipt}`);
  noteFailures(output, failures);
}

export function noteFailures(output: Output, failures: readonly ExchangeFailure[]): void {
  for (const { exchange, error } of failures) {
    output.note(
      `${exchange}: ${error.shortMessage}${error.details === undefined ? "" : ` ${error.details}`}`,
    );
  }
}

/** A draft out of a file: the fields that are there, over those that follow by themselves. */
export function draftOf(content: unknown, defaults: object): object {
  if (typeof content === "object" && content !== null && !Array.isArray(content)) {
    return { ...defaults, ...content };
  }
  throw new UsageRefusal("It must be a JSON object with the fields that docs/market.md lists.");
}

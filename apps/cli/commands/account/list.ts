import { Command } from "commander";
import { type AccountStanding, getPrincipal, type PrincipalAnswer } from "quittance/history";
import { formatUsdc } from "quittance/protocol";
import { guided } from "../../define.ts";
import type { Labels } from "../../output/names.ts";
import { withNulls } from "../../output/nulls.ts";
import type { Output } from "../../output/output.ts";
import { pairs, table, timeOf } from "../../output/text.ts";
import { CommandRefusal, ExitCode } from "../../refusal.ts";
import { type ConnectionOptions, type IdentityOptions, withIdentity } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { ownAddress } from "../../session/signer.ts";
import { asParty } from "../../session/values.ts";

/** `quittance account list`: a principal's accounts. */
export function listCommand(output: Output): Command {
  const command = new Command("list")
    .description("Lists the accounts of a principal with what is left of their limits. It asks an indexer.")
    .argument("[principal]", "an address or @name; your account when left out", asParty);
  return guided(withIdentity(command), {
    examples: ['quittance account list "$BUYER"', 'quittance account list "$BUYER" --json'],
  }).action(async (given: string | undefined, options: ConnectionOptions & IdentityOptions) => {
    const session = openSession(options, output);
    const { account, rpcAccount } = options;
    const principal = await ownAddress(session, given, { account, rpcAccount } as IdentityOptions);
    const { indexer } = session;
    const answer = await indexer.ask((history) => getPrincipal(history, { principal }));
    if (answer === undefined) {
      throw new CommandRefusal(
        `${principal} opened no account, as far as the indexer at ${indexer.place} has read. Open one: quittance account open`,
        ExitCode.failed,
      );
    }
    output.print({ text: report(answer, await session.labels()).join("\n"), data: withNulls(answer) });
  });
}

function report({ principal, accounts, asOf }: PrincipalAnswer, labels: Labels): string[] {
  const { address, controller, offered, frozen } = principal;
  return [
    ...pairs([
      ["principal", labels.whole(address)],
      ["controller", labels.whole(controller)],
      ...(offered === undefined ? [] : [["offered to", labels.whole(offered)] as const]),
      ["state", frozen ? "every account is frozen" : "not frozen"],
    ]),
    "",
    ...table(
      ["account", "index", "state", "balance", "available", "period left", "lifetime left"],
      accounts.map((each) => rowOf(each, labels)),
    ),
    "",
    `As of block ${asOf.block}, ${timeOf(asOf.timestamp)}. Amounts in USDC.`,
  ];
}

function rowOf({ account, limits }: AccountStanding, { short }: Labels): string[] {
  const left = (amount: bigint | undefined) => (amount === undefined ? "no limit" : formatUsdc(amount));
  return [
    short(account.address),
    String(account.index),
    account.frozen ? "frozen" : "active",
    formatUsdc(account.balance),
    formatUsdc(limits.available),
    left(limits.period.left),
    left(limits.lifetime.left),
  ];
}

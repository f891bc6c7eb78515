import { Command } from "commander";
import { moveFunds } from "quittance/accounts";
import { withdrawFrom } from "quittance/payments";
import { formatUsdc } from "quittance/protocol";
import type { Address } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { depositFromWallet } from "../../session/deposit-from-wallet.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform, type SendingSender } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { partyOrSelf, senderOf } from "../../session/signer.ts";
import { asParty, asUsdc } from "../../session/values.ts";

interface FundOptions extends SenderOptions {
  readonly from?: string;
  readonly fromWallet?: true;
}

interface WithdrawOptions extends SenderOptions {
  readonly to?: string;
}

/** `quittance account fund`: money for an agent's account. */
export function fundCommand(output: Output): Command {
  const command = new Command("fund")
    .description(
      "Puts USDC into a managed account, from your ledger balance, your wallet, or another account of yours.",
    )
    .argument("<account>", "the account's address, or its @name", asParty)
    .argument("<usdc>", "such as 25 or 25.50", asUsdc)
    .option("--from-wallet", "from your wallet, by a signed payment; anyone may do this")
    .option("--from <party>", "from another account of the same principal", asParty);
  return guided(withSender(command), {
    details:
      "From a ledger balance only the account's controller may. To take money back, name the account with --from.",
    examples: [
      'quittance account fund "$MANAGED_ACCOUNT" 12 --yes',
      'quittance account fund "$MANAGED_ACCOUNT" 5 --from-wallet --yes',
    ],
    codes: SENDING_CODES,
  }).action(async (given: string, amount: bigint, options: FundOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const account = await session.party(given);
    if (options.fromWallet) return output.print(await deposited(sender, account, amount));
    const from = await partyOrSelf(sender, options.from);
    const answer = await perform(sender, {
      command: "account fund",
      words: [
        `Move ${formatUsdc(amount)} USDC`,
        `  From the ledger balance of: ${from}`,
        `  To the ledger balance of: ${account}`,
      ],
      action: moveFunds,
      parameters: () => ({ moves: [{ from, to: account, amount }] }),
      identity: [from, account, amount],
      address: session.address,
      repeats: true,
      report: ({ moves }) =>
        moves.map((move) => `${formatUsdc(move.amount)} USDC are in the balance of ${move.to}.`),
    });
    return output.print(answer);
  });
}

const deposited = (sender: SendingSender, account: Address, amount: bigint) =>
  depositFromWallet(sender, {
    ...{ command: "account fund", recipient: account, amount, identity: ["wallet", account, amount] },
    report: (moved) => `${formatUsdc(moved.amount)} USDC are in the balance of ${moved.account}.`,
  });

/** `quittance account withdraw`: money of an agent's account to a wallet. */
export function withdrawCommand(output: Output): Command {
  const command = new Command("withdraw")
    .description("Takes USDC out of a managed account to a wallet, as its controller.")
    .argument("<account>", "the account's address, or its @name", asParty)
    .argument("<usdc>", "such as 25 or 25.50", asUsdc)
    .option("--to <party>", "whose wallet; your own when left out", asParty);
  return guided(withSender(command), {
    examples: ['quittance account withdraw "$MANAGED_ACCOUNT" 2.50 --yes'],
    codes: SENDING_CODES,
  }).action(async (given: string, amount: bigint, options: WithdrawOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const from = await session.party(given);
    const to = await partyOrSelf(sender, options.to);
    const answer = await perform(sender, {
      command: "account withdraw",
      words: [
        `Withdraw ${formatUsdc(amount)} USDC`,
        `  From the managed account: ${from}`,
        `  To the wallet: ${to}`,
      ],
      action: withdrawFrom,
      parameters: (salt) => ({ from, to, amount, salt }),
      identity: [from, to, amount],
      address: session.address,
      report: (moved) => [`${formatUsdc(moved.amount)} USDC went to the wallet ${moved.to}.`],
    });
    output.print(answer);
  });
}

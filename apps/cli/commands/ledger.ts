import { Command } from "commander";
import { claimPayout, getLedgerBalance, getUnclaimedPayout, withdraw } from "quittance/payments";
import { formatUsdc } from "quittance/protocol";
import { erc20Abi } from "viem";
import { readContract } from "viem/actions";
import { guided, SENDING_CODES } from "../define.ts";
import type { Output } from "../output/output.ts";
import { pairs } from "../output/text.ts";
import { depositFromWallet } from "../session/deposit-from-wallet.ts";
import {
  type ConnectionOptions,
  type IdentityOptions,
  type SenderOptions,
  withIdentity,
  withSender,
} from "../session/options.ts";
import { perform } from "../session/perform.ts";
import { openSession } from "../session/session.ts";
import { ownAddress, partyOrSelf, senderOf } from "../session/signer.ts";
import { asParty, asUsdc } from "../session/values.ts";

interface ToOptions extends SenderOptions {
  readonly to?: string;
}

/** `quittance ledger`: balances in the contract. */
export function ledgerCommand(output: Output): Command {
  return new Command("ledger")
    .description("Shows and moves the USDC that the contract keeps for an account.")
    .addCommand(balanceCommand(output))
    .addCommand(depositCommand(output))
    .addCommand(withdrawCommand(output))
    .addCommand(claimCommand(output));
}

function balanceCommand(output: Output): Command {
  const command = new Command("balance")
    .description("Shows what an account has: in the ledger, in its wallet, and what it can claim.")
    .argument("[party]", "an address or @name; your account when left out", asParty);
  return guided(withIdentity(command), {
    examples: ["quittance ledger balance @research-01", "quittance ledger balance @research-01 --json"],
  }).action(async (given: string | undefined, options: ConnectionOptions & IdentityOptions) => {
    const session = openSession(options, output);
    const { client, address } = session;
    const owner = await ownAddress(session, given, options);
    const { verifyingContract: token } = await session.token();
    const [balance, unclaimed, wallet] = await Promise.all([
      getLedgerBalance(client, { address, owner }),
      getUnclaimedPayout(client, { address, owner }),
      readContract(client, { address: token, abi: erc20Abi, functionName: "balanceOf", args: [owner] }),
    ]);
    const { whole } = await session.labels();
    output.print({
      text: pairs([
        ["account", whole(owner)],
        ["ledger", `${formatUsdc(balance)} USDC`],
        ["unclaimed", `${formatUsdc(unclaimed)} USDC`],
        ["wallet", `${formatUsdc(wallet)} USDC`],
      ]).join("\n"),
      data: { account: owner, ledger: balance, unclaimed, wallet },
    });
  });
}

function depositCommand(output: Output): Command {
  const command = new Command("deposit")
    .description("Moves USDC from your wallet into a ledger balance, by one signature and one transaction.")
    .argument("<usdc>", "such as 25 or 25.50", asUsdc)
    .option("--to <party>", "whose balance; your own when left out", asParty);
  return guided(withSender(command), {
    examples: ["quittance ledger deposit 40 --dry-run", "quittance ledger deposit 40 --yes"],
    codes: SENDING_CODES,
  }).action(async (amount: bigint, options: ToOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const recipient = await partyOrSelf(sender, options.to);
    const answer = await depositFromWallet(sender, {
      ...{ command: "ledger deposit", recipient, amount, identity: [recipient, amount] },
      report: (moved) => `${formatUsdc(moved.amount)} USDC are in the ledger balance of ${moved.account}.`,
    });
    output.print(answer);
  });
}

function withdrawCommand(output: Output): Command {
  const command = new Command("withdraw")
    .description("Moves USDC from your ledger balance to a wallet.")
    .argument("<usdc>", "such as 25 or 25.50", asUsdc)
    .option("--to <party>", "whose wallet; your own when left out", asParty);
  return guided(withSender(command), {
    examples: ["quittance ledger withdraw 2.50 --yes"],
    codes: SENDING_CODES,
  }).action(async (amount: bigint, options: ToOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const to = await partyOrSelf(sender, options.to);
    const answer = await perform(sender, {
      command: "ledger withdraw",
      words: [
        `Withdraw ${formatUsdc(amount)} USDC`,
        `  From the ledger balance of: ${sender.address}`,
        `  To the wallet: ${to}`,
      ],
      action: withdraw,
      parameters: (salt) => ({ to, amount, salt }),
      identity: [to, amount],
      address: session.address,
      report: (moved) => [`${formatUsdc(moved.amount)} USDC went to the wallet ${moved.to}.`],
    });
    output.print(answer);
  });
}

function claimCommand(output: Output): Command {
  const command = new Command("claim")
    .description("Pays out what the token refused to pay before, to the address that it is for. Anyone may.")
    .argument("[party]", "an address or @name; your account when left out", asParty);
  return guided(withSender(command), {
    examples: ['quittance ledger claim @research-01 --dry-run || echo "There is nothing to claim."'],
    codes: SENDING_CODES,
  }).action(async (given: string | undefined, options: SenderOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const recipient = await partyOrSelf(sender, given);
    const answer = await perform(sender, {
      command: "ledger claim",
      words: ["Pay out the unclaimed payout", `  To: ${recipient}`],
      action: claimPayout,
      parameters: () => ({ recipient }),
      identity: [recipient],
      address: session.address,
      report: (paid) => [`${formatUsdc(paid.amount)} USDC went to ${paid.account}.`],
    });
    output.print(answer);
  });
}

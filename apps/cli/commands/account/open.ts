import { Command } from "commander";
import { accountAddressOf, buildPolicy, openAccounts } from "quittance/accounts";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { keepLists } from "../../session/lists.ts";
import {
  type ConnectionOptions,
  type IdentityOptions,
  type SenderOptions,
  withIdentity,
  withSender,
} from "../../session/options.ts";
import { perform } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { ownAddress, partyOrSelf, senderOf } from "../../session/signer.ts";
import { asCount, asParty } from "../../session/values.ts";
import { type GrantOptions, grantLines, grantsOf, withGrants } from "./grants.ts";
import { type PolicyOptions, policyDraft, policyLines, withPolicy } from "./policy-options.ts";

interface Options extends SenderOptions, PolicyOptions, GrantOptions {
  readonly index: number;
  readonly count: number;
  readonly principal?: string;
}

const LAST_INDEX = 2 ** 32 - 1;

const DETAILS = `You are its principal, or control the one that --principal names. What you leave out is not limited. With --count, accounts
with the indices from --index on are opened in one transaction, all with the same keys and policy.`;

/** `quittance account open`: opens accounts for agents. */
export function openCommand(output: Output): Command {
  const command = new Command("open")
    .description("Opens a managed account, or several, with limits and keys.")
    .requiredOption(
      "--index <number>",
      "your number for it: each has an address of its own",
      asCount(0, LAST_INDEX),
    )
    .option("--count <number>", "how many", asCount(1, 256), 1)
    .option("--principal <party>", "the principal; your account when left out", asParty);
  return guided(withSender(withGrants(withPolicy(command))), {
    details: DETAILS,
    examples: [
      "quittance account open --index 7 --per-transaction 20 --per-period 50 --key @research-01 --can commit,deliver,tabs --dry-run",
      "quittance account open --index 7 --per-transaction 20 --per-period 50 --approval-above 15 --key @research-01 --can commit,deliver,settle,tabs --yes",
    ],
    codes: SENDING_CODES,
  }).action(async (options: Options) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const now = await session.now();
    const { index: first, count } = options;
    const principal = await partyOrSelf(sender, options.principal);
    const { draft, lists } = await policyDraft(session, options, now);
    const policy = buildPolicy(draft);
    const keys = await grantsOf(session, options, now);
    const domain = await session.domain();
    const indices = Array.from({ length: count }, (_, offset) => first + offset);
    const named = indices.map((index) => ({
      index,
      account: accountAddressOf({ domain, principal, index }),
    }));
    keepLists(lists);
    const answer = await perform(sender, {
      command: "account open",
      words: [
        `Open ${count === 1 ? "a managed account" : `${count} managed accounts`} of principal ${principal}`,
        ...named.map(({ index, account }) => `  account ${index}: ${account}`),
        ...policyLines(policy).map((line) => `  ${line}`),
        ...grantLines(keys).map((line) => `  ${line}`),
      ],
      action: openAccounts,
      parameters: () => ({ principal, accounts: indices.map((index) => ({ index, policy, keys })) }),
      identity: [principal, first, count],
      address: session.address,
      report: ({ accounts }) =>
        accounts.map(
          ({ account, index }) =>
            `Account ${index} is open: ${account}. Fund it: quittance account fund ${account} <usdc>`,
        ),
    });
    output.print(answer);
  });
}

interface AddressOptions extends ConnectionOptions, IdentityOptions {
  readonly index: number;
  readonly principal?: string;
}

/** `quittance account address`: where an account is, or will be. */
export function addressCommand(output: Output): Command {
  const command = new Command("address")
    .description("Computes the address of a managed account, which can be funded before it is opened.")
    .requiredOption("--index <number>", "the principal's number for it", asCount(0, LAST_INDEX))
    .option("--principal <party>", "the principal; your account when left out", asParty);
  return guided(withIdentity(command), {
    examples: ["quittance account address --index 7", "quittance account address --index 7 --json"],
  }).action(async (options: AddressOptions) => {
    const session = openSession(options, output);
    const { index } = options;
    const principal = await ownAddress(session, options.principal, options);
    const account = accountAddressOf({ domain: await session.domain(), principal, index });
    output.print({ text: account, data: { account, principal, index } });
  });
}

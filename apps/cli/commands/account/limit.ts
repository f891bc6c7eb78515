import { Command } from "commander";
import {
  type AllowList,
  allowCategories,
  allowCounterparties,
  checkPolicy,
  setPolicy,
} from "quittance/accounts";
import type { Policy } from "quittance/protocol";
import { type Address, zeroHash } from "viem";
import { guided, SENDING_CODES } from "../../define.ts";
import type { Output } from "../../output/output.ts";
import { CommandRefusal, ExitCode, UsageRefusal } from "../../refusal.ts";
import { categoriesOf, keepLists, payeesOf } from "../../session/lists.ts";
import { type ManagedAccount, managedAccountOf } from "../../session/managed.ts";
import { type SenderOptions, withSender } from "../../session/options.ts";
import { perform, type SendingSender } from "../../session/perform.ts";
import { openSession } from "../../session/session.ts";
import { senderOf } from "../../session/signer.ts";
import { asCount, asParty, collecting } from "../../session/values.ts";
import { requireController } from "./owned.ts";
import { changedPolicy, type PolicyOptions, policyDraft, policyLines, withPolicy } from "./policy-options.ts";

interface Lists {
  readonly counterparties?: AllowList<Address> | undefined;
  readonly categories?: AllowList<number> | undefined;
}

/** `quittance account limit`: another policy for an account. */
export function limitCommand(output: Output): Command {
  const command = new Command("limit")
    .description("Changes what a managed account may spend, from now on. What is left out stays.")
    .argument("<account>", "the account's address, or its @name", asParty);
  return guided(withSender(withPolicy(command)), {
    details: "What was spent counts on. Take a limit away with none: --lifetime none.",
    examples: [
      'quittance account limit "$MANAGED_ACCOUNT" --per-transaction 40 --per-period 90 --dry-run',
      'quittance account limit "$MANAGED_ACCOUNT" --per-transaction 40 --per-period 90 --yes',
    ],
    codes: SENDING_CODES,
  }).action(async (given: string, options: SenderOptions & PolicyOptions) => {
    const session = openSession(options, output);
    const sender = await senderOf(session, options);
    const managed = await managedAccountOf(session, await session.party(given));
    const { draft, lists } = await policyDraft(session, options, await session.now());
    const policy = changedPolicy(managed.policy, draft, options);
    output.print(await replacePolicy(sender, managed, { command: "account limit", policy, lists }));
  });
}

interface AllowOptions extends SenderOptions {
  readonly payee?: readonly string[];
  readonly category?: readonly number[];
}

/** `quittance account allow` and `disallow`: who may be paid, and in which categories. */
export function allowCommands(output: Output): Command[] {
  return [
    allowCommand(output, {
      name: "allow",
      description: "Adds payees and categories to the lists of a managed account.",
      details:
        "The first one makes a list, so that only what is on it may be paid from then on. Agents need the lists to sign: quittance account export",
      examples: [
        'quittance account allow "$MANAGED_ACCOUNT" --payee @research-01 --payee @juror-1 --category 3 --category 0 --yes',
      ],
      change: (before, given) => [...before, ...given],
    }),
    allowCommand(output, {
      name: "disallow",
      description: "Takes payees and categories off the lists of a managed account.",
      details: "To let everyone be paid again: quittance account limit <account> --payees none",
      examples: ['quittance account disallow "$MANAGED_ACCOUNT" --payee @juror-1 --yes'],
      change: (before, given) => before.filter((each) => !given.includes(each)),
    }),
  ];
}

interface ListChange {
  readonly name: "allow" | "disallow";
  readonly description: string;
  readonly details: string;
  readonly examples: readonly string[];
  readonly change: <Value>(before: readonly Value[], given: readonly Value[]) => readonly Value[];
}

function allowCommand(output: Output, { name, description, details, examples, change }: ListChange): Command {
  const command = new Command(name)
    .description(description)
    .argument("<account>", "the account's address, or its @name", asParty)
    .option("--payee <party>", "an address or @name; once for each", collecting(asParty))
    .option(
      "--category <number>",
      "a category, 0 for none; once for each",
      collecting(asCount(0, 2 ** 32 - 1)),
    );
  return guided(withSender(command), { details, examples, codes: SENDING_CODES }).action(
    async (given: string, options: AllowOptions) => {
      const { payee = [], category = [] } = options;
      if (payee.length + category.length === 0)
        throw new UsageRefusal("Give --payee <party> or --category <number>, once for each.");
      const session = openSession(options, output);
      const sender = await senderOf(session, options);
      const managed = await managedAccountOf(session, await session.party(given));
      const parties = await Promise.all(payee.map((each) => session.party(each)));
      const payees = known("payees", managed.policy.counterparties, payeesOf);
      const categories = known("categories", managed.policy.categories, categoriesOf);
      const lists: Lists = {
        counterparties: parties.length === 0 ? undefined : allowCounterparties(some(change(payees, parties))),
        categories: category.length === 0 ? undefined : allowCategories(some(change(categories, category))),
      };
      const policy: Policy = {
        ...managed.policy,
        counterparties: lists.counterparties?.root ?? managed.policy.counterparties,
        categories: lists.categories?.root ?? managed.policy.categories,
      };
      output.print(await replacePolicy(sender, managed, { command: `account ${name}`, policy, lists }));
    },
  );
}

/** The values of the list in force; none when there is no list. */
function known<Value extends Address | number>(
  what: string,
  root: Policy["counterparties"],
  find: (root: Policy["counterparties"]) => AllowList<Value> | undefined,
): readonly Value[] {
  if (root === zeroHash) return [];
  const list = find(root);
  if (list !== undefined) return list.values;
  throw new CommandRefusal(
    `The policy lists ${what}, and this machine does not have the list. Take it in (quittance account import), or write a new one (quittance account limit).`,
    ExitCode.failed,
  );
}

function some<Value>(values: readonly Value[]): Value[] {
  if (values.length > 0) return [...values];
  throw new UsageRefusal(
    "Nothing would be left on the list. To let nothing be paid, freeze the account; to let everything be paid, use quittance account limit with none.",
  );
}

/** Sets a policy in the place of the one in force, and keeps its lists. */
async function replacePolicy(
  sender: SendingSender,
  managed: ManagedAccount,
  {
    command,
    policy: given,
    lists,
  }: { readonly command: string; readonly policy: Policy; readonly lists: Lists },
) {
  const { session } = sender;
  requireController(managed, sender.address);
  const policy = checkPolicy(given);
  const { address: of, policy: current } = managed;
  const before = policyLines(current);
  keepLists(lists);
  return perform(sender, {
    command,
    words: [
      `Change the policy of the managed account ${of}`,
      ...policyLines(policy).map((line, index) => `  ${line}${line === before[index] ? "" : "   (changed)"}`),
      ...listLines(lists).map((line) => `  ${line}`),
    ],
    action: setPolicy,
    parameters: () => ({ of, current, policy }),
    identity: [of, policy],
    address: session.address,
    report: () => [`The policy of ${of} is changed.`],
  });
}

const listLines = ({ counterparties, categories }: Lists) => [
  ...(counterparties?.values ?? []).map((payee) => `may pay ${payee}`),
  ...(categories === undefined ? [] : [`may pay in the categories ${categories.values.join(", ")}`]),
];

import { Command } from "commander";
import { getRemainingLimits, type Limit, type RemainingLimits } from "quittance/accounts";
import { formatUsdc, unlimited } from "quittance/protocol";
import { isAddressEqual } from "viem";
import { getBlock } from "viem/actions";
import { guided } from "../../define.ts";
import type { Labels } from "../../output/names.ts";
import type { Output } from "../../output/output.ts";
import { pairs, table, timeOf } from "../../output/text.ts";
import { type ManagedAccount, managedAccountOf } from "../../session/managed.ts";
import { type ConnectionOptions, type IdentityOptions, withIdentity } from "../../session/options.ts";
import { openSession } from "../../session/session.ts";
import { ownAddress } from "../../session/signer.ts";
import { asParty } from "../../session/values.ts";
import { policyLines } from "./policy-options.ts";

/** `quittance account remaining`: what is left of an account's limits, as the chain has it. */
export function remainingCommand(output: Output): Command {
  const command = new Command("remaining")
    .description(
      "Shows what a managed account may still commit, and what its keys may do. It asks the chain alone.",
    )
    .argument("[account]", "the account's address, or its @name; the managed account when left out", asParty);
  return guided(withIdentity(command), {
    examples: [
      'quittance account remaining "$MANAGED_ACCOUNT"',
      'quittance account remaining "$MANAGED_ACCOUNT" --json',
    ],
  }).action(async (given: string | undefined, options: ConnectionOptions & IdentityOptions) => {
    const session = openSession(options, output);
    const { client, address } = session;
    const managed = await managedAccountOf(session, await ownAddress(session, given, options));
    const { address: account, policy, facts, keys, controller } = managed;
    const [limits, block] = await Promise.all([
      getRemainingLimits(client, { address, account, policy }),
      getBlock(client),
    ]);
    const { number, timestamp } = block;
    const asOf = { block: number, timestamp: Number(timestamp) };
    output.print({
      text: [
        ...report(managed, limits, await session.labels(), asOf.timestamp),
        "",
        `As of block ${number}, ${timeOf(asOf.timestamp)}. Amounts in USDC.`,
      ].join("\n"),
      data: {
        account,
        controller,
        principal: facts.principal,
        index: facts.index,
        policy,
        limits,
        keys,
        asOf,
      },
    });
  });
}

function report(
  { address, facts, policy, keys, controller }: ManagedAccount,
  limits: RemainingLimits,
  { whole, short }: Labels,
  now: number,
): string[] {
  const handed = isAddressEqual(controller, facts.principal) ? "" : `, controlled by ${whole(controller)}`;
  const written = (amount: bigint) => (amount === unlimited ? "no limit" : formatUsdc(amount));
  const row = (name: string, { limit, spent, remaining }: Limit, period: string) => [
    name,
    written(limit),
    formatUsdc(spent),
    limit === unlimited ? "no limit" : formatUsdc(remaining),
    period,
  ];
  const { perTransaction, period, lifetime, available, treasury } = limits;
  const rest = policyLines(policy).slice(3);
  return [
    ...pairs([
      ["account", whole(address)],
      ["principal", `${whole(facts.principal)}${handed}, account ${facts.index}`],
      ["state", limits.frozen ? "frozen" : limits.active ? "active" : "outside of its window"],
      ["balance", formatUsdc(limits.balance)],
      ["available", `${formatUsdc(available)}: the most that it can commit now`],
      ...(treasury === undefined
        ? []
        : [["treasury", `${whole(treasury.account)} holds ${formatUsdc(treasury.balance)}`] as const]),
    ]),
    "",
    ...table(
      ["limit", "allowed", "spent", "left", "period"],
      [
        ["per transaction", written(perTransaction), "–", written(perTransaction), ""],
        row(`per ${policy.period} h`, period, `${timeOf(period.startsAt)} to ${timeOf(period.endsAt)}`),
        row("lifetime", lifetime, ""),
      ],
    ),
    ...rest,
    "",
    ...(keys.length === 0
      ? ["No key was ever granted; the controller acts for it."]
      : table(
          ["key", "", "expires", "may"],
          keys.map(({ key, expiry, capabilities }) => [
            short(key),
            expiry === 0 ? "revoked" : expiry > now ? "live" : "expired",
            expiry === 0 ? "–" : timeOf(expiry),
            capabilities.join(", ") || "–",
          ]),
        )),
  ];
}

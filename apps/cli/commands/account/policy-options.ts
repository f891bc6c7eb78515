import { type Command, InvalidArgumentError } from "commander";
import { type AllowList, allowCategories, allowCounterparties, type PolicyDraft } from "quittance/accounts";
import { formatUsdc, type Policy, unlimited } from "quittance/protocol";
import { type Address, zeroHash } from "viem";
import { z } from "zod";
import { timeOf } from "../../output/text.ts";
import { UsageRefusal } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";
import type { Session } from "../../session/session.ts";
import { asCount, asParty, asSpan, asTime, asUsdc, resolveTime, type Time } from "../../session/values.ts";

const NONE = "none";
/** 2^40 - 1: a window that ends then has no end. */
const NO_END = 2 ** 40 - 1;
const HOUR = 3_600;

/** What options say of a policy. */
export interface PolicyOptions {
  readonly perTransaction?: bigint;
  readonly perPeriod?: bigint;
  readonly lifetime?: bigint;
  readonly approvalAbove?: bigint;
  readonly period?: number;
  readonly activeFrom?: Time;
  readonly activeUntil?: Time | typeof NONE;
  readonly treasury?: number | typeof NONE;
  readonly payees?: string;
  readonly categories?: readonly number[] | typeof NONE;
}

/** Adds an option for each field of a policy. */
export function withPolicy(command: Command): Command {
  return command
    .option("--per-transaction <usdc>", "the most for one deal, tab, order or bond; or none", asLimit)
    .option("--per-period <usdc>", "the most for each period; or none", asLimit)
    .option("--lifetime <usdc>", "the most in all; or none", asLimit)
    .option("--approval-above <usdc>", "above it you have to approve; or none", asLimit)
    .option("--period <span>", "how long a period is, in whole hours such as 24h or 7d", asHours)
    .option("--active-from <time>", "it commits nothing before", asTime)
    .option("--active-until <time>", "it commits nothing from then on; or none", orNone(asTime))
    .option(
      "--treasury <index>",
      "the account of the same principal that pays what is lacking; or none",
      orNone(asCount(0, 2 ** 32 - 1)),
    )
    .option("--payees <file>", "JSON list of the only addresses or @names it may pay; or none")
    .option(
      "--categories <list>",
      "the only categories it may pay in, such as 3,7; or none",
      orNone(asNumbers),
    );
}

function orNone<Value>(read: (value: string) => Value): (value: string) => Value | typeof NONE {
  return (value) => (value === NONE ? NONE : read(value));
}

/** An amount of USDC, or none for no limit. */
export function asLimit(value: string): bigint {
  return value === NONE ? unlimited : asUsdc(value);
}

function asHours(value: string): number {
  const hours = asSpan(value) / HOUR;
  if (Number.isInteger(hours) && hours > 0) return hours;
  throw new InvalidArgumentError("It must be whole hours, such as 24h or 7d.");
}

function asNumbers(value: string): readonly number[] {
  return value.split(",").map(asCount(0, 2 ** 32 - 1));
}

/** The lists that options name; undefined for one that they say nothing of, null for one that is taken away. */
interface GivenLists {
  readonly counterparties: AllowList<Address> | null | undefined;
  readonly categories: AllowList<number> | null | undefined;
}

/** The changes that options make to a policy, and the lists that have to be kept for them. */
export async function policyDraft(
  session: Session,
  options: PolicyOptions,
  now: number,
): Promise<{ readonly draft: PolicyDraft; readonly lists: KeptLists }> {
  const { activeFrom, activeUntil, treasury } = options;
  const lists: GivenLists = {
    counterparties: await payeesIn(session, options.payees),
    categories:
      options.categories === NONE ? null : options.categories && allowCategories(options.categories),
  };
  const all: PolicyDraft = {
    perTransaction: options.perTransaction,
    perPeriod: options.perPeriod,
    lifetime: options.lifetime,
    approvalAbove: options.approvalAbove,
    period: options.period,
    activeFrom: activeFrom === undefined ? undefined : resolveTime(activeFrom, now),
    activeUntil: activeUntil === NONE ? NO_END : activeUntil && resolveTime(activeUntil, now),
    treasury: treasury === NONE ? undefined : treasury,
    counterparties: lists.counterparties === null ? zeroHash : lists.counterparties?.root,
    categories: lists.categories === null ? zeroHash : lists.categories?.root,
  };
  const draft = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { draft, lists: keep(lists) };
}

/** Lists as they are kept. */
interface KeptLists {
  readonly counterparties: AllowList<Address> | undefined;
  readonly categories: AllowList<number> | undefined;
}

const keep = ({ counterparties, categories }: GivenLists): KeptLists => ({
  counterparties: counterparties ?? undefined,
  categories: categories ?? undefined,
});

/** A policy with the changes of options. */
export function changedPolicy(policy: Policy, draft: PolicyDraft, { treasury }: PolicyOptions): Policy {
  const { treasury: before, ...rest } = policy;
  const kept = treasury === NONE || before === undefined ? rest : policy;
  return { ...kept, ...draft } as Policy;
}

async function payeesIn(session: Session, file: string | undefined): Promise<GivenLists["counterparties"]> {
  if (file === undefined) return undefined;
  if (file === NONE) return null;
  const read = z
    .array(z.string())
    .min(1)
    .safeParse(await readJson(file, "a list of addresses or @names"));
  if (!read.success) throw new UsageRefusal("--payees needs a JSON list of addresses or @names.");
  return allowCounterparties(await Promise.all(read.data.map((each) => session.party(asParty(each)))));
}

/** A policy in words, a line each. */
export function policyLines(policy: Policy): string[] {
  const limit = (amount: bigint) => (amount === unlimited ? "no limit" : `${formatUsdc(amount)} USDC`);
  const list = (root: string, all: string) => (root === zeroHash ? all : `only those of list ${root}`);
  const { activeFrom, activeUntil, treasury, approvalAbove } = policy;
  return [
    `per transaction: ${limit(policy.perTransaction)}`,
    `per ${policy.period} h: ${limit(policy.perPeriod)}`,
    `lifetime: ${limit(policy.lifetime)}`,
    `approval by the controller: ${approvalAbove === unlimited ? "never" : `above ${formatUsdc(approvalAbove)} USDC`}`,
    `active: ${activeFrom === 0 ? "" : `from ${timeOf(activeFrom)} `}${activeUntil >= NO_END ? "without an end" : `until ${timeOf(activeUntil)}`}`,
    `payees: ${list(policy.counterparties, "everyone")}`,
    `categories: ${list(policy.categories, "all")}`,
    ...(treasury === undefined ? [] : [`treasury: account ${treasury} of the principal`]),
  ];
}

import { type Command, InvalidArgumentError } from "commander";
import type { TermsDraft } from "quittance/deals";
import { hashPact } from "quittance/pact";
import type { Address } from "viem";
import { UsageRefusal } from "../../refusal.ts";
import { readJson } from "../../session/input.ts";
import type { Session } from "../../session/session.ts";
import {
  asCount,
  asHash,
  asMilestone,
  asParty,
  asShare,
  asSpan,
  asTime,
  asUsdc,
  collecting,
  resolveTime,
  type Time,
} from "../../session/values.ts";

/** What options say of terms. */
export interface DraftOptions {
  readonly buyer?: string;
  readonly seller?: string;
  readonly milestone?: readonly ReturnType<typeof asMilestone>[];
  readonly juror?: readonly string[];
  readonly pact?: string;
  readonly passingScore?: number;
  readonly payoutStep?: number;
  readonly verdictWindow?: number;
  readonly contestWindow?: number;
  readonly silencePayout?: number;
  readonly bond?: bigint;
  readonly pool?: string;
  readonly arbiter?: string;
  readonly rulingWindow?: number;
  readonly verificationFee?: bigint;
  readonly panelAccount?: string;
  readonly marketplaceFee?: number;
  readonly marketplace?: string;
  readonly fromLedger?: true;
  readonly buyerToLedger?: true;
  readonly sellerToLedger?: true;
  readonly category?: number;
  readonly reference?: `0x${string}`;
  readonly openBy?: Time;
}

/** Adds an option for each field of terms. */
export function withDraft(command: Command): Command {
  return command
    .option("--buyer <party>", "an address or @name; your account when left out", asParty)
    .option("--seller <party>", "the same", asParty)
    .option(
      "--milestone <usdc@deadline>",
      "amount and deadline, such as 25.50@+7d; once for each",
      collecting(asMilestone),
    )
    .option("--juror <party>", "a juror of the panel; once for each", collecting(asParty))
    .option("--pact <file>", "what is agreed, as JSON; its hash is in the terms")
    .option(
      "--passing-score <share>",
      "the lowest score that pays anything, such as 50%; the pact's when left out",
      asShare,
    )
    .option(
      "--payout-step <share>",
      "payouts are multiples of it; the pact's when left out, or all or nothing",
      asShare,
    )
    .option("--verdict-window <span>", "how long a verdict may take after a delivery, such as 1d", asSpan)
    .option(
      "--contest-window <span>",
      "how long a verdict can be contested; not at all when left out",
      asSpan,
    )
    .option("--silence-payout <share>", "what the seller gets when the panel is silent", asShare)
    .option("--bond <usdc>", "what a contest costs", asUsdc)
    .option("--pool <party>", "the juror pool; the profile's when left out", asParty)
    .option("--arbiter <party>", "who decides last", asParty)
    .option("--ruling-window <span>", "how long the arbiter may take", asSpan)
    .option("--verification-fee <usdc>", "for the panel, for each milestone", asUsdc)
    .option("--panel-account <party>", "who gets it; the jurors in equal parts when left out", asParty)
    .option("--marketplace-fee <share>", "the marketplace's share of the seller's part", asShare)
    .option("--marketplace <party>", "who gets it", asParty)
    .option("--from-ledger", "the buyer pays from its ledger balance, not from its wallet")
    .option("--buyer-to-ledger", "what returns to the buyer goes to its ledger balance")
    .option("--seller-to-ledger", "what the seller gets goes to its ledger balance")
    .option("--category <number>", "what the buyer's policy counts it as", asCount(1, 2 ** 32 - 1))
    .option("--reference <hash>", "32 bytes of your own, such as a document's hash", asHash)
    .option("--open-by <time>", "until when it can be opened; an hour when left out", asTime);
}

/** The fields of terms that the options give. */
export async function draftOf(
  session: Session,
  options: DraftOptions,
  now: number,
): Promise<Partial<TermsDraft>> {
  const party = async (given: string | undefined): Promise<Address | undefined> =>
    given === undefined ? undefined : session.party(given);
  const { juror, milestone, openBy } = options;
  const pact = options.pact === undefined ? undefined : await readJson(options.pact, "the pact as JSON");
  const all = {
    buyer: await party(options.buyer),
    seller: await party(options.seller),
    milestones: milestone?.map(({ amount, deadline }) => ({ amount, deadline: resolveTime(deadline, now) })),
    panel: juror === undefined ? undefined : await Promise.all(juror.map((each) => session.party(each))),
    pact: pact === undefined ? undefined : hashPact(pact),
    ...payoutOf(pact, options),
    verdictWindow: options.verdictWindow,
    contestWindow: options.contestWindow,
    silencePayout: options.silencePayout,
    disputes: await disputesOf(session, options),
    verificationFee: options.verificationFee,
    panelAccount: await party(options.panelAccount),
    marketplaceFee: options.marketplaceFee,
    marketplace: await party(options.marketplace),
    fundedFromLedger: options.fromLedger,
    buyerToLedger: options.buyerToLedger,
    sellerToLedger: options.sellerToLedger,
    category: options.category,
    reference: options.reference,
    openBy: openBy === undefined ? undefined : resolveTime(openBy, now),
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<TermsDraft>;
}

async function disputesOf(session: Session, options: DraftOptions): Promise<TermsDraft["disputes"]> {
  const { bond, pool, arbiter, rulingWindow } = options;
  if (bond === undefined) {
    if (pool === undefined && arbiter === undefined && rulingWindow === undefined) return undefined;
    throw new InvalidArgumentError("--pool, --arbiter and --ruling-window need --bond <usdc>.");
  }
  return {
    bond,
    pool: await session.pool(pool),
    ...(arbiter === undefined ? {} : { arbiter: await session.party(arbiter) }),
    ...(rulingWindow === undefined ? {} : { rulingWindow }),
  };
}

/** The contract pays by the terms alone: a pact that says otherwise would promise what is not paid. */
function payoutOf(pact: unknown, { passingScore, payoutStep }: DraftOptions) {
  const said: unknown = Reflect.get(Object(pact), "payout");
  const of = (name: string, option: string, given: number | undefined): number | undefined => {
    const value: unknown = Reflect.get(Object(said), name);
    if (typeof value !== "number") return given;
    if (given === undefined || given === value) return value;
    throw new UsageRefusal(
      `${option} is not what the pact says, ${value / 100}%. Leave it out, or change the pact.`,
    );
  };
  return {
    passingScore: of("passingScore", "--passing-score", passingScore),
    payoutStep: of("payoutStep", "--payout-step", payoutStep),
  };
}

import { type Address, type HDAccount, type Hex, zeroAddress } from "viem";
import {
  contest,
  deliver,
  drawPanel,
  hashReasons,
  pinSeed,
  rate,
  readTokenDomain,
  recordBallots,
  recordEquivocation,
  release,
  releaseBond,
  rule,
  type SignedBallot,
  settle,
  signBallot,
  signBondPayment,
} from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import { endSeats, liveSeats } from "./seats.ts";
import { type Deal, evidenceOf, evidenceUri, judge, open } from "./trade.ts";

/** The contested deals of the story, by what happens in them. */
export interface DisputesStory {
  /** With an arbiter: ruled; silent after a contest; accepted while round 2 was at work. */
  readonly lifecycle: Deal;
  /** Without: settled by round 2 at once; contested, and nobody does anything; nothing yet. */
  readonly drawn: Deal;
  /** Who was drawn for the first and the third milestone of `lifecycle`; lower case. */
  readonly panels: readonly [readonly string[], readonly string[]];
}

export const HOUR = 3_600;
/** Of verdicts and contests. Half of a round, and an hour, are left after a draw in its first hour: absences are punished. */
const WINDOW = 2 * HOUR;
/** Blocks from a contest until the hash that seeds its draw is there. */
const SEED_BLOCKS = 30;
const MEMBERS = 7;
/** Of each contest: the least that a panel of three allows. */
export const BOND = 8_000_000n;
/** What the seller gains by its contest before the arbiter, which is less than its bond: 5 % of 100 USDC. */
export const GAIN = 5_000_000n;
/** What the draw of round 2 earns of it. */
export const DRAW = 1_000_000n;
const [FIRST, SECOND, THIRD] = [0, 1, 2];

/** Every way a contest goes, and what happens in the pool beside it. */
export async function reportDisputes(stack: Stack): Promise<DisputesStory> {
  const { address, walletClient: client, buyer, seller, arbiter, pool } = stack;
  await liveSeats(stack);
  const members = await stack.seatJurors(MEMBERS);
  const windows = { verdictWindow: WINDOW, contestWindow: WINDOW };
  const none = { pool, bond: BOND, arbiter: zeroAddress, rulingWindow: 0 };
  const lifecycle = await open(stack, {
    ...windows,
    disputes: { ...none, arbiter: arbiter.address, rulingWindow: HOUR },
  });
  const drawn = await open(stack, { ...windows, disputes: none, buyerToLedger: false });

  await judge(stack, lifecycle, FIRST, [7_000, 7_000, undefined]);
  const delivery = { deal: lifecycle.dealId, milestone: SECOND, evidence: evidenceOf(SECOND), evidenceUri };
  await deliver(client, { address, account: seller, terms: lifecycle.terms, delivery });
  await judge(stack, lifecycle, THIRD, [9_000, 9_000, undefined]);
  await judge(stack, drawn, FIRST, [6_000, 6_000, undefined]);
  await judge(stack, drawn, SECOND, [6_000, 6_000, undefined]);
  const openedInBlock = await object(stack, lifecycle, FIRST, buyer, 7_000);
  await object(stack, lifecycle, THIRD, buyer, 9_000);
  await object(stack, drawn, FIRST, seller, 6_000);
  await object(stack, drawn, SECOND, buyer, 6_000);
  await stack.mine(SEED_BLOCKS);
  await pinSeed(client, { address: pool, openedInBlock });

  const jury = await draw(stack, members, lifecycle, FIRST);
  await vote(stack, lifecycle, FIRST, jury, [5_500, 5_500, 5_550, 5_500]);
  await vote(stack, lifecycle, FIRST, jury, [undefined, undefined, undefined, undefined, 9_000]);
  await object(stack, lifecycle, FIRST, seller, 5_500, { payer: stack.relayer, round: 3 });
  await rule(client, { address, account: arbiter, terms: lifecycle.terms, milestone: FIRST, payout: 6_000 });
  const others = await draw(stack, members, lifecycle, THIRD);
  await vote(stack, lifecycle, THIRD, others, [8_000, 1_000]);
  await release(client, { address, account: buyer, terms: lifecycle.terms, milestone: THIRD });
  const deciders = await draw(stack, members, drawn, FIRST);
  await vote(stack, drawn, FIRST, deciders, [9_000, 9_000, 9_000, 9_000]);

  await stack.increaseTime(WINDOW);
  await object(stack, lifecycle, SECOND, buyer, lifecycle.terms.silencePayout, { payer: buyer, round: 2 });
  for (const [{ terms }, milestone, judges] of [
    [lifecycle, FIRST, jury],
    [lifecycle, THIRD, others],
    [drawn, FIRST, deciders],
  ] as const) {
    await releaseBond(client, { address, terms, milestone, round: 2, panel: judges.map(addressOf) });
  }
  const about = { deal: lifecycle.dealId, milestone: FIRST, evidence: evidenceOf(FIRST) };
  await endSeats(stack, lifecycle.terms, jury, await twice(stack, jury[0], { ...about, round: 2 }));
  await stack.increaseTime(2 * WINDOW);
  await settle(client, { address, terms: lifecycle.terms, milestone: SECOND });

  const { terms } = lifecycle;
  const [first, second] = await twice(stack, stack.jurors[2], { ...about, round: 1 });
  await recordEquivocation(client, { address, terms, first, second });
  await recordEquivocation(client, { address, terms, first: second, second: first });
  const reasons = hashReasons("as agreed");
  await rate(client, { address, account: buyer, terms, rater: buyer.address, score: 90, reasons });
  await rate(client, { address, account: seller, terms, rater: seller.address, score: 40, reasons });
  return { lifecycle, drawn, panels: [jury.map(lowerCaseOf), others.map(lowerCaseOf)] };
}

const addressOf = (account: HDAccount): Address => account.address;
const lowerCaseOf = (account: HDAccount) => account.address.toLowerCase();

/** Contests, from the contester's ledger balance or from the wallet of a payer. @returns the contest's block. */
async function object(
  stack: Stack,
  { terms }: Deal,
  milestone: number,
  contester: HDAccount,
  payout: number,
  wallet?: { readonly payer: HDAccount; readonly round: number },
): Promise<bigint> {
  const { address, domain, token: usdc, walletClient } = stack;
  const objection = { terms, milestone, contester: contester.address, payout };
  const bond = wallet && {
    payer: wallet.payer.address,
    fromWallet: true,
    validBefore: (await stack.now()) + HOUR,
  };
  const signature =
    wallet &&
    (await signBondPayment({
      domain,
      token: await readTokenDomain(walletClient, { token: usdc }),
      ...{ terms, milestone, round: wallet.round, contester: contester.address },
      validBefore: bond?.validBefore ?? 0,
      account: wallet.payer,
    }));
  const { receipt } = await contest(walletClient, {
    ...{ address, account: contester, ...objection },
    ...(bond && { bond: { ...bond, signature } }),
  });
  return receipt.blockNumber;
}

/** @returns the accounts that were drawn, in the panel's order. */
async function draw(
  stack: Stack,
  members: readonly HDAccount[],
  { terms }: Deal,
  milestone: number,
): Promise<HDAccount[]> {
  const { address, walletClient } = stack;
  const { panel } = await drawPanel(walletClient, { address, terms, milestone });
  return panel.map((juror) => {
    const member = members.find((account) => account.address.toLowerCase() === juror.toLowerCase());
    if (member === undefined) throw new Error(`${juror} was drawn and has no seat`);
    return member;
  });
}

/** Puts ballots of round 2 on record; an undefined score is a juror who says nothing. */
async function vote(
  stack: Stack,
  { dealId: deal, terms }: Deal,
  milestone: number,
  jury: readonly HDAccount[],
  scores: readonly (number | undefined)[],
): Promise<void> {
  const { address, domain, walletClient } = stack;
  const question = { domain, deal, milestone, round: 2, evidence: evidenceOf(milestone) };
  const ballots = scores.flatMap((score, position) => {
    const account = jury[position];
    if (score === undefined || account === undefined) return [];
    return [signBallot({ ...question, account, score, reasons: hashReasons(`reasons of ${position}`) })];
  });
  const panel = jury.map(addressOf);
  await recordBallots(walletClient, { address, terms, panel, ballots: await Promise.all(ballots) });
}

/** Two ballots of one juror on one question, with different scores. */
async function twice(
  { domain }: Stack,
  account: HDAccount | undefined,
  question: {
    readonly deal: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly evidence: Hex;
  },
): Promise<readonly [SignedBallot, SignedBallot]> {
  if (account === undefined) throw new Error("there is no such juror");
  const sign = (score: number) =>
    signBallot({ domain, ...question, account, score, reasons: hashReasons("twice") });
  return [await sign(5_500), await sign(1_000)];
}

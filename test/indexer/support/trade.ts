import type { Hex } from "viem";
import {
  hashEvidence,
  hashReasons,
  openDeal,
  signBallot,
  signDelivery,
  signTerms,
  submitVerdict,
  type Terms,
} from "../../../sdk/index.ts";
import { exampleTerms, openExampleDeal, type Stack } from "../../../sdk/testing/index.ts";

/** A deal that was opened. */
export interface Deal {
  readonly dealId: Hex;
  readonly terms: Terms;
}

export const evidenceUri = "ipfs://evidence";
export const evidenceOf = (milestone: number): Hex => hashEvidence(`evidence ${milestone}`);

const DAY = 86_400;

/** Three milestones of 100, 50 and 30 USDC, all through the ledger, with fees, judged in steps of 1 % and at once. */
async function tradeTerms(stack: Stack, changes: Partial<Terms> = {}): Promise<Terms> {
  const deadline = (await stack.now()) + DAY;
  return exampleTerms(stack, {
    fundedFromLedger: true,
    buyerToLedger: true,
    sellerToLedger: true,
    verificationFee: 1_000_000n,
    milestones: [100_000_000n, 50_000_000n, 30_000_000n].map((amount) => ({ amount, deadline })),
    payoutStep: 100,
    verdictWindow: 3_600,
    silencePayout: 8_000,
    marketplaceFee: 250,
    marketplace: stack.relayer.address,
    panelAccount: addressOf(stack, PANEL_ACCOUNT),
    ...changes,
  });
}

/** A juror of round 1, as the pool draws no one whom terms name. */
const PANEL_ACCOUNT = 5;

function addressOf(stack: Stack, index: number): Hex {
  const account = stack.accounts[index];
  if (account === undefined) throw new Error(`the stack has no account ${index}`);
  return account.address;
}

export async function open(stack: Stack, changes: Partial<Terms> = {}): Promise<Deal> {
  return openExampleDeal(stack, await tradeTerms(stack, changes));
}

/** Opens `count` deals as fast as the chain takes them. @returns the last one's block. */
export async function openMany(stack: Stack, count: number): Promise<bigint> {
  const { address, domain, buyer, seller, walletClient } = stack;
  const signed = Array.from({ length: count }, async () => {
    const terms = await tradeTerms(stack);
    const buyerSignature = await signTerms({ domain, terms, account: buyer });
    return {
      address,
      terms,
      buyerSignature,
      sellerSignature: await signTerms({ domain, terms, account: seller }),
    };
  });
  let latest = 0n;
  for (const deal of await Promise.all(signed))
    latest = (await openDeal(walletClient, deal)).receipt.blockNumber;
  return latest;
}

/** Has the panel judge a milestone; an undefined score is a juror who says nothing. @returns the verdict's block. */
export async function judge(
  stack: Stack,
  { dealId: deal, terms }: Deal,
  milestone: number,
  scores: readonly (number | undefined)[],
): Promise<bigint> {
  const { address, domain, seller, walletClient } = stack;
  const evidence = evidenceOf(milestone);
  const ballots = scores.flatMap((score, position) => {
    const account = stack.jurors[position];
    if (score === undefined || account === undefined) return [];
    const reasons = hashReasons(`reasons of ${position}`);
    return [signBallot({ domain, account, deal, milestone, evidence, score, reasons })];
  });
  const verdict = await submitVerdict(walletClient, {
    address,
    terms,
    ballots: await Promise.all(ballots),
    delivery: await signDelivery({ domain, account: seller, deal, milestone, evidence, evidenceUri }),
  });
  return verdict.receipt.blockNumber;
}

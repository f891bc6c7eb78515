import type { Address, Hex } from "viem";
import { payoutFor, portion } from "./money.ts";
import { amountOf, type DealLife, type MilestoneLife, unsettledOf, type World } from "./world.ts";

/** What the contract remembers of a deal, as `dealOf` gives it; bitmaps as numbers. */
export function storedDeal(deal: DealLife) {
  const bitmap = (holds: (life: MilestoneLife) => boolean) =>
    deal.milestones.reduce((bits, life, index) => (holds(life) ? bits + 2 ** index : bits), 0);
  return {
    openedAt: deal.openedAt,
    milestones: deal.milestones.length,
    unsettled: unsettledOf(deal),
    settled: bitmap(({ parting }) => parting !== undefined),
    recorded: bitmap((life) => isRecorded(deal, life)),
  };
}

/** What happened out of the ordinary: a delivery on-chain, or a verdict that had to stand. */
function isRecorded({ terms }: DealLife, { delivered, verdict }: MilestoneLife): boolean {
  return delivered !== undefined || (verdict !== undefined && terms.contestWindow !== 0);
}

/** What the contract remembers of a milestone, as `milestoneOf` gives it; undefined when that is nothing. */
export function storedMilestone(deal: DealLife, life: MilestoneLife) {
  if (!isRecorded(deal, life)) return undefined;
  const stood = deal.terms.contestWindow === 0 ? undefined : life.verdict;
  return {
    evidence: life.delivered?.evidence ?? stood?.evidence,
    deliveredAt: life.delivered?.at ?? 0,
    standingSince: stood?.at ?? 0,
    standingPayout: stood?.payout ?? 0,
    round: stood === undefined ? 0 : 1,
  };
}

/** A deal with its sums. `funded = sellerNet + marketplaceFees + verificationFees + refunded + unsettled`: promise 3. */
export function dealFacts(deal: DealLife) {
  const { terms, milestones } = deal;
  const facts = { sellerNet: 0n, marketplaceFees: 0n, verificationFees: 0n, refunded: 0n };
  let settledCount = 0;
  let isCancelled = false;
  for (const { parting, verdict } of milestones) {
    if (verdict !== undefined) facts.verificationFees += terms.verificationFee;
    if (parting === undefined) continue;
    settledCount += 1;
    isCancelled ||= parting.cause === "cancellation";
    facts.sellerNet += parting.toSeller - parting.marketplaceFee;
    facts.marketplaceFees += parting.marketplaceFee;
    facts.refunded += parting.toBuyer + parting.feeReturned;
  }
  const funded = terms.milestones.reduce((sum, { amount }) => sum + amount + terms.verificationFee, 0n);
  const status = isCancelled ? "cancelled" : settledCount === milestones.length ? "settled" : "open";
  const { id, refused } = deal;
  return { id, status, settledCount, funded, unsettled: unsettledOf(deal), ...facts, refused };
}

/** Where each milestone of a deal is. Times in unix seconds. */
export function milestoneFacts(deal: DealLife) {
  const { terms } = deal;
  return deal.milestones.map(({ delivered, verdict, parting }, index) => {
    const about = {
      dealId: deal.id,
      index,
      amount: terms.milestones[index]?.amount ?? 0n,
      evidence: delivered?.evidence ?? verdict?.evidence ?? null,
      rounds: verdict === undefined ? 0 : 1,
    };
    if (parting !== undefined) return { ...about, status: "settled", standingPayout: null, windowEnd: null };
    if (verdict !== undefined) {
      const windowEnd = BigInt(verdict.at + terms.contestWindow);
      return { ...about, status: "standing", standingPayout: verdict.payout, windowEnd };
    }
    if (delivered !== undefined) {
      const windowEnd = BigInt(delivered.at + terms.verdictWindow);
      return { ...about, status: "delivered", standingPayout: null, windowEnd };
    }
    return { ...about, status: "pending", standingPayout: null, windowEnd: null };
  });
}

export function settlementFacts(deal: DealLife) {
  return deal.milestones.flatMap(({ parting }, milestone) =>
    parting === undefined
      ? []
      : [{ dealId: deal.id, milestone, ...parting, sellerNet: parting.toSeller - parting.marketplaceFee }],
  );
}

export function verdictFacts(deal: DealLife) {
  return deal.milestones.flatMap(({ verdict }, milestone) => {
    if (verdict === undefined) return [];
    const { payout, evidence, ballots } = verdict;
    const settled = deal.terms.contestWindow === 0;
    return [{ dealId: deal.id, milestone, payout, evidence, settled, ballotCount: ballots.length }];
  });
}

export function ballotFacts(deal: DealLife) {
  const { terms } = deal;
  return deal.milestones.flatMap(({ verdict }, milestone) =>
    (verdict?.ballots ?? []).map(({ position, score }) => {
      const agrees = payoutFor(score, terms) === verdict?.payout;
      return { dealId: deal.id, milestone, position, juror: terms.panel[position], score, agrees };
    }),
  );
}

/** Fees that reached a ledger row; nothing is credited where the fee is nothing. */
export function feeFacts(deal: DealLife) {
  const { terms } = deal;
  const { verificationFee, panelAccount, marketplace } = terms;
  return deal.milestones.flatMap(({ verdict, parting }, milestone) => {
    const earned = verdict === undefined ? 0n : verificationFee;
    const taken = parting === undefined ? 0n : portion(parting.toSeller, terms.marketplaceFee);
    return [
      { dealId: deal.id, milestone, kind: "verification", account: panelAccount, amount: earned },
      { dealId: deal.id, milestone, kind: "marketplace", account: marketplace, amount: taken },
    ].filter(({ amount }) => amount !== 0n);
  });
}

export function accountFacts(world: World, address: Address) {
  return {
    address,
    balance: amountOf(world.balances, address),
    refused: amountOf(world.refused, address),
    deposited: amountOf(world.deposited, address),
    withdrawn: amountOf(world.withdrawn, address),
  };
}

/** Sums over everything in a world. */
export function totalFacts(world: World) {
  const deals = [...world.deals.values()];
  const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((all, amount) => all + amount, 0n);
  const lives = deals.flatMap(({ milestones }) => milestones);
  return {
    deals: deals.length,
    milestones: lives.length,
    settledMilestones: lives.filter(({ parting }) => parting !== undefined).length,
    verdicts: lives.filter(({ verdict }) => verdict !== undefined).length,
    deposited: sum(world.deposited.values()),
    withdrawn: sum(world.withdrawn.values()),
    balances: sum(world.balances.values()),
    refused: sum(world.refused.values()),
    unsettled: sum(deals.map(unsettledOf)),
  };
}

/** Ids of the deals in which something of a kind happened; to know that a random world is not an empty one. */
export function dealsWith(world: World, holds: (life: MilestoneLife) => boolean): Hex[] {
  return [...world.deals.values()].filter(({ milestones }) => milestones.some(holds)).map(({ id }) => id);
}

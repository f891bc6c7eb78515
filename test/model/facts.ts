import type { Address, Hex } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import { hasFee, hasPaidFee, isShared, sharesOf, storedInterval } from "./book.ts";
import { portion } from "./money.ts";
import { price } from "./opening.ts";
import { provisionalOf, roundEnd } from "./provisional.ts";
import {
  amountOf,
  bondsOf,
  type DealLife,
  isFinal,
  type MilestoneLife,
  type Objection,
  objectionsOf,
  type Parting,
  type Side,
  unsettledOf,
  type World,
} from "./world.ts";

/** What the contract remembers of a deal, as `dealOf` gives it; bitmaps as numbers. */
export function storedDeal(deal: DealLife) {
  const bitmap = (holds: (life: MilestoneLife) => boolean) =>
    deal.milestones.reduce((bits, life, index) => (holds(life) ? bits + 2 ** index : bits), 0);
  return {
    openedAt: deal.openedAt,
    milestones: deal.milestones.length,
    unsettled: unsettledOf(deal),
    settled: bitmap(isFinal),
    recorded: bitmap((life) => isRecorded(deal, life)),
    amended: deal.replaced !== undefined,
  };
}

/** What happened out of the ordinary: a delivery on-chain, or a verdict that had to stand. */
function isRecorded({ terms }: DealLife, { delivered, verdict }: MilestoneLife): boolean {
  return delivered !== undefined || (verdict !== undefined && terms.contestWindow !== 0);
}

/** What the contract remembers of a milestone, as `milestoneOf` gives it; undefined when that is nothing. */
export function storedMilestone(deal: DealLife, life: MilestoneLife) {
  if (!isRecorded(deal, life)) return undefined;
  const { delivered, second, appeal } = life;
  const stood = deal.terms.contestWindow === 0 ? undefined : life.verdict;
  const objections = objectionsOf(life);
  const bits = (holds: (objection: Objection) => boolean) =>
    objections.reduce((sum, objection) => (holds(objection) ? sum + 2 ** (objection.round - 2) : sum), 0);
  return {
    evidence: delivered?.evidence ?? stood?.evidence,
    deliveredAt: delivered?.at ?? 0,
    provisionalSince: storedSince(deal, life),
    provisionalPayout: second?.verdict?.payout ?? second?.objection.payout ?? stood?.payout ?? 0,
    round: second?.verdict !== undefined ? 2 : stood === undefined ? 0 : 1,
    judged: stood !== undefined || (life.feeEarned === true && second !== undefined),
    contests: (second === undefined ? 0 : 1) + (appeal === undefined ? 0 : 1),
    byBuyer: bits(({ by }) => by === "buyer"),
    released: bits(({ released }) => released !== undefined),
    lowestPayout: storedInterval(deal, life)?.lowest ?? 0,
    highestPayout: storedInterval(deal, life)?.highest ?? 0,
    drawnAt: second?.drawnAt ?? 0,
    endedAt: life.endedAt ?? 0,
  };
}

/** Since when the stored payout stands. Silence is only put on record by who contests it. */
function storedSince(deal: DealLife, { delivered, verdict, second, appeal }: MilestoneLife): number {
  if (second === undefined) return deal.terms.contestWindow === 0 ? 0 : (verdict?.at ?? 0);
  if (second.verdict !== undefined) return second.verdict.at;
  if (appeal !== undefined) return roundEnd(deal, second.objection);
  return verdict?.at ?? (delivered?.at ?? 0) + deal.terms.verdictWindow;
}

/**
 * A deal with its sums. `funded = sellerNet + marketplaceFees + verificationFees + refunded + reimbursed + unsettled +
 * movedOn`: promise 3.
 */
export function dealFacts(deal: DealLife) {
  const { terms, milestones, replaced } = deal;
  const facts = { sellerNet: 0n, marketplaceFees: 0n, verificationFees: 0n, refunded: 0n, reimbursed: 0n };
  facts.refunded += replaced?.paidBack ?? 0n;
  let settledCount = 0;
  let isCancelled = false;
  for (const life of milestones) {
    const { parting } = life;
    if (hasPaidFee(deal, life)) facts.verificationFees += terms.verificationFee;
    if (parting === undefined) continue;
    settledCount += 1;
    isCancelled ||= parting.cause === "cancellation";
    const { sellerNet, buyerNet, sellerReimbursed, buyerReimbursed } = netOf(parting);
    facts.sellerNet += sellerNet;
    facts.marketplaceFees += parting.marketplaceFee;
    facts.refunded += buyerNet + parting.feeReturned;
    facts.reimbursed += sellerReimbursed + buyerReimbursed;
  }
  const funded = price(terms);
  const closed = isCancelled ? "cancelled" : settledCount === milestones.length ? "settled" : "open";
  const status = replaced === undefined ? closed : "amended";
  const { id, unclaimed, openedAt } = deal;
  const about = { id, status, settledCount, funded, unsettled: unsettledOf(deal), bondsHeld: bondsOf(deal) };
  return {
    ...about,
    ...facts,
    unclaimed,
    openedAt: BigInt(openedAt),
    ...{ amends: terms.amends?.deal ?? null, amendedBy: replaced?.by ?? null },
    ...{ movedIn: funded - paidFor(terms), movedOn: replaced?.movedOn ?? 0n },
    category: terms.category ? BigInt(terms.category) : null,
    reference: terms.reference ?? null,
  };
}

/** What the buyer paid for a deal; the rest of what it cost was in the deal that it replaced. */
export function paidFor(terms: Terms): bigint {
  const left = terms.amends?.remainder ?? 0n;
  return price(terms) > left ? price(terms) - left : 0n;
}

/** What each side has of a milestone, and what it gave to whoever had paid the other side's bond. */
export function netOf({ toSeller, toBuyer, marketplaceFee, reimbursements }: Parting) {
  const from = (side: Side) =>
    reimbursements.reduce((sum, paid) => (paid.from === side ? sum + paid.amount : sum), 0n);
  const [sellerReimbursed, buyerReimbursed] = [from("seller"), from("buyer")];
  return {
    sellerReimbursed,
    buyerReimbursed,
    sellerNet: toSeller - marketplaceFee - sellerReimbursed,
    buyerNet: toBuyer - buyerReimbursed,
  };
}

/** Where each milestone of a deal is. Times in unix seconds. */
export function milestoneFacts(deal: DealLife) {
  const { terms } = deal;
  return deal.milestones.map((life, index) => {
    const { delivered, verdict, second, appeal } = life;
    const verdicts = [verdict, second?.verdict].filter((reached) => reached !== undefined).length;
    return {
      dealId: deal.id,
      index,
      amount: terms.milestones[index]?.amount ?? 0n,
      evidence: delivered?.evidence ?? verdict?.evidence ?? null,
      rounds: verdicts,
      round: second?.verdict !== undefined ? 2 : verdict === undefined ? 0 : 1,
      judged: hasFee(life),
      contestCount: (second === undefined ? 0 : 1) + (appeal === undefined ? 0 : 1),
      ...phaseOf(deal, life),
    };
  });
}

const noInterval = { lowestPayout: null, highestPayout: null };

function phaseOf(deal: DealLife, life: MilestoneLife) {
  const { delivered, verdict, second, appeal, parting } = life;
  const provisional = provisionalOf(deal, life);
  const nothing = { provisionalPayout: null, windowEnd: null, settleFrom: null, ...noInterval };
  if (parting !== undefined) return { status: "settled", ...nothing };
  // The payout that a standing verdict had is not there: what stands cannot move.
  if (life.isMoved) return { status: "moved", ...nothing };
  if (provisional === undefined) return { status: "pending", ...nothing };
  const settleFrom = BigInt(provisional.end);
  const phase = (status: string, provisionalPayout: number | null, windowEnd: number) => {
    const interval = storedInterval(deal, life);
    const ends = { lowestPayout: interval?.lowest ?? null, highestPayout: interval?.highest ?? null };
    return { status, provisionalPayout, windowEnd: BigInt(windowEnd), settleFrom, ...ends };
  };
  const { payout } = provisional;
  if (appeal !== undefined) return phase("contested", payout, provisional.end);
  if (second?.verdict !== undefined) return phase("provisional", payout, provisional.end);
  // What is on record moves it only when the round has ended, of which there is no event.
  if (second !== undefined) {
    return phase("contested", second.objection.payout, roundEnd(deal, second.objection));
  }
  if (verdict !== undefined) return phase("provisional", payout, provisional.end);
  return phase("delivered", null, (delivered?.at ?? 0) + deal.terms.verdictWindow);
}

export function settlementFacts(deal: DealLife) {
  return deal.milestones.flatMap(({ parting }, milestone) => {
    if (parting === undefined) return [];
    const { reimbursements, ...parts } = parting;
    return [{ dealId: deal.id, milestone, ...parts, ...netOf(parting) }];
  });
}

/** Fees that reached a ledger balance; nothing is credited where the fee is nothing. */
export function feeFacts(deal: DealLife) {
  const { terms } = deal;
  const { verificationFee, panelAccount, marketplace } = terms;
  return deal.milestones.flatMap((life, milestone) => {
    const { parting } = life;
    const isPaid = hasPaidFee(deal, life);
    const earned = isPaid && !isShared(terms) ? verificationFee : 0n;
    const shares = isPaid && isShared(terms) ? sharesOf(deal, life) : [];
    const taken = parting === undefined ? 0n : portion(parting.toSeller, terms.marketplaceFee);
    return [
      { dealId: deal.id, milestone, kind: "verificationFee", account: panelAccount, amount: earned },
      { dealId: deal.id, milestone, kind: "marketplaceFee", account: marketplace, amount: taken },
      ...shares.map((share) => ({ dealId: deal.id, milestone, kind: "verificationFee", ...share })),
    ].filter(({ amount }) => amount !== 0n);
  });
}

export function accountFacts(world: World, address: Address) {
  return {
    address,
    balance: amountOf(world.balances, address),
    unclaimed: amountOf(world.unclaimed, address),
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
    deals: deals.filter(({ terms }) => terms.amends === undefined).length,
    milestones: lives.filter(({ isMoved }) => !isMoved).length,
    settledMilestones: lives.filter(({ parting }) => parting !== undefined).length,
    verdicts: lives.flatMap(({ verdict, second }) => [verdict, second?.verdict]).filter((reached) => reached)
      .length,
    contests: lives.flatMap(objectionsOf).length,
    rulings: lives.filter(({ isRuled }) => isRuled).length,
    ratings: deals.flatMap(({ ratings }) => ratings).length,
    deposited: sum(world.deposited.values()),
    withdrawn: sum(world.withdrawn.values()),
    balances: sum(world.balances.values()),
    unclaimed: sum(world.unclaimed.values()),
    unsettled: sum(deals.map(unsettledOf)),
    bonds: sum(deals.map(bondsOf)),
  };
}

/** Ids of the deals in which something of a kind happened; to know that a random world is not an empty one. */
export function dealsWith(world: World, holds: (life: MilestoneLife) => boolean): Hex[] {
  return [...world.deals.values()].filter(({ milestones }) => milestones.some(holds)).map(({ id }) => id);
}

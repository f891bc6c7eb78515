import { type Hex, zeroAddress } from "viem";
import { unspend } from "./accounts.ts";
import type { ActionOf } from "./actions.ts";
import { keySignatureRules, settlementRules } from "./authorization.ts";
import { earnsByQuorum, hasFee, paidAtEnd } from "./book.ts";
import { portion } from "./money.ts";
import { payeesOf } from "./opening.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { credited, paidOut } from "./token.ts";
import {
  type BondShare,
  type Cause,
  type DealLife,
  isFinal,
  type MilestoneLife,
  objectionsOf,
  type Reimbursement,
  type Side,
  unsettledOf,
  type World,
} from "./world.ts";

/** A milestone that can still be settled, with its surroundings. */
export interface LiveMilestone {
  readonly deal: DealLife;
  readonly index: number;
  readonly life: MilestoneLife;
  readonly amount: bigint;
  readonly deadline: number;
}

/** Finds a milestone that is not final, or says why there is none. */
export function onLiveMilestone(
  world: World,
  name: { readonly dealId: Hex; readonly milestone: number },
  next: (found: LiveMilestone) => Outcome,
): Outcome {
  return onMilestone(world, name, (found) => {
    if (found.deal.replaced !== undefined) return { refusals: ["Quittance_DealAmended"] };
    return isFinal(found.life) ? { refusals: ["Quittance_MilestoneAlreadySettled"] } : next(found);
  });
}

/** Finds a milestone, final or not, or says why there is none. */
export function onMilestone(
  world: World,
  { dealId, milestone: index }: { readonly dealId: Hex; readonly milestone: number },
  next: (found: LiveMilestone) => Outcome,
): Outcome {
  const deal = world.deals.get(dealId);
  if (deal === undefined) return { refusals: ["Quittance_DealUnknown"] };
  const agreed = deal.terms.milestones[index];
  const life = deal.milestones[index];
  if (agreed === undefined || life === undefined) return { refusals: ["Quittance_MilestoneUnknown"] };
  return next({ deal, index, life, ...agreed });
}

export function withMilestone(world: World, deal: DealLife, index: number, life: MilestoneLife): World {
  const milestones = deal.milestones.map((other, position) => (position === index ? life : other));
  return { ...world, deals: new Map(world.deals).set(deal.id, { ...deal, milestones }) };
}

/** How a milestone ends: why, with what for the seller (before fee and reimbursements), and when. */
interface Ending {
  readonly cause: Cause;
  readonly toSeller: bigint;
  readonly at: number;
  /** Basis points of the seller, when a round's payout or silence ends it: bonds are reimbursed by it. */
  readonly payout?: number;
}

/** Parts a milestone's money. `life` may already hold what the deal in `world` does not have yet. */
export function part(world: World, found: LiveMilestone, { cause, toSeller, at, payout }: Ending): World {
  const { deal, index, life, amount } = found;
  const { terms } = deal;
  const marketplaceFee = portion(toSeller, terms.marketplaceFee);
  const isEarned = earnsByQuorum(deal, life, at);
  const feeReturned = hasFee(life) || isEarned ? 0n : terms.verificationFee;
  const toBuyer = amount - toSeller;
  const parts = { seller: toSeller - marketplaceFee, buyer: toBuyer };
  const reimbursements = payout === undefined ? [] : reimbursementsOf(found, payout, parts);
  for (const { from, amount: moved } of reimbursements) parts[from] -= moved;
  const parting = { cause, toSeller, toBuyer, marketplaceFee, feeReturned, reimbursements };
  const paidPanel = paidAtEnd(deal, life, at).reduce(
    (paying, { account, amount: share }) => credited(paying, account, share),
    world,
  );
  const withFee = credited(paidPanel, terms.marketplace, marketplaceFee);
  const withBonds = reimbursements.reduce(
    (after, { round, payer, amount: moved }) =>
      bondBack(after, found, round, { account: payer, amount: moved }, at),
    withFee,
  );
  const seller = paidOut(withBonds, terms.seller, parts.seller, terms.sellerToLedger);
  const buyer = paidBack(seller.world, deal, parts.buyer + feeReturned, at);
  const unclaimed = deal.unclaimed + seller.unclaimed + buyer.unclaimed;
  const isRateable = cause !== "agreement" || toSeller > 0n;
  const ratedFrom = isRateable ? at : deal.ratedFrom;
  return withMilestone(buyer.world, { ...deal, unclaimed, ratedFrom }, index, {
    ...life,
    ...(isEarned ? { feeEarned: true } : {}),
    ...(payout === undefined && life.second !== undefined ? { endedAt: at } : {}),
    parting,
  });
}

/** Something is left of the deal. */
export function leftRule({ replaced }: DealLife, left: bigint): Rule {
  return [left !== 0n, replaced === undefined ? "Quittance_DealAlreadySettled" : "Quittance_DealAmended"];
}

/** Pays what comes back to the buyer, and to what it may spend where it has a policy. */
export function paidBack(world: World, { id, terms, openedAt }: DealLife, amount: bigint, now: number) {
  const { world: after, unclaimed } = paidOut(world, terms.buyer, amount, terms.buyerToLedger);
  const { category = 0 } = terms;
  const told = { kind: "deal", of: id, category, counterparties: payeesOf(terms) } as const;
  return { world: unspend(after, terms.buyer, amount, now, { ...told, spentAt: openedAt }), unclaimed };
}

/** Gives (a part of) a bond back to who paid it, and to what that account may spend where it has a policy. */
export function bondBack(
  world: World,
  { deal, index, life }: Pick<LiveMilestone, "deal" | "index" | "life">,
  round: number,
  { account, amount }: BondShare,
  now: number,
): World {
  const objection = objectionsOf(life).find((known) => known.round === round);
  if (objection === undefined) throw new RangeError(`no contest for round ${round} of ${deal.id}`);
  return unspend(credited(world, account, amount), account, amount, now, {
    ...bondOf(deal, index),
    spentAt: objection.at,
  });
}

/** What a bond is to the account that pays it. */
export function bondOf({ id, terms }: DealLife, milestone: number) {
  const { disputes, category = 0 } = terms;
  const judges = [disputes?.pool ?? zeroAddress, disputes?.arbiter ?? zeroAddress];
  const counterparties = judges.filter((judge) => judge !== zeroAddress);
  return { kind: "bond", of: id, milestone, category, counterparties } as const;
}

/**
 * Who contested and ended better than in what it contested gets its bond from the other side, as far as that side's part
 * reaches, and for all its contests together no more than it gained from the first payout it contested; but only a bond that
 * was spent on judges.
 */
function reimbursementsOf(
  { deal, life, amount: whole }: LiveMilestone,
  payout: number,
  parts: Readonly<Record<Side, bigint>>,
): Reimbursement[] {
  const bond = deal.terms.disputes?.bond ?? 0n;
  const left = { ...parts };
  const gained = (by: Side) => {
    const first = objectionsOf(life).find((objection) => objection.by === by)?.payout ?? payout;
    const difference = portion(whole, payout) - portion(whole, first);
    return by === "buyer" ? -difference : difference;
  };
  const due = { buyer: gained("buyer"), seller: gained("seller") };
  return objectionsOf(life).flatMap(({ round, by, payer, payout: contested }) => {
    const isSpent = round === 2 ? (life.second?.ballots.length ?? 0) > 0 : life.isRuled === true;
    const isBetter = by === "buyer" ? payout < contested : payout > contested;
    const from: Side = by === "buyer" ? "seller" : "buyer";
    const most = left[from] < bond ? left[from] : bond;
    const amount = due[by] < most ? due[by] : most;
    if (!isSpent || !isBetter || amount <= 0n) return [];
    left[from] -= amount;
    due[by] -= amount;
    return [{ round, from, payer, amount }];
  });
}

type Alone = ActionOf<"release" | "refund" | "reclaim">;

export function release(world: World, action: Alone, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { buyer } = found.deal.terms;
    const spoken = { sender: action.sender, word: action.signedBy, now };
    return unless(settlementRules(world, buyer, found.amount, spoken), () => ({
      world: part(world, found, { cause: "release", toSeller: found.amount, at: now }),
    }));
  });
}

export function refund(world: World, action: Alone, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { seller } = found.deal.terms;
    const spoken = { sender: action.sender, word: action.signedBy, now };
    return unless(settlementRules(world, seller, found.amount, spoken), () => ({
      world: part(world, found, { cause: "refund", toSeller: 0n, at: now }),
    }));
  });
}

export function reclaim(world: World, action: Alone, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal, life, deadline } = found;
    const rules: Rule[] = [
      [life.delivered === undefined && life.verdict === undefined, "Quittance_MilestoneNotReclaimable"],
      [now > deadline, "Quittance_DeadlineNotPassed"],
      ...keySignatureRules(world, deal.terms.buyer, undefined, {
        sender: action.sender,
        word: action.signedBy,
        now,
      }),
    ];
    return unless(rules, () => ({ world: part(world, found, { cause: "reclaim", toSeller: 0n, at: now }) }));
  });
}

type Joint = ActionOf<"agree"> | ActionOf<"cancel">;

/** @param gives What each side gives up. */
function jointRules(
  world: World,
  { terms }: DealLife,
  action: Joint,
  gives: { readonly buyer: bigint; readonly seller: bigint },
  now: number,
): Rule[] {
  const { sender, validUntil, buyerSignedBy, sellerSignedBy } = action;
  return [
    [now < validUntil, "Quittance_SignatureExpired"],
    ...settlementRules(world, terms.buyer, gives.buyer, { sender, word: buyerSignedBy, now }),
    ...settlementRules(world, terms.seller, gives.seller, { sender, word: sellerSignedBy, now }),
  ];
}

export function agree(world: World, action: ActionOf<"agree">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const toBuyer = found.amount - action.toSeller;
    const rules: Rule[] = [
      [action.toSeller <= found.amount, "Quittance_PartTooLarge"],
      ...jointRules(world, found.deal, action, { buyer: action.toSeller, seller: toBuyer }, now),
    ];
    return unless(rules, () => ({
      world: part(world, found, { cause: "agreement", toSeller: action.toSeller, at: now }),
    }));
  });
}

/** One payout for all that is left, whatever it is made of. */
export function cancel(world: World, action: ActionOf<"cancel">, now: number): Outcome {
  const deal = world.deals.get(action.dealId);
  if (deal === undefined) return { refusals: ["Quittance_DealUnknown"] };
  const { terms } = deal;
  const left = unsettledOf(deal);
  const rules: Rule[] = [
    leftRule(deal, left),
    [left === 0n || action.remainder === left, "Quittance_RemainderMismatch"],
    ...jointRules(world, deal, action, { buyer: 0n, seller: action.remainder }, now),
  ];
  return unless(rules, () => {
    const milestones = deal.milestones.map((life, index): MilestoneLife => {
      if (life.parting !== undefined) return life;
      const toBuyer = terms.milestones[index]?.amount ?? 0n;
      const isEarned = earnsByQuorum(deal, life, now);
      const feeReturned = hasFee(life) || isEarned ? 0n : terms.verificationFee;
      return {
        ...life,
        ...(isEarned ? { feeEarned: true } : {}),
        ...(life.second === undefined ? {} : { endedAt: now }),
        parting: {
          ...{ cause: "cancellation", toSeller: 0n, toBuyer, marketplaceFee: 0n, feeReturned },
          reimbursements: [],
        },
      };
    });
    const shares = deal.milestones
      .filter((life) => life.parting === undefined)
      .flatMap((life) => paidAtEnd(deal, life, now));
    const fees = shares.reduce((sum, { amount }) => sum + amount, 0n);
    const paidPanel = shares.reduce(
      (paying, { account, amount }) => credited(paying, account, amount),
      world,
    );
    const { world: after, unclaimed } = paidBack(paidPanel, deal, left - fees, now);
    const ended = { ...deal, milestones, unclaimed: deal.unclaimed + unclaimed };
    return { world: { ...after, deals: new Map(after.deals).set(deal.id, ended) } };
  });
}

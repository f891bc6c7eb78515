import type { Hex } from "viem";
import type { ActionOf } from "./actions.ts";
import { portion } from "./money.ts";
import { consents, type Outcome, type Rule, unless } from "./outcome.ts";
import { credited, paidOut } from "./token.ts";
import { type Cause, type DealLife, type MilestoneLife, unsettledOf, type World } from "./world.ts";

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
  { dealId, milestone: index }: { readonly dealId: Hex; readonly milestone: number },
  next: (found: LiveMilestone) => Outcome,
): Outcome {
  const deal = world.deals.get(dealId);
  if (deal === undefined) return { refusals: ["Quittance_DealUnknown"] };
  const agreed = deal.terms.milestones[index];
  const life = deal.milestones[index];
  if (agreed === undefined || life === undefined) return { refusals: ["Quittance_MilestoneUnknown"] };
  if (life.parting !== undefined) return { refusals: ["Quittance_MilestoneAlreadySettled"] };
  return next({ deal, index, life, ...agreed });
}

export function withMilestone(world: World, deal: DealLife, index: number, life: MilestoneLife): World {
  const milestones = deal.milestones.map((other, position) => (position === index ? life : other));
  return { ...world, deals: new Map(world.deals).set(deal.id, { ...deal, milestones }) };
}

/** Parts a milestone's money. `life` may already hold a verdict that the deal in `world` does not have yet. */
export function part(
  world: World,
  { deal, index, life, amount }: LiveMilestone,
  cause: Cause,
  toSeller: bigint,
): World {
  const { terms } = deal;
  const marketplaceFee = portion(toSeller, terms.marketplaceFee);
  const feeReturned = life.verdict === undefined ? terms.verificationFee : 0n;
  const toBuyer = amount - toSeller;
  const parting = { cause, toSeller, toBuyer, marketplaceFee, feeReturned };
  const withFee = credited(world, terms.marketplace, marketplaceFee);
  const seller = paidOut(withFee, terms.seller, toSeller - marketplaceFee, terms.sellerToLedger);
  const buyer = paidOut(seller.world, terms.buyer, toBuyer + feeReturned, terms.buyerToLedger);
  const refused = deal.refused + seller.refused + buyer.refused;
  return withMilestone(buyer.world, { ...deal, refused }, index, { ...life, parting });
}

export function accept(world: World, action: ActionOf<"accept" | "concede" | "reclaim">): Outcome {
  return onLiveMilestone(world, action, (found) =>
    unless(
      [[consents(found.deal.terms.buyer, action.sender, action.signedBy), "Quittance_InvalidSignature"]],
      () => ({
        world: part(world, found, "acceptance", found.amount),
      }),
    ),
  );
}

export function concede(world: World, action: ActionOf<"accept" | "concede" | "reclaim">): Outcome {
  return onLiveMilestone(world, action, (found) =>
    unless(
      [[consents(found.deal.terms.seller, action.sender, action.signedBy), "Quittance_InvalidSignature"]],
      () => ({
        world: part(world, found, "concession", 0n),
      }),
    ),
  );
}

export function reclaim(
  world: World,
  action: ActionOf<"accept" | "concede" | "reclaim">,
  now: number,
): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const { deal, life, deadline } = found;
    const rules: Rule[] = [
      [life.delivered === undefined && life.verdict === undefined, "Quittance_MilestoneNotReclaimable"],
      [now > deadline, "Quittance_DeadlineNotPassed"],
      [consents(deal.terms.buyer, action.sender, action.signedBy), "Quittance_InvalidSignature"],
    ];
    return unless(rules, () => ({ world: part(world, found, "reclaim", 0n) }));
  });
}

type Joint = ActionOf<"agree"> | ActionOf<"cancel">;

function jointRules({ terms }: DealLife, action: Joint, now: number): Rule[] {
  const { sender, validUntil, buyerSignedBy, sellerSignedBy } = action;
  return [
    [now < validUntil, "Quittance_SignatureExpired"],
    [consents(terms.buyer, sender, buyerSignedBy), "Quittance_InvalidSignature"],
    [consents(terms.seller, sender, sellerSignedBy), "Quittance_InvalidSignature"],
  ];
}

export function agree(world: World, action: ActionOf<"agree">, now: number): Outcome {
  return onLiveMilestone(world, action, (found) => {
    const rules: Rule[] = [
      [action.toSeller <= found.amount, "Quittance_PartTooLarge"],
      ...jointRules(found.deal, action, now),
    ];
    return unless(rules, () => ({ world: part(world, found, "agreement", action.toSeller) }));
  });
}

/** One payout for all that is left, whatever it is made of. */
export function cancel(world: World, action: ActionOf<"cancel">, now: number): Outcome {
  const deal = world.deals.get(action.dealId);
  if (deal === undefined) return { refusals: ["Quittance_DealUnknown"] };
  const { terms } = deal;
  const left = unsettledOf(deal);
  const rules: Rule[] = [
    [left !== 0n, "Quittance_DealAlreadySettled"],
    [left === 0n || action.remainder === left, "Quittance_RemainderMismatch"],
    ...jointRules(deal, action, now),
  ];
  return unless(rules, () => {
    const milestones = deal.milestones.map((life, index): MilestoneLife => {
      if (life.parting !== undefined) return life;
      const toBuyer = terms.milestones[index]?.amount ?? 0n;
      const feeReturned = life.verdict === undefined ? terms.verificationFee : 0n;
      return {
        ...life,
        parting: { cause: "cancellation", toSeller: 0n, toBuyer, marketplaceFee: 0n, feeReturned },
      };
    });
    const { world: after, refused } = paidOut(world, terms.buyer, left, terms.buyerToLedger);
    const ended = { ...deal, milestones, refused: deal.refused + refused };
    return { world: { ...after, deals: new Map(after.deals).set(deal.id, ended) } };
  });
}

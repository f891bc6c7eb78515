import type { Terms } from "../../sdk/protocol/terms.ts";
import { spend } from "./accounts.ts";
import type { ActionOf } from "./actions.ts";
import { commitmentRules, keyOf, settlementRules } from "./authorization.ts";
import { payeesOf, price, termsRules, workingRules } from "./opening.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { leftRule, paidBack } from "./settling.ts";
import { payingRules, received, tokenRefusals } from "./token.ts";
import { balanceRules, taken } from "./treasury.ts";
import { type DealLife, isFinal, type MilestoneLife, unsettledOf, type World } from "./world.ts";

/** What an amendment moves: what is left of the old deal, what the new one costs, and how they differ. */
interface Difference {
  readonly left: bigint;
  readonly total: bigint;
  readonly paidIn: bigint;
  readonly paidBack: bigint;
}

/** One deal ends and another has what was left of it; nothing else is paid in or back than the difference. */
export function amend(world: World, action: ActionOf<"amend">, now: number): Outcome {
  const { terms, successor } = action;
  const deal = world.deals.get(action.dealId);
  if (deal === undefined) return { refusals: ["Quittance_DealUnknown"] };
  const difference = differenceOf(deal, terms);
  const rules: Rule[] = [
    ...stateRules(deal, terms, now),
    ...lastingRules(deal.terms, terms),
    [!world.deals.has(successor), "Quittance_DealAlreadyOpened"],
    [now < terms.openBy, "Quittance_OpeningExpired"],
    ...termsRules(world, terms, now),
    ...sellersRules(world, action, difference, now),
    ...buyersRules(world, action, difference, now),
  ];
  return unless(rules, () => ({ world: replaced(world, deal, action, difference, now) }));
}

function differenceOf(deal: DealLife, terms: Terms): Difference {
  const [left, total] = [unsettledOf(deal), price(terms)];
  const [paidIn, paidBack] = total > left ? [total - left, 0n] : [0n, left - total];
  return { left, total, paidIn, paidBack };
}

/** Both signed for this deal as it is, and nothing of it is being decided. */
function stateRules(deal: DealLife, { amends }: Terms, now: number): Rule[] {
  const left = unsettledOf(deal);
  const open = deal.milestones.flatMap((life, index) => (isFinal(life) ? [] : [{ life, index }]));
  const delivered = open.flatMap(({ life, index }) => (life.delivered === undefined ? [] : [index]));
  return [
    [amends?.deal === deal.id, "Quittance_AmendedDealMismatch"],
    leftRule(deal, left),
    [amends?.remainder === left, "Quittance_RemainderMismatch"],
    [String(amends?.delivered) === String(delivered), "Quittance_DeliveriesMismatch"],
    [open.every(({ life }) => !isBeingDecided(deal, life, now)), "Quittance_PayoutProvisional"],
  ];
}

/** A payout is provisional or contested: somebody judged it, or silence did. */
function isBeingDecided({ terms }: DealLife, life: MilestoneLife, now: number): boolean {
  const { delivered, verdict, second } = life;
  const isSilent = delivered !== undefined && now >= delivered.at + terms.verdictWindow;
  return verdict !== undefined || second !== undefined || isSilent;
}

/** Who deals with whom does not change, nor what a marketplace takes of it. */
function lastingRules(before: Terms, after: Terms): Rule[] {
  const isFree = before.marketplaceFee === 0 && after.marketplaceFee === 0;
  const holds =
    before.buyer === after.buyer &&
    before.seller === after.seller &&
    before.marketplaceFee === after.marketplaceFee &&
    (isFree || before.marketplace === after.marketplace);
  return [[holds, "Quittance_FieldUnchangeable"]];
}

/** The seller takes work, and gives up all that it could still have earned. */
function sellersRules(
  world: World,
  { sender, terms, sellerSignedBy: word }: ActionOf<"amend">,
  difference: Difference,
  now: number,
): Rule[] {
  const spoken = { sender, word, now };
  return [
    ...settlementRules(world, terms.seller, largerOf(difference), spoken, ["deliver", "settle"]),
    ...workingRules(world, terms),
  ];
}

/** The buyer commits what the new deal costs. Its limits over time count no more than it pays. */
function buyersRules(
  world: World,
  { sender, terms, buyerSignedBy: word }: ActionOf<"amend">,
  difference: Difference,
  now: number,
): Rule[] {
  const { buyer, category = 0, fundedFromLedger } = terms;
  const { paidIn: counted } = difference;
  const isManaged = world.accounts.has(buyer);
  const isPaidByToken = counted > 0n && !fundedFromLedger;
  const committing = {
    ...{ account: buyer, amount: largerOf(difference), counted, category, payees: payeesOf(terms) },
    capability: ["commit", "settle"],
  } as const;
  return [
    [!isManaged || terms.buyerToLedger, "Quittance_LedgerDestinationNeeded"],
    // Of a wallet, the authorisation that pays is all that it signs.
    ...(isManaged || !isPaidByToken ? commitmentRules(world, committing, { sender, word, now }) : []),
    ...(isPaidByToken
      ? ([
          ...payingRules(world, buyer, counted),
          [word !== undefined && !isManaged, tokenRefusals.noSignature],
          [word === undefined || word === buyer, tokenRefusals.signature],
        ] satisfies Rule[])
      : balanceRules(world, buyer, counted)),
  ];
}

function largerOf({ left, total }: Difference): bigint {
  return left > total ? left : total;
}

function replaced(
  world: World,
  deal: DealLife,
  { terms, successor, buyerSignedBy }: ActionOf<"amend">,
  { left, paidIn, paidBack: back }: Difference,
  now: number,
): World {
  const { buyer, fundedFromLedger, category = 0 } = terms;
  const paid = fundedFromLedger ? taken(world, buyer, paidIn) : received(world, buyer, paidIn);
  const told = { kind: "deal", of: successor, category, counterparties: payeesOf(terms) } as const;
  const spent = spend(paid, buyer, paidIn, now, { ...told, key: keyOf(buyerSignedBy) });
  const { world: after, unclaimed } = paidBack(spent, deal, back, now);
  const milestones = deal.milestones.map((life) =>
    isFinal(life) ? life : { ...life, isMoved: true as const },
  );
  const ended: DealLife = {
    ...{ ...deal, milestones, unclaimed: deal.unclaimed + unclaimed },
    replaced: { by: successor, movedOn: left - back, paidBack: back },
  };
  const next: DealLife = {
    ...{ id: successor, terms, openedAt: deal.openedAt, unclaimed: 0n, ratedFrom: 0, ratings: [] },
    milestones: terms.milestones.map(() => ({})),
  };
  return { ...after, deals: new Map(after.deals).set(deal.id, ended).set(successor, next) };
}

import { type Address, zeroAddress } from "viem";
import type { Terms } from "../../sdk/protocol/terms.ts";
import { isFrozen, spend } from "./accounts.ts";
import type { ActionOf } from "./actions.ts";
import { commitmentRules, keyOf, keySignatureRules } from "./authorization.ts";
import { isShared } from "./book.ts";
import { type Outcome, type Rule, unless } from "./outcome.ts";
import { mayHold, payingRules, received, tokenRefusals } from "./token.ts";
import { balanceRules, taken } from "./treasury.ts";
import type { World } from "./world.ts";

const MINUTE = 60;
const DAY = 86_400;
const MOST_MILESTONES = 32;
const MOST_JURORS = 15;
const MOST_MARKETPLACE_FEE = 1_000;
const WHOLE = 10_000;
const MOST_MONEY = 2n ** 96n - 1n;

/** Everything the buyer pays: each amount, and for each the verification fee on top. */
export function price({ milestones, verificationFee }: Terms): bigint {
  let total = 0n;
  for (const { amount } of milestones) total += amount + verificationFee;
  return total;
}

export function open(world: World, action: ActionOf<"open">, now: number): Outcome {
  const { sender, dealId, terms, buyerSignedBy } = action;
  const { buyer, fundedFromLedger, openBy, category = 0 } = terms;
  const total = price(terms);
  const payees = payeesOf(terms);
  const committing = { account: buyer, amount: total, capability: "commit", category, payees } as const;
  const rules: Rule[] = [
    [!world.deals.has(dealId), "Quittance_DealAlreadyOpened"],
    [terms.amends === undefined, "Quittance_AmendmentNeeded"],
    [now < openBy, "Quittance_OpeningExpired"],
    ...termsRules(world, terms, now),
    ...sellerRules(world, action, now),
    ...(fundedFromLedger
      ? ([
          ...commitmentRules(world, committing, { sender, word: buyerSignedBy, now }),
          [!world.accounts.has(buyer) || terms.buyerToLedger, "Quittance_LedgerDestinationNeeded"],
          ...balanceRules(world, buyer, total),
        ] satisfies Rule[])
      : ([
          ...payingRules(world, buyer, total),
          // The authorisation's nonce is the deal id: it pays, so nobody may leave it out.
          [buyerSignedBy !== undefined, tokenRefusals.noSignature],
          [buyerSignedBy === undefined || buyerSignedBy === buyer, tokenRefusals.signature],
        ] satisfies Rule[])),
  ];
  return unless(rules, () => {
    const after = fundedFromLedger ? taken(world, buyer, total) : received(world, buyer, total);
    const deal = {
      id: dealId,
      terms,
      openedAt: now,
      milestones: terms.milestones.map(() => ({})),
      unclaimed: 0n,
      ratedFrom: 0,
      ratings: [],
    };
    const told = { kind: "deal", of: dealId, category, counterparties: payees } as const;
    const spent = spend(after, buyer, total, now, { ...told, key: keyOf(buyerSignedBy) });
    return { world: { ...spent, deals: new Map(spent.deals).set(dealId, deal) } };
  });
}

/** What holds of all terms under which money is held. */
export function termsRules(world: World, terms: Terms, now: number): Rule[] {
  return [
    ...partyRules(world, terms),
    ...judgementRules(terms),
    ...panelRules(world, terms),
    ...milestoneRules(terms, now),
    ...disputesRules(world, terms),
  ];
}

/** Everybody whom the buyer's money may go to. */
export function payeesOf(terms: Terms): Address[] {
  const { seller, marketplaceFee, marketplace, verificationFee, panel, panelAccount } = terms;
  const payees = [seller];
  if (marketplaceFee > 0) payees.push(marketplace);
  if (verificationFee > 0n) payees.push(...(isShared(terms) ? panel : [panelAccount]));
  return payees;
}

function sellerRules(world: World, { sender, terms, sellerSignedBy }: ActionOf<"open">, now: number): Rule[] {
  const spoken = { sender, word: sellerSignedBy, now };
  return [...keySignatureRules(world, terms.seller, "deliver", spoken), ...workingRules(world, terms)];
}

/** A seller that a principal opened is paid to the ledger, and takes no work while it is frozen. */
export function workingRules(world: World, terms: Terms): Rule[] {
  const account = world.accounts.get(terms.seller);
  return [
    [account === undefined || !isFrozen(world, account), "Quittance_FrozenAccount"],
    [account === undefined || terms.sellerToLedger, "Quittance_LedgerDestinationNeeded"],
  ];
}

function partyRules(world: World, terms: Terms): Rule[] {
  const { buyer, seller, marketplaceFee, marketplace, verificationFee, panelAccount } = terms;
  return [
    [mayHold(world, buyer) && mayHold(world, seller), "Quittance_TermsAddressRefused"],
    [buyer !== seller, "Quittance_SameParties"],
    [marketplaceFee <= MOST_MARKETPLACE_FEE, "Quittance_MarketplaceFeeTooLarge"],
    [marketplaceFee === 0 || mayHold(world, marketplace), "Quittance_TermsAddressRefused"],
    [
      verificationFee === 0n || isShared(terms) || mayHold(world, panelAccount),
      "Quittance_TermsAddressRefused",
    ],
  ];
}

function judgementRules({
  passingScore,
  payoutStep,
  silencePayout,
  verdictWindow,
  contestWindow,
}: Terms): Rule[] {
  const isGrid = payoutStep === 0 || WHOLE % payoutStep === 0;
  return [
    [passingScore >= 1 && passingScore <= WHOLE && isGrid, "Quittance_PayoutRuleInvalid"],
    [silencePayout <= WHOLE, "Quittance_SilencePayoutTooLarge"],
    [isWindow(verdictWindow), "Quittance_WindowOutOfRange"],
    [contestWindow === 0 || isWindow(contestWindow), "Quittance_WindowOutOfRange"],
  ];
}

const isWindow = (window: number) => window >= 10 * MINUTE && window <= 30 * DAY;

/** Where verdicts can be contested: a pool that answers, a bond that pays a panel, and maybe an arbiter with its window. */
function disputesRules(world: World, { disputes, panel, buyer, seller }: Terms): Rule[] {
  if (disputes === undefined) return [];
  const { pool, arbiter, bond, rulingWindow } = disputes;
  const mayServe = (address: Address) => mayHold(world, address) && address !== buyer && address !== seller;
  const least = world.pool.seatFee * BigInt(2 * panel.length + 2);
  const required = least === 0n ? 1n : least;
  const hasArbiter = arbiter !== zeroAddress;
  return [
    [mayServe(pool), "Quittance_TermsAddressRefused"],
    [pool === world.pool.address, "Quittance_PoolUnusable"],
    [bond >= required, "Quittance_BondTooSmall"],
    [!hasArbiter || mayServe(arbiter), "Quittance_TermsAddressRefused"],
    [hasArbiter ? isWindow(rulingWindow) : rulingWindow === 0, "Quittance_WindowOutOfRange"],
  ];
}

function panelRules(world: World, { panel, buyer, seller }: Terms): Rule[] {
  const ascends = (juror: Address, position: number) =>
    position === 0 || BigInt(juror) > BigInt(panel[position - 1] ?? juror);
  return [
    [panel.length % 2 === 1 && panel.length <= MOST_JURORS, "Quittance_PanelSizeInvalid"],
    [panel.every((juror) => mayHold(world, juror)), "Quittance_TermsAddressRefused"],
    [panel.every(ascends), "Quittance_PanelOutOfOrder"],
    [!panel.includes(buyer) && !panel.includes(seller), "Quittance_JurorIsParty"],
  ];
}

function milestoneRules(terms: Terms, now: number): Rule[] {
  const { milestones, verificationFee } = terms;
  const isTime = (deadline: number) => deadline > now && deadline <= now + 730 * DAY;
  return [
    [milestones.length >= 1 && milestones.length <= MOST_MILESTONES, "Quittance_MilestoneCountOutOfRange"],
    [milestones.every(({ amount }) => amount > 0n), "Quittance_MilestoneAmountZero"],
    [milestones.every(({ deadline }) => isTime(deadline)), "Quittance_DeadlineOutOfRange"],
    [milestones.every(({ amount }) => verificationFee <= amount), "Quittance_VerificationFeeTooLarge"],
    [price(terms) <= MOST_MONEY, "Quittance_TotalTooLarge"],
  ];
}

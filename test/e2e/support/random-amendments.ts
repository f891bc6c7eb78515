import { type Address, zeroAddress, zeroHash } from "viem";
import { dealIdOf } from "../../../sdk/protocol/deal-id.ts";
import type { Milestone, Terms } from "../../../sdk/protocol/terms.ts";
import { type DealLife, isFinal, unsettledOf } from "../../model/world.ts";
import type { Desk } from "./calls.ts";
import type { Situation } from "./random-actions.ts";
import { faultyTerms, randomTerms } from "./random-terms.ts";

const MINUTE = 60;
const HOUR = 3_600;
const MOST_MILESTONES = 32;
const USDC = 1_000_000n;

/** An amendment that nobody has signed yet: the deal it is sent with, and the new terms with their id. */
export interface Draft {
  readonly dealId: DealLife["id"];
  readonly successor: DealLife["id"];
  readonly terms: Terms;
}

/** New terms for a live deal, right or wrong; now and then the same ones again, for a deal that they replaced already. */
export function randomAmendment(situation: Situation, deal: DealLife, { domain }: Desk): Draft {
  const { dice, world } = situation;
  const again = [...world.deals.values()].filter(({ replaced }) => replaced !== undefined);
  if (again.length > 0 && dice.chance(0.02)) {
    const { id: dealId, replaced } = dice.pick(again);
    const next = replaced && world.deals.get(replaced.by);
    if (next !== undefined) return { dealId, successor: next.id, terms: next.terms };
  }
  const sound = soundTerms(situation, deal);
  const terms = dice.chance(0.25) ? withFault(situation, deal, sound) : sound;
  return { dealId: deal.id, successor: dealIdOf({ domain, terms }), terms };
}

/** Terms that the contract takes for the deal as it is now. Whether its panel is at work is another matter. */
function soundTerms(situation: Situation, deal: DealLife): Terms {
  const { dice, people, world, now } = situation;
  const { buyer, seller, marketplaceFee, marketplace } = deal.terms;
  const salt = dice.amount(0n, 2n ** 52n);
  const milestones = milestonesOf(situation, deal);
  const fresh = randomTerms(dice, people, now, salt, milestones.length, world);
  const kept = dice.chance(0.6) ? deal.terms : { ...fresh, verificationFee: 0n };
  const isPaidToLedger = (side: Address, wanted: boolean) =>
    world.accounts.has(side) ? dice.chance(0.97) : wanted;
  return {
    ...kept,
    ...{ buyer, seller, marketplaceFee, marketplace, milestones, salt },
    panel: dice.chance(0.3) ? fresh.panel : kept.panel,
    ...(kept.disputes && { disputes: { ...kept.disputes, bond: kept.disputes.bond + 100n * USDC } }),
    fundedFromLedger: isPaidToLedger(buyer, dice.chance(0.5)),
    buyerToLedger: isPaidToLedger(buyer, fresh.buyerToLedger),
    sellerToLedger: isPaidToLedger(seller, fresh.sellerToLedger),
    openBy: now + dice.between(1, 10 * MINUTE),
    amends: amendsOf(deal),
  };
}

function amendsOf(deal: DealLife): NonNullable<Terms["amends"]> {
  const delivered = deal.milestones.flatMap((life, index) =>
    life.delivered === undefined || isFinal(life) ? [] : [index],
  );
  return { deal: deal.id, remainder: unsettledOf(deal), delivered };
}

/** What is open of the deal, with later deadlines; maybe with one more, one less, or other amounts. */
function milestonesOf({ dice, now }: Situation, { terms, milestones }: DealLife): Milestone[] {
  const open = terms.milestones.filter((_, index) => !isFinal(milestones[index] ?? {}));
  const deadline = (before: number) => Math.max(before, now + dice.between(5 * MINUTE, 4 * HOUR));
  const later = open.map((each) => ({ ...each, deadline: deadline(each.deadline) }));
  const change = dice.weighted({ deadlines: 3, more: 3, fewer: 2, dearer: 2, cheaper: 2 });
  const more = { amount: USDC + dice.amount(0n, 50n * USDC), deadline: deadline(0) };
  const cheaper = (amount: bigint) => (amount / 2n > terms.verificationFee ? amount / 2n : amount);
  switch (change) {
    case "deadlines":
      return later;
    case "more":
      return later.length < MOST_MILESTONES ? [...later, more] : later;
    case "fewer":
      return later.length > 1 ? later.slice(1) : later;
    case "dearer":
      return later.map(({ amount, ...rest }) => ({ ...rest, amount: amount + USDC }));
    case "cheaper":
      return later.map(({ amount, ...rest }) => ({ ...rest, amount: cheaper(amount) }));
  }
}

/** One thing that is not as the deal is, or not as terms may be. */
function withFault(situation: Situation, deal: DealLife, terms: Terms): Terms {
  const { dice, people, world, now } = situation;
  const amends = amendsOf(deal);
  const other = dice.pick([...world.deals.values()]);
  const trader = dice.pick(people.traders).address;
  const isDelivered = amends.delivered.includes(0);
  const delivered = isDelivered ? amends.delivered.slice(1) : [0, ...amends.delivered];
  const faults: readonly Partial<Terms>[] = [
    { amends: { ...amends, remainder: amends.remainder + 1n } },
    { amends: { ...amends, remainder: amends.remainder - 1n } },
    { amends: { ...amends, delivered } },
    { amends: { ...amends, deal: dice.pick([other.id, zeroHash]) } },
    { amends: undefined },
    { buyer: trader },
    { seller: trader },
    { marketplaceFee: terms.marketplaceFee === 0 ? 1 : 0, marketplace: trader },
    { marketplace: terms.marketplaceFee === 0 ? zeroAddress : trader },
    faultyTerms(terms, dice, now, world),
  ];
  return { ...terms, ...dice.pick(faults) };
}

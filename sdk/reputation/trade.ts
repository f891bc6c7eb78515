import type { Address } from "viem";
import { apportion } from "./apportion.ts";
import { type Book, decayedAt } from "./book.ts";
import { type Counterparty, capByCounterparty, type Weighed } from "./capped.ts";
import { disputeLosers, earnedIn, isBuyersContestLost, lostIn } from "./outcomes.ts";
import type { ComponentScore, ReputationComponent, ReputationPart } from "./parts.ts";
import type { Settled } from "./read-facts.ts";
import { rootSignalOf, signalOf } from "./signals.ts";
import { squareRoot } from "./square-root.ts";
import { WHOLE } from "./whole.ts";

/** A principal's trade: what it earned and lost with each counterparty, and what of it counts. */
export interface Trade {
  readonly earned: readonly Counterparty<Settled>[];
  readonly lost: readonly Counterparty<Settled>[];
  /** Earned value that stands against losses, and losses: base units. */
  readonly credited: bigint;
  readonly losses: bigint;
  /** Basis points: the worse of what its volume and its trust say. */
  readonly strength: bigint;
}

const sumOf = (groups: readonly Counterparty<Settled>[]) =>
  groups.reduce((total, { value }) => total + value, 0n);

/**
 * What a verdict of a panel weighs. One that both sides drew together says more, but only of parties that do not know each other: where
 * money flows from the seller to the buyer, both may want the same verdict. A loss weighs the same either way, so that no payment makes
 * it lighter.
 */
function panelShare(settled: Settled, { flowBack, parameters }: Book, isLoss: boolean): bigint {
  const isDrawn = settled.panel === "drawn" && settled.cause === "verdict" && settled.round === 1;
  if (!isDrawn) return WHOLE;
  return isLoss || !flowBack(settled.to, settled.from) ? parameters.drawnShare : WHOLE;
}

/** Earned value and losses of a principal, decayed and capped by counterparty; and how strong they make it. */
export function tradeOf(book: Book, principal: Address): Trade {
  const { parameters } = book;
  const { buyerShare, disputeShare, counterpartyCap, lossCap } = parameters;
  const earned: Weighed<Settled>[] = [];
  const lost: Weighed<Settled>[] = [];
  const add = (list: Weighed<Settled>[], fact: Settled, counterparty: Address, amount: bigint) => {
    const value = decayedAt(book, amount, fact.timestamp);
    if (value > 0n) list.push({ counterparty, fact, value });
  };
  for (const settled of book.sold.get(principal) ?? []) {
    add(earned, settled, settled.from, (earnedIn(settled) * panelShare(settled, book, false)) / WHOLE);
    const more = disputeLosers(settled).has("seller") ? disputeShare : 0n;
    const weight = panelShare(settled, book, true) + more;
    add(lost, settled, settled.from, (lostIn(settled) * weight) / WHOLE);
  }
  for (const settled of book.bought.get(principal) ?? []) {
    add(earned, settled, settled.to, (earnedIn(settled) * buyerShare) / WHOLE);
    const contested = isBuyersContestLost(settled) ? settled.toSeller : 0n;
    add(lost, settled, settled.to, (contested * disputeShare) / WHOLE);
  }
  const earnedBy = capByCounterparty(earned, counterpartyCap);
  const lostBy = capByCounterparty(lost, lossCap);
  const trust = book.flow.trust.get(principal) ?? 0n;
  return {
    earned: earnedBy,
    lost: lostBy,
    credited: least(sumOf(earnedBy), trust * parameters.trustReach),
    losses: sumOf(lostBy),
    strength: least(volumeSignal(earnedBy, book), rootSignalOf(trust, parameters.halfTrust)),
  };
}

const least = (a: bigint, b: bigint) => (a < b ? a : b);

function volumeSignal(earned: readonly Counterparty<Settled>[], { parameters }: Book): bigint {
  const volume = earned.reduce((total, { value }) => total + squareRoot(value), 0n);
  return signalOf(volume, parameters.halfCounterparties * squareRoot(parameters.counterpartyCap));
}

/** The points of trade: strength, less what losses take; and which facts give and take how many. */
export function scoreTrade(trade: Trade, { parameters }: Book): ComponentScore {
  const { credited, losses, strength, earned, lost } = trade;
  const { tradePoints, lossFactor } = parameters;
  const gross = (tradePoints * strength) / WHOLE;
  const against = credited + lossFactor * losses;
  const points = against === 0n ? 0n : (tradePoints * strength * credited) / (WHOLE * against);
  // Within a counterparty by value; between counterparties by the root of it, as they made the volume.
  const roots = earned.flatMap(({ value, facts }) =>
    apportion(
      squareRoot(value),
      facts.map((fact) => fact.value),
    ),
  );
  const given = partsOf("trade", earned, apportion(gross, roots));
  const values = lost.flatMap(({ facts }) => facts.map(({ value }) => value));
  const taken = partsOf(
    "losses",
    lost,
    apportion(gross - points, values).map((part) => -part),
  );
  return { points, parts: [...given, ...taken] };
}

function partsOf(
  component: ReputationComponent,
  groups: readonly Counterparty<Settled>[],
  points: readonly bigint[],
): ReputationPart[] {
  return groups
    .flatMap(({ facts }) => facts)
    .map(({ fact: { dealId, milestone }, counterparty, value }, index) => ({
      ...{ component, points: Number(points[index] ?? 0n), weight: value },
      ...{ dealId, milestone, counterparty },
    }));
}

import type { Address, Hex } from "viem";
import { apportion } from "./apportion.ts";
import { type Book, decayedAt } from "./book.ts";
import { capByCounterparty, type Weighed } from "./capped.ts";
import { earnedIn, lostIn } from "./outcomes.ts";
import type { ComponentScore, ReputationComponent } from "./parts.ts";
import type { Rated, Settled } from "./read-facts.ts";
import { signalOf } from "./signals.ts";
import { WHOLE } from "./whole.ts";

/** Where an opinion comes from, and how good it is: basis points. */
interface Opinion {
  readonly dealId: Hex;
  readonly milestone?: number | undefined;
  readonly quality: bigint;
}

/** The value of what was rated: all that settled of the deal, but for what both cancelled. */
export function ratedValue({ settled }: Rated): bigint {
  return settled.reduce((total, { cause, amount }) => total + (cause === "cancellation" ? 0n : amount), 0n);
}

/** Which part of a milestone's clauses was kept, times which part of it was paid: basis points. A clause without units lost nothing. */
function clauseQuality({ clauses, toSeller, amount }: Settled): bigint {
  if (amount === 0n || clauses.length === 0) return 0n;
  const kept = clauses.reduce((total, clause) => total + clauseShare(clause), 0n);
  return (kept * toSeller) / (BigInt(clauses.length) * amount);
}

/** The share of one clause: basis points. */
export function clauseShare({ units, lost }: { readonly units: number; readonly lost: number }): bigint {
  return units === 0 ? WHOLE : (BigInt(units) * WHOLE - BigInt(lost)) / BigInt(units);
}

/**
 * Points for opinions: their average by value, beside `priorValue` of an opinion that says nothing. Each counts by decayed value, up to
 * the cap of its counterparty, and by the trust in that counterparty: one without trust weighs nothing, whatever it says.
 */
function scoreOpinions(
  component: ReputationComponent,
  most: bigint,
  opinions: readonly Weighed<Opinion>[],
  { parameters, flow }: Book,
): ComponentScore {
  const heard = capByCounterparty(opinions, parameters.counterpartyCap).flatMap(({ counterparty, facts }) => {
    const trust = signalOf(flow.trust.get(counterparty) ?? 0n, parameters.halfTrust);
    return facts.map((fact) => ({ ...fact, value: (fact.value * trust) / WHOLE }));
  });
  const weights = heard.map(({ value, fact }) => value * fact.quality);
  const good = weights.reduce((total, weight) => total + weight, 0n);
  const all = heard.reduce((total, { value }) => total + value, parameters.priorValue);
  const points = (most * good) / (WHOLE * all);
  const given = apportion(points, weights);
  return {
    points,
    parts: heard.map(({ fact: { dealId, milestone }, counterparty, value }, index) => ({
      ...{ component, points: Number(given[index] ?? 0n), weight: value },
      ...{ dealId, milestone, counterparty },
    })),
  };
}

/** Points for what counterparties said of a principal. */
export function scoreRatings(book: Book, principal: Address): ComponentScore {
  const opinions = (book.rated.get(principal) ?? []).map((rating) => ({
    counterparty: rating.by,
    fact: { dealId: rating.dealId, quality: BigInt(rating.score) * 100n },
    value: decayedAt(book, ratedValue(rating), rating.timestamp),
  }));
  return scoreOpinions("ratings", book.parameters.ratingPoints, opinions, book);
}

/** Points for the clauses of pacts that a seller kept, where documents say so. */
export function scorePacts(book: Book, principal: Address): ComponentScore {
  const opinions = (book.sold.get(principal) ?? [])
    .filter((settled) => settled.clauses.length > 0 && earnedIn(settled) + lostIn(settled) > 0n)
    .map((settled) => ({
      counterparty: settled.from,
      fact: { dealId: settled.dealId, milestone: settled.milestone, quality: clauseQuality(settled) },
      value: decayedAt(book, settled.amount, settled.timestamp),
    }));
  return scoreOpinions("pacts", book.parameters.pactPoints, opinions, book);
}

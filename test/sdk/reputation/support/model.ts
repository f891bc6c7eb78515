import type { JurorFact, ReputationInput, SettlementFact } from "../../../../sdk/reputation/index.ts";
import { reputationParameters } from "../../../../sdk/reputation/index.ts";

// The rules of docs/reputation.md a second time, from the page: fractions and naive loops over the facts, and nothing of the library but
// the numbers of its parameters. Slow, and for small markets only.

interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}
const floor = ({ top, bottom }: Fraction) => top / bottom;
const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
const minus = (a: Fraction, b: Fraction): Fraction => ({
  top: a.top * b.bottom - b.top * a.bottom,
  bottom: a.bottom * b.bottom,
});
const over = (top: bigint, bottom: bigint): Fraction => ({ top, bottom });

/** Halves as often as a half-life fits, then follows the line to the next half. */
export function decayModel(age: bigint, halfLife: bigint): bigint {
  let left = over(10n ** 12n, 1n);
  let rest = age;
  while (rest >= halfLife && floor(left) > 0n) {
    left = times(left, over(1n, 2n));
    rest -= halfLife;
  }
  if (floor(left) === 0n) return 0n;
  return floor(minus(left, times(times(left, over(1n, 2n)), over(rest, halfLife))));
}

/** By bisection. */
function rootModel(value: bigint): bigint {
  let [low, high] = [0n, value + 1n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Gives out one unit at a time after the floors: to who is furthest below its share, the first among equals. */
function shareModel(whole: bigint, weights: readonly bigint[]): bigint[] {
  let sum = 0n;
  for (const weight of weights) sum += weight;
  const parts = weights.map((weight) => (sum === 0n ? 0n : floor(over(whole * weight, sum))));
  let given = 0n;
  for (const part of parts) given += part;
  const served = new Set<number>();
  while (sum > 0n && given < whole) {
    let best = -1;
    for (let at = 0; at < weights.length; at += 1) {
      const lack = (index: number) => whole * (weights[index] ?? 0n) - (parts[index] ?? 0n) * sum;
      if (!served.has(at) && (best < 0 || lack(at) > lack(best))) best = at;
    }
    served.add(best);
    parts[best] = (parts[best] ?? 0n) + 1n;
    given += 1n;
  }
  return parts;
}

export interface ModelScore {
  readonly score: bigint;
  readonly confidence: bigint;
  readonly trust: bigint;
}

export interface Model {
  readonly principals: readonly string[];
  /** In 10^12ths of a base unit; what arrived at each principal from each other one, over all rounds, too. */
  readonly kept: ReadonlyMap<string, bigint>;
  readonly crossed: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
  readonly seeds: ReadonlyMap<string, bigint>;
  of(principal: string): ModelScore;
}

const FINE = 10n ** 12n;

export function modelOf(input: ReputationInput): Model {
  const p = { ...reputationParameters, ...input.parameters };
  const now = input.asOf.timestamp;
  const isKnown = (fact: { readonly blockNumber: bigint }) => fact.blockNumber <= input.asOf.blockNumber;
  const owner = new Map<string, string>();
  const name = (account: string, principal?: string) => {
    owner.set(account, principal ?? account);
    return principal ?? account;
  };
  const aged = (amount: bigint, at: bigint) => floor(over(amount * decayModel(now - at, p.halfLife), FINE));

  const known = input.facts.settlements
    .filter(isKnown)
    .map((fact) => ({
      ...fact,
      B: name(fact.buyer, fact.buyerPrincipal),
      S: name(fact.seller, fact.sellerPrincipal),
      id: `${fact.dealId}.${fact.milestone}`,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const between = known.filter(({ B, S }) => B !== S);
  const trade = between.filter((fact) => fact.calibration !== true);
  const moneyOut: [string, string][] = between
    .filter(({ toSeller }) => toSeller > 0n)
    .map(({ B, S }) => [B, S]);
  for (const pay of (input.facts.payments ?? []).filter(isKnown)) {
    const ends: [string, string] = [name(pay.from, pay.fromPrincipal), name(pay.to, pay.toPrincipal)];
    if (pay.amount > 0n && ends[0] !== ends[1]) moneyOut.push(ends);
  }
  const pays = (from: string, to: string) => moneyOut.some(([a, b]) => a === from && b === to);
  const knows = (from: string, to: string) =>
    pays(from, to) || moneyOut.some(([a, b]) => a === from && pays(b, to));

  // Seeds.
  const seeds = new Map<string, bigint>();
  for (const seat of input.facts.seats ?? []) {
    const holder = name(seat.owner, seat.ownerPrincipal);
    if (input.seeds !== undefined || !(input.pools ?? []).includes(seat.pool)) continue;
    if (seat.closedAt !== undefined && seat.closedAt <= now) continue;
    const age = now - seat.joinedAt;
    if (age < p.seedMaturity) continue;
    const vouched = age >= p.seedGrowth ? seat.stake : floor(over(seat.stake * age, p.seedGrowth));
    seeds.set(holder, (seeds.get(holder) ?? 0n) + vouched);
  }
  for (const [holder, stake] of seeds) seeds.set(holder, stake > p.seedCap ? p.seedCap : stake);
  if (input.seeds !== undefined) {
    let sum = 0n;
    for (const { weight } of input.seeds) sum += BigInt(weight);
    const weights = new Map<string, bigint>();
    for (const { address, weight } of input.seeds) {
      const who = owner.get(address) ?? address;
      weights.set(who, (weights.get(who) ?? 0n) + BigInt(weight));
    }
    for (const [who, weight] of weights) seeds.set(who, floor(over(p.personalStake * weight, sum)));
  }

  // Trust, with every pair of principals looked at in every round.
  const people = [...new Set([...owner.values(), ...seeds.keys()])].sort();
  const isEarned = ({ cause }: SettlementFact) => ["verdict", "ruling", "release"].includes(cause);
  const paid = (from: string, to: string) => {
    let sum = 0n;
    for (const fact of trade) {
      if (fact.B === from && fact.S === to && isEarned(fact)) sum += aged(fact.toSeller, fact.timestamp);
    }
    return sum > p.counterpartyCap ? p.counterpartyCap : sum;
  };
  const table = new Map(people.map((from) => [from, new Map(people.map((to) => [to, paid(from, to)]))]));
  let stake = 0n;
  for (const each of seeds.values()) stake += each;
  const kept = new Map<string, bigint>();
  const crossed = new Map<string, Map<string, bigint>>();
  let arrived = new Map<string, bigint>();
  const add = (map: Map<string, bigint>, who: string, more: bigint) =>
    map.set(who, (map.get(who) ?? 0n) + more);
  let back = stake * FINE;
  for (let round = 0n; stake > 0n && round < p.rounds; round += 1n) {
    const returned = back;
    for (const [seed, share] of seeds) {
      const part = floor(over(returned * share, stake));
      add(arrived, seed, part);
      add(entry(crossed, "seeds"), seed, part);
      back -= part;
    }
    const following = new Map<string, bigint>();
    for (const from of people) {
      const mass = arrived.get(from) ?? 0n;
      const stays = floor(over(mass * p.keep, 10_000n));
      add(kept, from, stays);
      let whole = p.halfPaid;
      for (const value of table.get(from)?.values() ?? []) whole += value;
      let left = mass - stays;
      for (const to of people) {
        const value = table.get(from)?.get(to) ?? 0n;
        if (value === 0n) continue;
        const part = floor(over((mass - stays) * value, whole));
        add(following, to, part);
        add(entry(crossed, from), to, part);
        left -= part;
      }
      back += left;
    }
    arrived = following;
  }

  const trustOf = (who: string) => (kept.get(who) ?? 0n) / FINE;
  const signal = (value: bigint, half: bigint) => floor(over(10_000n * value, value + half));

  /** Of values by counterparty: what is left of each under a cap. */
  const capped = (values: readonly (readonly [string, bigint])[], cap: bigint) => {
    const left = new Map<string, bigint>();
    for (const [who, value] of values) left.set(who, (left.get(who) ?? 0n) + value);
    for (const [who, value] of left) left.set(who, value > cap ? cap : value);
    return left;
  };

  const opinions = (said: readonly (readonly [string, bigint, bigint])[], most: bigint) => {
    let [good, all] = [0n, p.priorValue];
    for (const who of new Set(said.map(([by]) => by))) {
      const ofOne = said.filter(([by]) => by === who);
      const top =
        capped(
          ofOne.map(([by, value]) => [by, value] as const),
          p.counterpartyCap,
        ).get(who) ?? 0n;
      const parts = shareModel(
        top,
        ofOne.map(([, value]) => value),
      );
      for (const [at, [, , quality]] of ofOne.entries()) {
        const weight = floor(over((parts[at] ?? 0n) * signal(trustOf(who), p.halfTrust), 10_000n));
        good += weight * quality;
        all += weight;
      }
    }
    return floor(over(most * good, 10_000n * all));
  };

  const holderOf = ({ principal, juror }: JurorFact) => owner.get(principal ?? juror) ?? principal ?? juror;

  const of = (who: string): ModelScore => {
    const gains: [string, bigint][] = [];
    const pains: [string, bigint][] = [];
    for (const fact of trade) {
      const isJudged = fact.cause === "verdict" || fact.cause === "ruling";
      const isDecided = isJudged || fact.cause === "silence";
      const isLost = (contest: { side: string; payout: number }) => {
        const then = floor(over(fact.amount * BigInt(contest.payout), 10_000n));
        return contest.side === "buyer" ? fact.toSeller >= then : fact.toSeller <= then;
      };
      const isDrawn = fact.panel === "drawn" && fact.cause === "verdict" && fact.round === 1;
      if (fact.S === who) {
        const share = isDrawn && !knows(fact.S, fact.B) ? p.drawnShare : 10_000n;
        if (isEarned(fact))
          gains.push([fact.B, aged(floor(over(fact.toSeller * share, 10_000n)), fact.timestamp)]);
        const sellerLost =
          isDecided && fact.contests.some((contest) => (contest.side === "seller") === isLost(contest));
        const weight = (isDrawn ? p.drawnShare : 10_000n) + (sellerLost ? p.disputeShare : 0n);
        if (isJudged || fact.cause === "refund" || fact.cause === "reclaim")
          pains.push([fact.B, aged(floor(over(fact.toBuyer * weight, 10_000n)), fact.timestamp)]);
      }
      if (fact.B === who) {
        if (isEarned(fact))
          gains.push([fact.S, aged(floor(over(fact.toSeller * p.buyerShare, 10_000n)), fact.timestamp)]);
        if (isDecided && fact.contests.some((contest) => contest.side === "buyer" && isLost(contest)))
          pains.push([fact.S, aged(floor(over(fact.toSeller * p.disputeShare, 10_000n)), fact.timestamp)]);
      }
    }
    let [volume, earned, lost] = [0n, 0n, 0n];
    for (const value of capped(gains, p.counterpartyCap).values()) {
      volume += rootModel(value);
      earned += value;
    }
    for (const value of capped(pains, p.lossCap).values()) lost += value;
    const trust = trustOf(who);
    const a = signal(volume, p.halfCounterparties * rootModel(p.counterpartyCap));
    const b = signal(rootModel(trust), rootModel(p.halfTrust));
    const strength = a < b ? a : b;
    const credited = earned < trust * p.trustReach ? earned : trust * p.trustReach;
    const against = credited + p.lossFactor * lost;
    const traded = against === 0n ? 0n : floor(over(p.tradePoints * strength * credited, 10_000n * against));

    const ratings = (input.facts.ratings ?? [])
      .filter(isKnown)
      .sort((x, y) => (x.dealId + x.rater < y.dealId + y.rater ? -1 : 1))
      .flatMap((rating) => {
        const deal = trade.filter(({ dealId }) => dealId === rating.dealId);
        const [first] = deal;
        if (first === undefined) return [];
        const [by, rated] = rating.rater === first.buyer ? [first.B, first.S] : [first.S, first.B];
        if (rated !== who) return [];
        let value = 0n;
        for (const { cause, amount } of deal) if (cause !== "cancellation") value += amount;
        return [[by, aged(value, rating.timestamp), BigInt(rating.score) * 100n] as const];
      });

    const pacts = trade.flatMap((fact) => {
      const clauses = (input.facts.clauses ?? []).filter(
        ({ dealId, milestone }) => dealId === fact.dealId && milestone === fact.milestone,
      );
      if (fact.S !== who || clauses.length === 0) return [];
      const isJudged = fact.cause === "verdict" || fact.cause === "ruling";
      const moved =
        (isJudged || fact.cause === "release" ? fact.toSeller : 0n) +
        (isJudged || fact.cause === "refund" || fact.cause === "reclaim" ? fact.toBuyer : 0n);
      if (moved === 0n) return [];
      let sum = 0n;
      for (const { units, lost: gone } of clauses)
        sum += units === 0 ? 10_000n : floor(over(BigInt(units * 10_000 - gone), BigInt(units)));
      const quality = floor(over(sum * fact.toSeller, BigInt(clauses.length) * fact.amount));
      return [[fact.B, aged(fact.amount, fact.timestamp), quality] as const];
    });

    let [good, all, isHonest] = [0n, p.halfDuties * FINE, true];
    for (const duty of (input.facts.jurors ?? []).filter(isKnown)) {
      if (holderOf(duty) !== who) continue;
      if (duty.equivocated) isHonest = false;
      const isOfPool = duty.round === 2 && duty.pool !== undefined && (input.pools ?? []).includes(duty.pool);
      if (!isOfPool || (duty.payout === undefined && !duty.absent)) continue;
      const weight = decayModel(now - duty.timestamp, p.halfLife);
      all += weight;
      if (!duty.timely || duty.payout === undefined) continue;
      const miss = duty.outcome === undefined ? 0 : Math.abs(duty.payout - duty.outcome);
      good += floor(over(weight * BigInt(10_000 - miss), 10_000n));
    }
    const jury = isHonest ? floor(over(p.juryPoints * good, all)) : 0n;
    return {
      score: traded + opinions(ratings, p.ratingPoints) + opinions(pacts, p.pactPoints) + jury,
      confidence: signal(credited + lost, p.halfEvidence),
      trust,
    };
  };
  const duties = (input.facts.jurors ?? []).filter(isKnown).map(holderOf);
  const principals = [
    ...new Set([...between.flatMap(({ B, S, calibration }) => (calibration ? [S] : [B, S])), ...duties]),
  ];
  return { principals: principals.sort(), kept, crossed, seeds, of };
}

function entry(map: Map<string, Map<string, bigint>>, key: string): Map<string, bigint> {
  const found = map.get(key) ?? new Map<string, bigint>();
  map.set(key, found);
  return found;
}

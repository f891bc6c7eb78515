import { expect } from "chai";
import {
  type ReputationInput,
  reputationParameters,
  type SettlementFact,
  type TrustView,
  trustOf,
} from "../../../sdk/reputation/index.ts";
import { expectRefusedField } from "../support/refusal.ts";
import { asOf, DAY, loss, NOW, POOL, party, seat, settlement, USDC } from "./support/facts.ts";
import { modelOf } from "./support/model.ts";
import { randomFacts } from "./support/random-facts.ts";

const FINE = 10n ** 12n;
const pools = [POOL];
const stakeOf = (said: Parameters<typeof seat>[2]) =>
  trustOf({ facts: { settlements: [], seats: [seat(1, 1, said)] }, asOf, pools }).stake;
const of = ({ trust }: TrustView, number: number) => trust.get(party(number)) ?? 0n;
const sumOf = (view: TrustView, numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + of(view, number), 0n);

/** Members who each pay the next and the one after, round and round. */
const ring = (members: readonly number[], amount: bigint): SettlementFact[] =>
  members.flatMap((member, at) =>
    [1, 2].map((step) => settlement(member, members[(at + step) % members.length] ?? 0, { amount })),
  );

/** What crosses into a set of principals from outside, over all rounds, in the finest parts. */
function crossingInto(inside: ReadonlySet<string>, input: ReputationInput): bigint {
  let crossing = 0n;
  for (const [from, reached] of modelOf(input).crossed) {
    if (inside.has(from)) continue;
    for (const [to, mass] of reached) if (inside.has(to)) crossing += mass;
  }
  return crossing;
}

describe("seeds of the global view", () => {
  const { seedMaturity, seedGrowth, seedCap } = reputationParameters;
  const joined = (age: bigint) => stakeOf({ joinedAt: NOW - age });

  it("are seats that are mature: not a second before", () => {
    const part = (100n * USDC * seedMaturity) / seedGrowth;
    expect([seedMaturity - 1n, seedMaturity].map(joined)).to.deep.equal([0n, part]);
  });

  it("vouch with a part that grows with their age, and with no more than their stake", () => {
    expect([seedGrowth / 2n, seedGrowth, 3n * seedGrowth].map(joined)).to.deep.equal([
      50n * USDC,
      100n * USDC,
      100n * USDC,
    ]);
    expect(joined(seedGrowth - 1n)).to.equal((100n * USDC * (seedGrowth - 1n)) / seedGrowth);
    const parameters = { seedGrowth: 0n };
    const facts = { settlements: [], seats: [seat(1, 1, { joinedAt: NOW - seedMaturity })] };
    expect(trustOf({ facts, asOf, pools, parameters }).stake).to.equal(100n * USDC);
  });

  it("cost as much capital and time however a stake is split between the two", () => {
    const vouched = [1n, 2n, 4n].map((parts) =>
      stakeOf({ stake: 100n * USDC * parts, joinedAt: NOW - seedGrowth / parts }),
    );
    expect(vouched).to.deep.equal([100n * USDC, 100n * USDC, 100n * USDC]);
  });

  it("are seats that are open: not from the second of their closing on", () => {
    const closed = (closedAt: bigint) => stakeOf({ closedAt });
    expect([NOW - 1n, NOW, NOW + 1n].map(closed)).to.deep.equal([0n, 0n, 100n * USDC]);
  });

  it("are seats of pools that the asker names, and of no other", () => {
    const facts = { settlements: [], seats: [seat(1, 1, { pool: party(0xbad), stake: 1_000_000n * USDC })] };
    expect(trustOf({ facts, asOf, pools }).stake).to.equal(0n);
    expect(trustOf({ facts, asOf }).stake).to.equal(0n);
    expect(trustOf({ facts, asOf, pools: [party(0xbad)] }).stake).to.equal(seedCap);
  });

  it("have a cap for each owner, with all that the owner's accounts hold", () => {
    const capped = (stakes: readonly bigint[]) =>
      trustOf({
        facts: {
          settlements: [],
          seats: stakes.map((stake, number) =>
            seat(number, 10 + number, { stake, ownerPrincipal: party(1) }),
          ),
        },
        ...{ asOf, pools },
      }).stake;
    expect(capped([seedCap - 2n, 1n])).to.equal(seedCap - 1n);
    expect(capped([seedCap - 1n, 1n])).to.equal(seedCap);
    expect(capped([seedCap, 1n])).to.equal(seedCap);
  });
});

describe("seeds of a personal view", () => {
  const facts = { settlements: [settlement(5, 6, { buyerPrincipal: party(1) })] };
  const view = (seeds: readonly { address: `0x${string}`; weight: number }[]) =>
    trustOf({ facts, asOf, pools, seeds });

  it("stand for their principals, by weight, in the place of stake", () => {
    const split = view([
      { address: party(5), weight: 1 },
      { address: party(1), weight: 2 },
      { address: party(7), weight: 1 },
    ]);
    expect(split).to.include({ view: "personal", stake: reputationParameters.personalStake });
    expect(split.trust).to.deep.equal(
      view([
        { address: party(1), weight: 3 },
        { address: party(7), weight: 1 },
      ]).trust,
    );
    expect(of(split, 6) > 0n && of(split, 1) > of(split, 7)).to.equal(true);
  });

  it("need an address and a weight", async () => {
    await expectRefusedField("seeds[0].weight", "0", () => view([{ address: party(1), weight: 0 }]));
    await expectRefusedField("seeds[0].address", '"0x1"', () => view([{ address: "0x1", weight: 1 }]));
    expect(view([]).trust.size).to.equal(0);
  });
});

describe("trust", () => {
  const seats = [seat(1, 1, { stake: 1_000n * USDC })];

  it("flows along what verdicts, rulings and releases paid, and nothing else", () => {
    const trusted = (said: Parameters<typeof settlement>[2]) =>
      of(trustOf({ facts: { settlements: [settlement(1, 2, said)], seats }, asOf, pools }), 2) > 0n;
    for (const cause of ["verdict", "ruling", "release"] as const)
      expect(trusted({ cause }), cause).to.equal(true);
    for (const cause of ["silence", "agreement", "cancellation", "refund", "reclaim"] as const) {
      expect(trusted({ cause }), cause).to.equal(false);
    }
    expect(trusted({ calibration: true })).to.equal(false);
    const payments = [{ from: party(1), to: party(2), amount: USDC, blockNumber: 1n, timestamp: NOW }];
    expect(of(trustOf({ facts: { settlements: [], seats, payments }, asOf, pools }), 2)).to.equal(0n);
  });

  it("is shared in proportion to what was paid, up to a cap for each pair", () => {
    const cap = 1_000n;
    const parameters = { counterpartyCap: cap, halfPaid: 0n };
    const shares = (first: bigint, second: bigint) => {
      const settlements = [settlement(1, 2, { amount: first }), settlement(1, 3, { amount: second })];
      const view = trustOf({ facts: { settlements, seats }, asOf, pools, parameters });
      return [of(view, 2), of(view, 3)] as const;
    };
    const [a, b] = shares(100n, 300n);
    expect(Number(b - 3n * a)).to.be.within(-3, 3);
    expect(shares(cap + 1n, cap)).to.deep.equal(shares(cap, cap));
    expect(shares(cap - 1n, cap)).to.not.deep.equal(shares(cap, cap));
  });

  it("returns to the seeds from where nothing was paid: no unit is lost but what is on its way at the end", () => {
    const view = trustOf({ facts: { settlements: [settlement(1, 2)], seats }, asOf, pools });
    const missing = view.stake - sumOf(view, [1, 2]);
    const { rounds } = reputationParameters;
    const onItsWay = (view.stake * 8_000n ** rounds) / 10_000n ** rounds;
    expect(Number(missing - onItsWay)).to.be.within(0, 2);
  });

  it("is none in a ring that no seed pays, whatever it trades", () => {
    for (const size of [3, 5, 12]) {
      for (const amount of [1n, USDC, 10n ** 12n]) {
        const members = Array.from({ length: size }, (_, at) => 50 + at);
        // It may pay those outside as much as it likes.
        const settlements = [...ring(members, amount), settlement(1, 2), settlement(50, 2, { amount })];
        const view = trustOf({ facts: { settlements, seats }, asOf, pools });
        expect(sumOf(view, members)).to.equal(0n);
        expect(of(view, 2) > 0n).to.equal(true);
      }
    }
  });

  it("is in a ring at most what crosses into it and what its seeds put in, in markets of chance", () => {
    let binding = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const facts = randomFacts(seed);
      const members = [50, 51, 52, 53];
      const way = seed % 3;
      const settlements = [
        ...facts.settlements,
        ...ring(members, BigInt(1 + seed) * 1_000n * USDC),
        // A customer from outside; and a seat of the ring's own.
        ...(way > 0 ? [settlement(1, 50, { amount: 3n * USDC }), settlement(2, 51, { amount: USDC })] : []),
      ];
      const more = way > 1 ? [seat(99, 52)] : [];
      const input = {
        facts: { ...facts, settlements, seats: [...(facts.seats ?? []), ...more] },
        asOf,
        pools,
        // With 0, nothing that is paid around in the ring returns to the seeds.
        parameters: seed % 2 === 0 ? {} : { halfPaid: 0n },
      };
      const crossing = crossingInto(new Set(members.map(party)), input);
      const has = sumOf(trustOf(input), members) * FINE;
      expect(has <= crossing, `seed ${seed}`).to.equal(true);
      if (way === 0) expect(has).to.equal(0n);
      // It keeps what comes, but for what is on its way in the end: the bound is no loose one.
      if (has * 100n > crossing * 90n && has > 0n) binding += 1;
    }
    expect(binding).to.be.greaterThan(10);
  });

  it("of a ring has one bound, whatever it trades and however many members it has", () => {
    const inflow = [settlement(1, 50, { amount: 10n * USDC }), settlement(1, 2, { amount: 90n * USDC })];
    const rings = (
      [
        [3, USDC],
        [3, 1_000n * USDC],
        [9, 1_000n * USDC],
        [20, 1_000_000n * USDC],
      ] as const
    ).map(([size, amount]) => {
      const members = Array.from({ length: size }, (_, at) => 50 + at);
      const input = { facts: { settlements: [...inflow, ...ring(members, amount)], seats }, asOf, pools };
      const crossing = crossingInto(new Set(members.map(party)), input);
      return { has: sumOf(trustOf(input), members), bound: crossing / FINE };
    });
    for (const { has, bound } of rings) {
      expect(has > 0n && has <= bound).to.equal(true);
      // What the seeds get back from the ring comes to it again: less than from a seller that pays no one.
      expect(bound <= (rings[0]?.bound ?? 0n)).to.equal(true);
    }
  });

  it("is at most five times that of one honest seller with the same customers, for a ring", () => {
    const customers = [settlement(1, 50, { amount: 10n * USDC }), settlement(1, 2, { amount: 90n * USDC })];
    const view = (more: readonly SettlementFact[]) =>
      trustOf({ facts: { settlements: [...customers, ...more], seats }, asOf, pools });
    const alone = of(view([]), 50);
    const together = sumOf(view(ring([50, 51, 52], 1_000n * USDC)), [50, 51, 52]);
    expect(together > 2n * alone && together <= 5n * alone).to.equal(true);
  });

  it("is of seats of one's own at most five times their stake, even where all others pay no one", () => {
    const honest = Array.from({ length: 9 }, (_, at) => seat(10 + at, 10 + at, { stake: 1_000n * USDC }));
    const facts = { settlements: ring([50, 51, 52], 1_000n * USDC), seats: [...honest, seat(1, 50)] };
    for (const parameters of [{}, { halfPaid: 0n }]) {
      const has = sumOf(trustOf({ facts, asOf, pools, parameters }), [50, 51, 52]);
      expect(has > 100n * USDC && has <= 500n * USDC).to.equal(true);
    }
  });

  it("is not had from a seed by a payment of a cent", () => {
    const cheap = 10_000n;
    const { halfPaid } = reputationParameters;
    const passed = (amount: bigint) =>
      of(trustOf({ facts: { settlements: [settlement(1, 50, { amount })], seats }, asOf, pools }), 50);
    expect(passed(cheap) > 0n && passed(cheap) * halfPaid <= 1_000n * USDC * cheap).to.equal(true);
    expect(passed(halfPaid) > 5_000n * passed(cheap)).to.equal(true);
  });

  it("does not come from a deal with oneself, by whatever accounts", () => {
    const own = settlement(10, 11, { buyerPrincipal: party(1), sellerPrincipal: party(1) });
    const plain = trustOf({ facts: { settlements: [settlement(1, 2)], seats }, asOf, pools });
    const settlements = [settlement(1, 2), own, settlement(1, 12, { sellerPrincipal: party(1) })];
    expect(trustOf({ facts: { settlements, seats }, asOf, pools })).to.deep.equal(plain);
  });

  it("does not come from a loss, and fades with the payment", () => {
    const seenBy = (fact: SettlementFact) =>
      trustOf({ facts: { settlements: [fact, settlement(1, 3)], seats }, asOf, pools });
    expect(of(seenBy(loss(1, 2)), 2)).to.equal(0n);
    const ages = [0n, 100n, 400n, 8_000n].map((days) => of(seenBy(settlement(1, 2, { ago: days * DAY })), 2));
    expect(ages[0]).to.equal(of(seenBy(settlement(1, 2)), 3));
    for (const [at, amount] of ages.entries()) expect(amount < (ages[at - 1] ?? amount + 1n)).to.equal(true);
    expect(ages.at(-1)).to.equal(0n);
  });
});

import { expect } from "chai";
import {
  type FailureKind,
  type ReputationFacts,
  recordsOf,
  reputationOf,
} from "../../../sdk/reputation/index.ts";
import { asOf, duty, loss, NOW, POOL, party, rating, seat, settlement, USDC, word } from "./support/facts.ts";

const SELLER = 2;
const recordsFor = (facts: Partial<ReputationFacts>, subject = SELLER) =>
  recordsOf({ facts: { settlements: [], ...facts }, asOf, pools: [POOL], subject: party(subject) });
const failures = (facts: Partial<ReputationFacts>) =>
  Object.fromEntries(
    recordsFor(facts)
      .failures.filter(({ milestones }) => milestones > 0)
      .map(({ kind, milestones, value }) => [kind, [milestones, value / USDC]]),
  ) as Partial<Record<FailureKind, readonly [number, bigint]>>;

describe("the settlement record", () => {
  it("adds up both sides of deals, as they were", () => {
    const settlements = [
      settlement(1, SELLER, { amount: 5_000n * USDC, ago: 900n * 86_400n }),
      settlement(3, SELLER, { cause: "verdict", round: 1, toSeller: 30n * USDC, toBuyer: 70n * USDC }),
      settlement(SELLER, 3, { cause: "agreement", toSeller: 1n * USDC, toBuyer: 1n * USDC }),
    ];
    const { seller, buyer } = recordsFor({ settlements });
    expect(seller).to.deep.include({
      ...{ milestones: 2, counterparties: 2, value: 5_100n * USDC },
      ...{ toSeller: 5_030n * USDC, toBuyer: 70n * USDC },
    });
    expect(buyer).to.deep.include({ milestones: 1, counterparties: 1, value: 2n * USDC });
  });

  it("is on time up to the deadline: by delivery, or by a verdict or release without one", () => {
    const onTime = (said: Parameters<typeof settlement>[2]) =>
      recordsFor({ settlements: [settlement(1, SELLER, { deadline: NOW - 100n, ...said })] }).seller.onTime;
    const delivered = [-101n, -100n, -99n].map((at) => onTime({ deliveredAt: NOW + at }));
    expect(delivered).to.deep.equal([1, 1, 0]);
    expect([101n, 100n, 99n].map((ago) => onTime({ ago, deadline: NOW - 100n }))).to.deep.equal([1, 1, 0]);
    expect(onTime({ ago: 200n, cause: "reclaim", toSeller: 0n, toBuyer: USDC })).to.equal(0);
    expect(onTime({ ago: 200n, cause: "agreement" })).to.equal(0);
  });

  it("says who lost a contest: the side that is no better off than it was", () => {
    const lost = (side: "buyer" | "seller", payout: number, toSeller: bigint, cause = "verdict" as const) => {
      const contests = [{ side, payout }];
      const said = {
        contests,
        cause,
        round: 2,
        toSeller: toSeller * USDC,
        toBuyer: (100n - toSeller) * USDC,
      };
      const settlements = [settlement(1, SELLER, said)];
      return [
        recordsFor({ settlements }, 1).buyer.disputesLost,
        recordsFor({ settlements }).seller.disputesLost,
      ];
    };
    expect(lost("buyer", 5_000, 49n)).to.deep.equal([0, 1]);
    expect(lost("buyer", 5_000, 50n)).to.deep.equal([1, 0]);
    expect(lost("buyer", 5_000, 51n)).to.deep.equal([1, 0]);
    expect(lost("seller", 5_000, 49n)).to.deep.equal([0, 1]);
    expect(lost("seller", 5_000, 50n)).to.deep.equal([0, 1]);
    expect(lost("seller", 5_000, 51n)).to.deep.equal([1, 0]);
    for (const cause of ["release", "refund", "agreement", "cancellation"]) {
      expect(lost("seller", 5_000, 50n, cause as never), cause).to.deep.equal([0, 0]);
    }
    for (const cause of ["ruling", "silence"]) {
      expect(lost("seller", 5_000, 50n, cause as never), cause).to.deep.equal([0, 1]);
    }
  });
});

describe("failures", () => {
  it("are kept by kind: by how the milestone ended, by its clauses, and by its contests", () => {
    const [late, refused] = [loss(1, SELLER, { cause: "reclaim" }), loss(1, SELLER, { cause: "refund" })];
    const [silent, plain] = [settlement(1, SELLER, { cause: "silence", toBuyer: 5n }), loss(1, SELLER)];
    const [judged, contested] = [
      loss(1, SELLER),
      loss(1, SELLER, { contests: [{ side: "seller", payout: 0 }] }),
    ];
    const clauses = ["citation-faithfulness", "structure", "coverage"].map((kind, index) => ({
      ...{ dealId: judged.dealId, milestone: 0, kind, units: 10, lost: index === 2 ? 0 : 1 },
    }));
    expect(
      failures({ settlements: [late, refused, silent, plain, judged, contested], clauses }),
    ).to.deep.equal({
      late: [1, 100n],
      refused: [1, 100n],
      fabricated: [1, 100n],
      format: [1, 100n],
      wrong: [2, 200n],
      disputed: [1, 100n],
    });
  });

  it("are none where a milestone was paid in full, whatever a clause lost", () => {
    const paid = settlement(1, SELLER, { cause: "verdict", round: 1 });
    const clauses = [{ dealId: paid.dealId, milestone: 0, kind: "latency", units: 1, lost: 10_000 }];
    expect(failures({ settlements: [paid], clauses })).to.deep.equal({});
  });
});

describe("ratings, pacts and jurors on record", () => {
  it("list what each counterparty said, by value", () => {
    const small = settlement(1, SELLER, { amount: 100n * USDC });
    const large = settlement(1, SELLER, { amount: 300n * USDC });
    const other = settlement(3, SELLER, { amount: 7n * USDC });
    const ratings = [
      rating(small, 1, 100),
      rating(large, 1, 60),
      rating(other, 3, 5),
      rating(small, SELLER, 1),
    ];
    const given = recordsFor({ settlements: [small, large, other], ratings });
    expect(given.ratings).to.deep.equal([
      { counterparty: party(1), ratings: 2, average: 7_000, value: 400n * USDC },
      { counterparty: party(3), ratings: 1, average: 500, value: 7n * USDC },
    ]);
    expect(
      recordsFor({ settlements: [small], ratings: [rating(small, SELLER, 1)] }, 1).ratings,
    ).to.have.length(1);
    const old = rating(small, 1, 100, { timestamp: 0n });
    expect(recordsFor({ settlements: [small], ratings: [old] }).ratings[0]?.average).to.equal(undefined);
  });

  it("list the clauses of each kind", () => {
    const [first, second] = [settlement(1, SELLER), settlement(1, SELLER, { amount: 300n * USDC })];
    const clause = (dealId: `0x${string}`, kind: string, units: number, lost: number) => ({
      ...{ dealId, milestone: 0, kind, units, lost },
    });
    const clauses = [
      clause(first.dealId, "latency", 1, 10_000),
      clause(second.dealId, "latency", 3, 10_000),
      clause(second.dealId, "coverage", 0, 0),
    ];
    expect(recordsFor({ settlements: [first, second], clauses }).pacts).to.deep.equal([
      { kind: "coverage", results: 1, units: 0n, lost: 0n, share: 10_000 },
      { kind: "latency", results: 2, units: 4n, lost: 20_000n, share: (6_666 * 3) / 4 - 0.5 },
    ]);
  });

  it("count what a juror did, by its key and by who owns its seat", () => {
    const jurors = [
      duty(1, 8, { principal: party(SELLER), payout: 9_000 }),
      duty(2, 8, { principal: party(SELLER), outcome: undefined, timely: false }),
      duty(3, 8, { principal: party(SELLER), payout: undefined, timely: false, absent: true }),
      duty(4, 9, { principal: party(SELLER), round: 1, equivocated: true }),
    ];
    const drawn = {
      duties: 3,
      ballots: 2,
      timely: 1,
      absent: 1,
      equivocations: 0,
      agreements: 0,
      agreement: 9_000,
    };
    const named = {
      duties: 1,
      ballots: 1,
      timely: 1,
      absent: 0,
      equivocations: 1,
      agreements: 1,
      agreement: 10_000,
    };
    expect(recordsFor({ jurors }).juror).to.deep.equal({ named, drawn });
    expect(recordsFor({ jurors }, 8).juror.drawn).to.deep.equal(drawn);
    expect(recordsFor({ jurors }, 8).juror.named.duties).to.equal(0);
  });

  it("are of one account, or of all of a principal", () => {
    const managed = { sellerPrincipal: party(SELLER) };
    const settlements = [settlement(1, 50, managed), settlement(1, 51, managed), settlement(1, 51, managed)];
    const ratings = settlements.map((each) => rating(each, 1, 80));
    const counts = [SELLER, 50, 51].map((subject) => {
      const { seller, ratings: said } = recordsFor({ settlements, ratings }, subject);
      return [seller.milestones, said[0]?.ratings];
    });
    expect(counts).to.deep.equal([
      [3, 3],
      [1, 1],
      [2, 2],
    ]);
  });
});

describe("calibration", () => {
  const run = (said: Parameters<typeof settlement>[2]) =>
    settlement(1, SELLER, { cause: "verdict", round: 1, panel: "drawn", calibration: true, ...said });

  it("lists runs of a pact by its publisher, the best and the latest", () => {
    const settlements = [
      run({ ago: 30n, toSeller: 4n, toBuyer: 6n }),
      run({ ago: 20n, toSeller: 9n, toBuyer: 1n }),
      run({ ago: 10n, toSeller: 7n, toBuyer: 3n }),
      run({ pact: word(8) }),
    ];
    expect(recordsFor({ settlements }).calibrations).to.deep.equal([
      { pact: word(7), publisher: party(1), runs: 3, best: 9_000, latest: 7_000, latestAt: NOW - 10n },
      { pact: word(8), publisher: party(1), runs: 1, best: 10_000, latest: 10_000, latestAt: NOW },
    ]);
  });

  it("counts only what a drawn panel judged, for a publisher that the seller did not pay", () => {
    const counted = (settlements: ReputationFacts["settlements"]) =>
      recordsFor({ settlements }).calibrations.length;
    expect(counted([run({})])).to.equal(1);
    expect(counted([run({ panel: "agreed" })])).to.equal(0);
    expect(counted([run({ cause: "release" })])).to.equal(0);
    expect(counted([run({}), settlement(SELLER, 1)])).to.equal(0);
  });

  it("is no trade: it changes no score, no trust and no other record", () => {
    const facts = { settlements: [settlement(1, SELLER)], seats: [seat(1, 1)] };
    const [first] = facts.settlements;
    if (first === undefined) throw new Error("there is one");
    const runs = [run({ amount: 900n * USDC }), run({ toSeller: 0n, toBuyer: 5n })];
    const ask = (more: Partial<ReputationFacts>) => {
      const { records, ...rest } = reputationOf({
        facts: { ...facts, ...more },
        ...{ asOf, pools: [seat(1, 1).pool], subject: party(SELLER) },
      });
      const { calibrations, ...others } = records;
      return { told: { ...rest, others }, calibrations };
    };
    const [without, with_] = [
      ask({}),
      ask({ settlements: [first, ...runs], ratings: runs.map((each) => rating(each, 1, 0)) }),
    ];
    expect(with_.told).to.deep.equal(without.told);
    expect([without.calibrations.length, with_.calibrations.length]).to.deep.equal([0, 1]);
  });
});

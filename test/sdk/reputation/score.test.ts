import { expect } from "chai";
import {
  type ClauseFact,
  type Reputation,
  type ReputationFacts,
  reputationOf,
  reputationParameters,
  reputationsOf,
  type SettlementFact,
  tiers,
} from "../../../sdk/reputation/index.ts";
import { tierOf } from "../../../sdk/reputation/tiers.ts";
import { asOf, duty, loss, NOW, POOL, party, rating, seat, settlement, USDC } from "./support/facts.ts";
import { numbersOf, randomFacts } from "./support/random-facts.ts";

const pools = [POOL];
/** A buyer with much stake. */
const TRUSTED = 1;
const SELLER = 2;
const seats = [seat(1, TRUSTED, { stake: 1_000n * USDC }), seat(2, 3, { stake: 500n * USDC })];

const ask = (facts: Partial<ReputationFacts>, subject = SELLER): Reputation =>
  reputationOf({ facts: { settlements: [], seats, ...facts }, asOf, pools, subject: party(subject) });
const tradeOf = ({ parts }: Reputation) =>
  parts
    .filter(({ component }) => component === "trade" || component === "losses")
    .reduce((sum, { points }) => sum + points, 0);
const kept = ({ dealId }: SettlementFact, lost = 0): ClauseFact => ({
  ...{ dealId, milestone: 0, kind: "structure", units: 1, lost },
});

describe("a score", () => {
  it("is 0 and unproven without facts", () => {
    const { score, tier, confidence, trust, parts } = ask({}, 99);
    expect({ score, tier, confidence, trust, parts }).to.deep.equal({
      ...{ score: 0, tier: "unproven", confidence: 0, trust: 0n, parts: [] },
    });
  });

  it("is no tier for one deal of a whale that praises it, with every clause kept and a drawn panel", () => {
    const whale = settlement(TRUSTED, SELLER, {
      ...{ amount: 50_000_000n * USDC, cause: "verdict", round: 1, panel: "drawn" },
    });
    const facts = { settlements: [whale], ratings: [rating(whale, TRUSTED, 100)], clauses: [kept(whale)] };
    const one = ask(facts);
    expect(one.score).to.be.within(1_400, 1_443);
    const jurors = Array.from({ length: 5_000 }, (_, index) => duty(index, SELLER));
    const alsoJuror = ask({ ...facts, jurors });
    expect(alsoJuror.score - one.score).to.be.within(490, 500);
    expect([one.tier, alsoJuror.tier]).to.deep.equal(["unproven", "unproven"]);
  });

  it("grows with counterparties more than with what one of them pays", () => {
    const many = Array.from({ length: 10 }, (_, at) => 20 + at);
    const fed = many.map((buyer) => settlement(TRUSTED, buyer, { amount: 50n * USDC }));
    const spread = many.map((buyer) => settlement(buyer, SELLER, { amount: 20n * USDC }));
    const single = settlement(20, SELLER, { amount: 200n * USDC });
    // So little trust is enough that it is not what limits.
    const scoreOf = (more: readonly SettlementFact[]) =>
      reputationOf({
        facts: { settlements: [...fed, ...more], seats },
        ...{ asOf, pools, subject: party(SELLER), parameters: { halfTrust: 1n } },
      }).score;
    expect(scoreOf(spread)).to.be.greaterThan(2 * scoreOf([single]));
    expect(scoreOf([single])).to.be.greaterThan(0);
  });

  it("lists its facts by counterparty, and by deal with each", () => {
    const [first, second, third] = [settlement(9, SELLER), settlement(3, SELLER), settlement(9, SELLER)];
    const { parts } = ask({ settlements: [third, second, first, settlement(TRUSTED, 9)] });
    expect(parts.map(({ counterparty, dealId }) => [counterparty, dealId])).to.deep.equal([
      [party(3), second.dealId],
      [party(9), first.dealId],
      [party(9), third.dealId],
    ]);
  });

  it("counts the accounts of one principal as one counterparty, and those of the subject as one", () => {
    const apart = Array.from({ length: 6 }, (_, at) =>
      settlement(30 + at, 40 + at, { buyerPrincipal: party(TRUSTED), sellerPrincipal: party(SELLER) }),
    );
    const together = apart.map((each) => ({ ...settlement(TRUSTED, SELLER), dealId: each.dealId }));
    const managed = ask({ settlements: apart });
    expect(managed.score).to.equal(ask({ settlements: together }).score);
    expect(managed.score).to.equal(ask({ settlements: apart }, 43).score);
    expect(ask({ settlements: apart }, 43)).to.include({ subject: party(43), principal: party(SELLER) });
    expect(managed.score).to.be.greaterThan(0);
  });

  it("does not change by what a principal does with itself", () => {
    const own = { buyerPrincipal: party(SELLER), sellerPrincipal: party(SELLER), amount: 900n * USDC };
    const selfDeal = settlement(60, 61, own);
    const plain = { settlements: [settlement(TRUSTED, SELLER)] };
    const more = { settlements: [...plain.settlements, selfDeal], ratings: [rating(selfDeal, 60, 100)] };
    expect(ask(more)).to.deep.equal(ask(plain));
  });

  it("does not change by what a rater without trust says, and falls by what a trusted one says", () => {
    const [fine, stranger] = [settlement(TRUSTED, SELLER), settlement(70, SELLER)];
    const settlements = [fine, stranger, settlement(3, SELLER)];
    const rated = (ratings: ReputationFacts["ratings"]) => ask({ settlements, ratings }).score;
    const praise = rating(fine, TRUSTED, 90);
    for (const score of [0, 50, 100]) {
      expect(rated([praise, rating(stranger, 70, score)])).to.equal(rated([praise]));
    }
    expect(rated([praise])).to.be.greaterThan(rated([rating(fine, TRUSTED, 0)]));
    const [, , other] = settlements;
    if (other === undefined) throw new Error("there are three");
    expect(rated([praise, rating(other, 3, 0)])).to.be.lessThan(rated([praise]));
  });

  it("sets only what its trust carries against losses, so that staged deals do not dilute them", () => {
    const { counterpartyCap, halfEvidence } = reputationParameters;
    const real = settlement(TRUSTED, SELLER, { amount: counterpartyCap });
    const lost = loss(3, SELLER, { amount: 200n * USDC });
    const staged = Array.from({ length: 40 }, (_, at) =>
      settlement(80 + at, SELLER, { amount: 900n * USDC }),
    );
    const askAt = (trustReach: bigint, settlements: readonly SettlementFact[]) =>
      reputationOf({
        facts: { settlements, seats },
        ...{ asOf, pools, subject: party(SELLER), parameters: { trustReach } },
      });
    const evidenceIn = (credited: bigint) => {
      const evidence = credited + 200n * USDC;
      return Number((10_000n * evidence) / (evidence + halfEvidence));
    };
    const { trust, confidence } = askAt(1n, [real, lost, ...staged]);
    expect(trust > 0n && trust < 10_000n * USDC).to.equal(true);
    expect(confidence).to.equal(evidenceIn(trust));
    expect(askAt(200n, [real, lost]).confidence).to.equal(evidenceIn(counterpartyCap));
    expect(askAt(0n, [real, lost, ...staged]).score).to.equal(0);
  });

  it("never falls in its trade by a good deal with a new counterparty, nor at all when that is a stranger", () => {
    let [risen, tried] = [0, 0];
    for (let seed = 1; seed <= 120; seed += 1) {
      const facts = randomFacts(seed);
      const next = numbersOf(seed + 40_000);
      const before = reputationsOf({ facts, asOf, pools });
      const subject = before[next(Math.max(1, before.length))];
      if (subject === undefined) continue;
      const others = before.map(({ principal }) => principal).filter((each) => each !== subject.principal);
      const known = facts.settlements.flatMap(({ buyer, seller, buyerPrincipal, sellerPrincipal }) => {
        const ends = [buyerPrincipal ?? buyer, sellerPrincipal ?? seller];
        return ends.includes(subject.principal) ? ends : [];
      });
      for (const buyer of [party(9_000 + seed), ...others.filter((each) => !known.includes(each))]) {
        const deal = { ...settlement(9_000, SELLER), buyer, seller: subject.principal };
        const amount = BigInt(1 + next(2_000)) * USDC;
        const more = { ...deal, amount, toSeller: amount };
        const input = { facts: { ...facts, settlements: [...facts.settlements, more] }, asOf, pools };
        const after = reputationOf({ ...input, subject: subject.principal });
        expect(after.trust >= subject.trust, `seed ${seed}, ${buyer}`).to.equal(true);
        expect(tradeOf(after), `seed ${seed}, ${buyer}`).to.be.at.least(tradeOf(subject));
        expect(after.confidence).to.be.at.least(subject.confidence);
        if (!others.includes(buyer)) expect(after.score).to.be.at.least(subject.score);
        tried += 1;
        if (tradeOf(after) > tradeOf(subject)) risen += 1;
      }
    }
    expect(tried).to.be.greaterThan(300);
    expect(risen).to.be.greaterThan(tried / 10);
  });

  it("never rises by a loss, of any kind and to anybody", () => {
    let [fallen, tried] = [0, 0];
    for (let seed = 1; seed <= 120; seed += 1) {
      const facts = randomFacts(seed);
      const next = numbersOf(seed + 50_000);
      const before = reputationsOf({ facts, asOf, pools });
      for (const subject of before) {
        const other = before[next(before.length)]?.principal ?? party(9_001);
        const buyer = other === subject.principal ? party(9_001) : other;
        const amount = BigInt(1 + next(2_000)) * USDC;
        const cause = (["verdict", "ruling", "refund", "reclaim"] as const)[next(4)] ?? "verdict";
        const more = { ...loss(1, 2, { amount, cause, panel: "drawn" }), buyer, seller: subject.principal };
        const contests = next(2) === 0 ? [] : [{ side: "seller" as const, payout: 0 }];
        const settlements = [...facts.settlements, { ...more, contests }];
        const clauses = [...(facts.clauses ?? []), kept(more), kept(more, next(10_001))];
        const input = { facts: { ...facts, settlements, clauses }, asOf, pools };
        const after = reputationOf({ ...input, subject: subject.principal });
        expect(after.score, `seed ${seed}, ${subject.principal}`).to.be.at.most(subject.score);
        tried += 1;
        if (after.score < subject.score) fallen += 1;
      }
    }
    expect(tried).to.be.greaterThan(500);
    expect(fallen).to.be.greaterThan(tried / 10);
  });
});

describe("what a verdict weighs", () => {
  const judged = (said: Parameters<typeof settlement>[2]) =>
    settlement(TRUSTED, SELLER, { cause: "verdict", round: 1, panel: "drawn", ...said });
  const weightIn = (reputation: Reputation) => reputation.parts[0]?.weight;
  const [plain, more] = [100n * USDC, 150n * USDC];

  it("is more by a panel that both sides drew, in round 1, than by another", () => {
    const weigh = (said: Parameters<typeof settlement>[2]) => weightIn(ask({ settlements: [judged(said)] }));
    expect(weigh({})).to.equal(more);
    for (const said of [
      { panel: "agreed" },
      { panel: "reused" },
      { panel: undefined },
      { round: 2 },
    ] as const) {
      expect(weigh(said)).to.equal(plain);
    }
    expect(weigh({ cause: "release" })).to.equal(plain);
    expect(weigh({ cause: "ruling" })).to.equal(plain);
  });

  it("is no more where money flows back: by a deal, a payment, or one between", () => {
    const between = (from: number, to: number, amount = 1n) => ({
      ...{ from: party(from), to: party(to), amount, blockNumber: 1n, timestamp: NOW - 1n },
    });
    const weigh = (facts: Partial<ReputationFacts>, settlements: readonly SettlementFact[] = []) =>
      weightIn(ask({ ...facts, settlements: [judged({ dealId: `0x${"0".repeat(64)}` }), ...settlements] }));
    expect(weigh({})).to.equal(more);
    expect(weigh({ payments: [between(SELLER, TRUSTED)] })).to.equal(plain);
    expect(weigh({}, [settlement(SELLER, TRUSTED, { amount: 1n })])).to.equal(plain);
    expect(weigh({ payments: [between(SELLER, 8), between(8, TRUSTED)] })).to.equal(plain);
    expect(weigh({ payments: [between(SELLER, 8), between(8, 9), between(9, TRUSTED)] })).to.equal(more);
    // What flows the same way, or not at all, does not matter.
    expect(weigh({ payments: [between(TRUSTED, SELLER), between(SELLER, TRUSTED, 0n)] })).to.equal(more);
    expect(weigh({}, [loss(SELLER, TRUSTED)])).to.equal(more);
  });

  it("of a loss is not made lighter by paying the buyer", () => {
    const lost = loss(TRUSTED, SELLER, { panel: "drawn", dealId: `0x${"0".repeat(64)}` });
    const losses = (facts: Partial<ReputationFacts>) =>
      ask({ settlements: [lost], ...facts }).parts.find(({ component }) => component === "losses")?.weight;
    const payments = [
      { from: party(SELLER), to: party(TRUSTED), amount: 1n, blockNumber: 1n, timestamp: NOW },
    ];
    expect(losses({})).to.equal(more);
    expect(losses({ payments })).to.equal(more);
  });

  it("of a loss is half of it more after a contest that the seller lost, and of a buyer's contest half", () => {
    const weights = (fact: SettlementFact, subject = SELLER) =>
      ask({ settlements: [fact] }, subject)
        .parts.filter(({ component }) => component === "losses")
        .map(({ weight }) => weight);
    const contested = (side: "buyer" | "seller", payout: number) => [{ side, payout }];
    expect(weights(loss(TRUSTED, SELLER))).to.deep.equal([plain]);
    expect(weights(loss(TRUSTED, SELLER, { contests: contested("seller", 0) }))).to.deep.equal([more]);
    expect(weights(loss(TRUSTED, SELLER, { contests: contested("buyer", 1) }))).to.deep.equal([more]);
    const upheld = judged({ contests: contested("buyer", 10_000) });
    expect(weights(upheld, TRUSTED)).to.deep.equal([plain / 2n]);
    expect(weights(upheld)).to.deep.equal([]);
    expect(weights(judged({ contests: contested("seller", 0) }), TRUSTED)).to.deep.equal([]);
    expect(weights({ ...upheld, cause: "release" }, TRUSTED)).to.deep.equal([]);
  });
});

describe("the jury's part", () => {
  const points = (jurors: ReputationFacts["jurors"]) => ask({ jurors }, 5).score;
  const twenty = Array.from({ length: 20 }, (_, index) => duty(index, 5));

  it("is half after twenty good duties, and grows with nearness alone", () => {
    expect(points(twenty)).to.equal(250);
    expect(points(twenty.map((each) => ({ ...each, payout: 5_000 })))).to.equal(125);
    expect(points(twenty.map((each) => ({ ...each, outcome: undefined })))).to.equal(250);
  });

  it("is nothing by named panels and by pools that the asker does not name", () => {
    expect(points(twenty.map((each) => ({ ...each, round: 1 })))).to.equal(0);
    expect(points(twenty.map((each) => ({ ...each, pool: undefined })))).to.equal(0);
    expect(points(twenty.map((each) => ({ ...each, pool: party(0xbad) })))).to.equal(0);
  });

  it("falls by absence and lateness, and is taken by one equivocation in any round", () => {
    const absent = duty(100, 5, { payout: undefined, absent: true, timely: false });
    const late = duty(101, 5, { timely: false });
    expect(points([...twenty, absent])).to.equal(Math.floor((500 * 20) / 41));
    expect(points([...twenty, late])).to.equal(Math.floor((500 * 20) / 41));
    expect(points([...twenty, duty(102, 5, { payout: undefined })])).to.equal(250);
    expect(points([...twenty, duty(103, 5, { round: 1, equivocated: true })])).to.equal(0);
  });

  it("is that of who owns the seat", () => {
    const jurors = twenty.map((each) => ({ ...each, juror: party(6), principal: party(5) }));
    expect([points(jurors), ask({ jurors }, 6).score]).to.deep.equal([250, 0]);
  });
});

describe("tiers", () => {
  it("begin exactly at their thresholds, and need both", () => {
    for (const [at, { tier, score, confidence }] of tiers.entries()) {
      const below = tiers[at - 1]?.tier;
      expect(tierOf(score, confidence)).to.equal(tier);
      if (below === undefined) continue;
      expect([tierOf(score - 1, confidence), tierOf(score, confidence - 1)]).to.deep.equal([below, below]);
      expect(tierOf(score + 1, confidence + 1)).to.equal(tier);
    }
  });
});

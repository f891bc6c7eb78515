import { expect } from "chai";
import {
  learningStrategy,
  learnPrice,
  type Pace,
  type PricedWork,
  type PriceQuestion,
} from "../../../../sdk/negotiation/index.ts";
import { diceOf } from "../../../support/dice.ts";
import { expectRefusedField } from "../../support/refusal.ts";
import { START, TERMS, viewAfter } from "./support/views.ts";

const linear: Pace = { kind: "time", shape: "linear" };
const fallback = { opening: 5n, aspiration: 9n, pace: linear };
const address = (number: number) => `0x${number.toString(16).padStart(40, "0")}` as const;

/** Deals of strangers with each other, at these prices for 1,000 units. */
const deals = (amounts: readonly bigint[], changes: Partial<PricedWork> = {}): readonly PricedWork[] =>
  amounts.map((amount, index) => ({
    ...{ category: 7, units: 1_000, amount, toSeller: amount },
    ...{ buyer: address(1_000 + index), seller: address(2_000 + index), settledAt: START - 1_000 + index },
    ...changes,
  }));

const rising = (count: number, least: bigint, step: bigint) =>
  Array.from({ length: count }, (_, index) => least + BigInt(index) * step);

const asked = (facts: readonly PricedWork[], changes: Partial<PriceQuestion> = {}): PriceQuestion => ({
  ...{ facts, side: "buyer", category: 7, units: 1_000, asOf: START, fallback },
  ...changes,
});

const USUAL = deals(rising(20, 100_000n, 1_000n));

describe("strategies: learning", () => {
  it("learns from what was paid for the same work", () => {
    expect(learnPrice(asked(USUAL))).to.deep.equal({
      ...{ source: "record", opening: 102_000n, aspiration: 115_000n, pairs: 20 },
      pace: { kind: "time", shape: "boulware" },
    });
    const seller = learnPrice(asked(USUAL, { side: "seller", units: 3_000 }));
    expect([seller.opening, seller.aspiration]).to.deep.equal([354_000n, 315_000n]);
    // What was paid for other work, is not settled, or came later says nothing.
    const noise = [
      ...deals(rising(20, 1n, 1n), { category: 8 }),
      ...deals(rising(20, 1n, 1n), { toSeller: 0n }),
      ...deals(rising(20, 1n, 1n), { settledAt: START + 1 }),
      ...deals(rising(20, 1n, 1n)).map(({ toSeller: _, ...open }) => open),
    ];
    expect(learnPrice(asked([...noise, ...USUAL]))).to.deep.equal(learnPrice(asked(USUAL)));
  });

  it("falls back when the record says too little", () => {
    for (const facts of [[], USUAL.slice(0, 7), deals(rising(20, 100n, 1n), { buyer: address(1) })]) {
      const learned = learnPrice(asked(facts));
      expect(learned).to.include({ source: "fallback", opening: 5n, aspiration: 9n });
      expect(learned.pace).to.equal(linear);
    }
    expect(learnPrice(asked(USUAL.slice(0, 8))).source).to.equal("record");
  });

  it("is not led by one principal or by outliers", () => {
    const usual = learnPrice(asked(USUAL));
    const within = (facts: readonly PricedWork[], most: number) => {
      const { source, opening, aspiration } = learnPrice(asked([...facts, ...USUAL]));
      expect(source).to.equal("record");
      for (const [now, before] of [
        [opening, usual.opening],
        [aspiration, usual.aspiration],
      ] as const)
        expect(Math.abs(Number(now - before))).to.be.at.most(most);
    };
    const dear = rising(500, 400_000n, 0n);
    // One seller with many buyers, and one principal behind many sellers, count twice each.
    within(deals(dear, { seller: address(9) }), 3_000);
    within(deals(dear, { sellerPrincipal: address(9) }), 3_000);
    within(deals(dear, { buyerPrincipal: address(9) }), 3_000);
    // One pair counts once, by its median; one that deals with itself not at all.
    within(deals(dear, { buyer: address(8), seller: address(9) }), 2_000);
    within(deals(dear, { buyerPrincipal: address(9), sellerPrincipal: address(9) }), 0);
    const strangers = deals([100_000_000n, 1n, 90_000_000n, 2n]).map((fact, index) => ({
      ...fact,
      ...{ buyer: address(20 + index), seller: address(30 + index) },
    }));
    within(strangers, 0);
  });

  it("takes its pace from how much prices differ", () => {
    const paceOf = (step: bigint) => learnPrice(asked(deals(rising(21, 100_000n, step)))).pace;
    expect(paceOf(500n)).to.deep.equal({ kind: "time", shape: "boulware" });
    expect(paceOf(2_500n)).to.deep.equal({ kind: "time", shape: "linear" });
    expect(paceOf(15_000n)).to.deep.equal({ kind: "time", shape: "conceder", power: 2 });
    const same = learnPrice(asked(deals(rising(20, 100_000n, 0n))));
    expect([same.opening, same.aspiration]).to.deep.equal([98_999n, 100_000n]);
    const sold = learnPrice(asked(deals(rising(20, 100_000n, 0n)), { side: "seller" }));
    expect([sold.opening, sold.aspiration]).to.deep.equal([101_001n, 100_000n]);
  });

  it("learns the same in any order", () => {
    const facts = deals(rising(40, 50_000n, 3_000n)).map((fact, index) => ({
      ...fact,
      ...{ buyer: address(100 + (index % 9)), seller: address(200 + (index % 13)), settledAt: START - 5 },
    }));
    const dice = diceOf(5);
    const wanted = learnPrice(asked(facts));
    for (let run = 0; run < 50; run++)
      expect(learnPrice(asked(dice.draw(facts, facts.length)))).to.deep.equal(wanted);
  });

  it("makes no offer when the market is beyond its limit", async () => {
    const settings = (price: bigint) => ({
      terms: { ...TERMS, category: 7 },
      record: { facts: USUAL, side: "buyer" as const, units: 1_000_000, fallback },
      limits: { price },
      ...{ from: START, until: START + 600 },
    });
    const decide = (price: bigint) => learningStrategy(settings(price))(viewAfter("buyer", []));
    expect(decide(101_000_000n)).to.deep.equal({ kind: "end", reason: "price" });
    const move = decide(200_000_000n);
    if (move.kind !== "offer") return expect.fail("no offer");
    expect(move.terms.milestones.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(102_000_000n);
    const usual = asked(USUAL);
    for (const [field, value, question] of [
      ["input.deals", "(not shown)", { ...usual, deals: [] }],
      ["side", '"both"', { ...usual, side: "both" }],
      ["units", "0", { ...usual, units: 0 }],
      ["asOf", "-1", { ...usual, asOf: -1 }],
      ["facts", "5", { ...usual, facts: 5 }],
      ["facts[0].units", "0", { ...usual, facts: deals([5n], { units: 0 }) }],
      ["facts[0].amount", "0", { ...usual, facts: deals([0n]) }],
      ["facts[0].settledAt", "0.5", { ...usual, facts: deals([5n], { settledAt: 0.5 }) }],
      ["fallback.opening", "0", { ...usual, fallback: { ...fallback, opening: 0n } }],
    ] as const)
      await expectRefusedField(field, value, () => learnPrice(question as PriceQuestion));
  });
});

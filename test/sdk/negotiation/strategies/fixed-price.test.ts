import { expect } from "chai";
import { fixedPriceStrategy } from "../../../../sdk/negotiation/index.ts";
import { expectRefusedField } from "../../support/refusal.ts";
import { at, START, TERMS, viewAfter } from "./support/views.ts";

const LIST = 100_000_000n;
const settings = { terms: TERMS, from: START, until: START + 1_000 };
const other = (price: bigint) => at(TERMS, price);

describe("strategies: fixed price", () => {
  it("offers the same terms, and ends", async () => {
    const seller = fixedPriceStrategy({ ...settings, rounds: 2 });
    const offer = { kind: "offer", terms: TERMS, validFor: 1_000 };
    expect(seller(viewAfter("seller", []))).to.deep.equal(offer);
    const low = other(LIST - 1n);
    expect(seller(viewAfter("seller", [low]))).to.deep.equal(offer);
    expect(seller(viewAfter("seller", [low, TERMS, low]))).to.deep.equal(offer);
    const end = { kind: "end", reason: "price" };
    expect(seller(viewAfter("seller", [low, TERMS, low, TERMS, low]))).to.deep.equal(end);
    const once = fixedPriceStrategy(settings);
    expect(once(viewAfter("seller", [low, TERMS, low]))).to.deep.equal(end);
    expect(once(viewAfter("seller", [low], { now: START + 1_000 }))).to.deep.equal(end);
    for (const [name, wrong] of [
      ["rounds", { ...settings, rounds: 0 }],
      ["until", { ...settings, until: START }],
    ] as const)
      await expectRefusedField(name, /\d/, () => fixedPriceStrategy(wrong));
  });

  it("accepts its price and better ones", () => {
    const strategy = fixedPriceStrategy(settings);
    for (const [side, first, prices] of [
      ["seller", "buyer", [LIST - 1n, LIST, LIST + 1n]],
      ["buyer", "seller", [LIST + 1n, LIST, LIST - 1n]],
    ] as const) {
      const kinds = prices.map((price) => strategy(viewAfter(side, [other(price)], { first })).kind);
      expect(kinds, side).to.deep.equal(["offer", "accept", "accept"]);
    }
    const otherwise = { ...other(LIST + 1n), silencePayout: 0 };
    expect(strategy(viewAfter("seller", [otherwise])).kind).to.equal("offer");
    const signed = { phase: "accepted", turn: "seller" } as const;
    expect(strategy(viewAfter("seller", [TERMS], { first: "seller", ...signed })).kind).to.equal("accept");
  });
});

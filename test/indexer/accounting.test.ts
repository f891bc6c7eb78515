import { expect } from "chai";
import { counted, summed } from "../../indexer/accounting/counters.ts";
import { partsOf, partsOfVerdict, spentBy } from "../../indexer/accounting/parts.ts";
import { payoutOf, shareOf } from "../../sdk/protocol/payout.ts";

describe("accounting", () => {
  describe("the payout of a score", () => {
    for (const [score, passingScore, payoutStep, payout] of [
      [6_999, 7_000, 0, 0],
      [7_000, 7_000, 0, 10_000],
      [10_000, 7_000, 0, 10_000],
      [0, 1, 100, 0],
      [4_999, 5_000, 100, 0],
      [5_000, 5_000, 100, 5_000],
      [5_099, 5_000, 100, 5_000],
      [9_999, 1, 2_500, 7_500],
      [10_000, 10_000, 2_500, 10_000],
    ] as const) {
      it(`is ${payout} for ${score} with passing score ${passingScore} and payout step ${payoutStep}`, () => {
        expect(payoutOf(score, { passingScore, payoutStep })).to.equal(payout);
      });
    }
  });

  describe("the parts of a milestone", () => {
    it("round the seller's part and the marketplace fee down", () => {
      const parts = partsOfVerdict(100_000_001n, 3_333, 250);
      expect(parts).to.deep.equal({
        toSeller: 33_330_000n,
        toBuyer: 66_670_001n,
        feeReturned: 0n,
        marketplaceFee: 833_250n,
        sellerNet: 32_496_750n,
        buyerNet: 66_670_001n,
      });
      expect(spentBy(parts)).to.equal(100_000_001n);
    });

    it("leave nothing of one base unit to a fee", () => {
      expect(partsOfVerdict(1n, 10_000, 1_000)).to.include({ marketplaceFee: 0n, sellerNet: 1n });
    });

    it("count a returned verification fee as spent", () => {
      const parts = partsOf({ toSeller: 0n, toBuyer: 5n, feeReturned: 2n, marketplaceFee: 1_000 });
      expect(spentBy(parts)).to.equal(7n);
    });

    it("stay exact at the largest amount a deal can hold", () => {
      const largest = 2n ** 96n - 1n;
      expect(shareOf(largest, 10_000)).to.equal(largest);
      expect(shareOf(largest, 9_999)).to.equal((largest * 9_999n) / 10_000n);
    });
  });

  describe("counters", () => {
    it("move what the change names and nothing else", () => {
      const row = { deals: 2, held: 10n, other: 7 };
      expect(counted(row, { deals: 1, held: -10n, other: undefined })).to.deep.equal({ deals: 3, held: 0n });
    });

    it("refuse to turn negative", () => {
      expect(() => counted({ held: 1n }, { held: -2n })).to.throw("held stands at 1 and cannot move by -2");
    });

    it("refuse a column that is no counter", () => {
      expect(() => counted({ held: null }, { held: 1n })).to.throw("held stands at null");
    });

    it("move by the sum of all that one event counts", () => {
      const once = { deals: 1, held: 5n, left: undefined };
      expect(summed(once, { held: -7n, left: 2, none: undefined })).to.deep.equal({
        ...{ deals: 1, held: -2n, left: 2 },
      });
      expect(summed({}, once)).to.deep.equal({ deals: 1, held: 5n });
      expect(() => summed({ held: 1n }, { held: 1 })).to.throw("held moves by 1 and by 1");
    });
  });
});

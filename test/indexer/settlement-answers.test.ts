import { expect } from "chai";
import { csvLine } from "../../indexer/http/csv.ts";
import {
  SETTLEMENT_HEADER,
  type SettlementFacts,
  settlementCsv,
  settlementLines,
  settlementSums,
} from "../../indexer/http/settlement-answers.ts";

const BUYER = `0x${"b1".repeat(20)}` as const;
const SELLER = `0x${"5e".repeat(20)}` as const;
const PRINCIPAL = `0x${"99".repeat(20)}` as const;

/** 100 for a milestone with a verification fee of 1: 70 to the seller, of which 2 are the marketplace's and 3 reimburse a bond. */
const settled: SettlementFacts = {
  ...{ dealId: `0x${"de".repeat(32)}`, milestone: 1, cause: "verdict", buyer: BUYER, seller: SELLER },
  ...{ buyerPrincipal: PRINCIPAL, sellerPrincipal: null, category: 7n, verificationFee: 1n },
  ...{ toSeller: 70n, toBuyer: 30n, marketplaceFee: 2n, sellerReimbursed: 3n, buyerReimbursed: 0n },
  ...{
    sellerNet: 65n,
    buyerNet: 30n,
    feeReturned: 0n,
    sellerDestination: "wallet",
    buyerDestination: "ledger",
  },
  ...{ blockNumber: 12n, logIndex: 3, timestamp: 1_795_221_000n, transactionHash: `0x${"7a".repeat(32)}` },
};

describe("settlements for an accountant", () => {
  it("are the seller's: what is left of its part", () => {
    expect(settlementLines(settled, SELLER)).to.deep.equal([
      {
        ...{ dealId: settled.dealId, milestone: 1, cause: "verdict", category: 7, block: 12, logIndex: 3 },
        ...{ timestamp: 1_795_221_000, transaction: settled.transactionHash },
        ...{ side: "seller", account: SELLER, counterparty: BUYER, gross: "70", marketplaceFee: "2" },
        ...{ verificationFee: "0", reimbursed: "3", refund: "0", net: "65", destination: "wallet" },
      },
    ]);
  });

  it("are the buyer's, or its principal's: what it cost", () => {
    const [line] = settlementLines(settled, PRINCIPAL);
    expect(line).to.deep.include({ side: "buyer", account: BUYER, counterparty: SELLER, gross: "101" });
    expect(line).to.deep.include({ verificationFee: "1", refund: "30", net: "-71", destination: "ledger" });
    const [returned] = settlementLines({ ...settled, feeReturned: 1n }, BUYER);
    expect(returned).to.deep.include({ gross: "101", verificationFee: "0", refund: "31", net: "-70" });
  });

  it("are both sides' of a principal that is on both, and nobody else's", () => {
    const both = settlementLines({ ...settled, sellerPrincipal: PRINCIPAL }, PRINCIPAL);
    expect(both.map(({ side }) => side)).to.deep.equal(["seller", "buyer"]);
    expect(settlementSums(both)).to.deep.include({
      seller: {
        ...{ milestones: 1, gross: "70", marketplaceFees: "2", verificationFees: "0" },
        reimbursed: "3",
        refunds: "0",
        net: "65",
      },
    });
    expect(settlementLines(settled, `0x${"00".repeat(20)}`)).to.deep.equal([]);
  });

  it("have in CSV as many values as the header", () => {
    const [line] = settlementLines({ ...settled, category: null }, SELLER);
    const values = line === undefined ? [] : settlementCsv(line).trimEnd().split(",");
    const header = SETTLEMENT_HEADER.trimEnd().split(",");
    expect(values).to.have.length(header.length);
    expect(Object.fromEntries(header.map((name, index) => [name, values[index]]))).to.deep.include({
      ...{ time: "2026-11-21T00:30:00Z", category: "", gross: "70", marketplace_fee: "2", net: "65" },
      transaction: settled.transactionHash,
    });
  });

  it("never let a text move a column", () => {
    for (const text of ["a,b", 'a"b', "a\r\nb", "=1+1"]) {
      expect(() => csvLine([1, text]), text).to.throw("needs quotes");
    }
    expect(csvLine([1, null, "x", undefined, -5n])).to.equal("1,,x,,-5\r\n");
  });
});

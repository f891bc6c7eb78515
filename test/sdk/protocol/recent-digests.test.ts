import { expect } from "chai";
import fc from "fast-check";
import { hashTypedData, type TypedDataDefinition } from "viem";
import { quittanceDomain } from "../../../sdk/index.ts";
import { recentDigest } from "../../../sdk/protocol/recent-digests.ts";
import { typedDataTypes } from "../../../sdk/protocol/typed-data.ts";
import { structsOf } from "../../../sdk/protocol/typed-data-structs.ts";

const domainOf = (chainId: number) => quittanceDomain({ chainId, address: `0x${"aa".repeat(20)}` });
const offerOf = (deal: number, validUntil: number) => ({
  deal: `0x${deal.toString(16).padStart(64, "0")}` as const,
  answers: `0x${"0".repeat(64)}` as const,
  from: `0x${"bb".repeat(20)}` as const,
  validUntil,
});
const worked = (chainId: number, primaryType: "Offer" | "NegotiationEnd" | "Deposit", message: object) =>
  hashTypedData({
    ...{ domain: domainOf(chainId), primaryType, message },
    types: structsOf(typedDataTypes, primaryType),
  } as TypedDataDefinition);

describe("digests that were asked for lately", () => {
  it("are those of viem, however often and in whatever order they are asked for", () => {
    const few = fc.integer({ min: 0, max: 9 });
    const asked = fc.array(fc.tuple(fc.constantFrom(1, 10, 8_453), few, few), { maxLength: 300 });
    fc.assert(
      fc.property(asked, (questions) => {
        for (const [chainId, deal, validUntil] of questions)
          expect(recentDigest(domainOf(chainId), "Offer", offerOf(deal, validUntil))).to.equal(
            worked(chainId, "Offer", offerOf(deal, validUntil)),
          );
      }),
      { numRuns: 20 },
    );
  });

  it("are not those of a message that looks alike", () => {
    const end = (reason: string, note: string) => ({
      ...{ offer: `0x${"01".repeat(32)}`, from: `0x${"bb".repeat(20)}`, reason, note },
    });
    for (const [reason, note] of [
      ["price", "a,note:string1:b"],
      ["price,note", "b"],
      ["price", ""],
      ["", "price"],
    ] as const)
      expect(recentDigest(domainOf(1), "NegotiationEnd", end(reason, note))).to.equal(
        worked(1, "NegotiationEnd", end(reason, note)),
      );
  });

  it("do not depend on how a program writes bigints as JSON", () => {
    const account = `0x${"bb".repeat(20)}` as const;
    const salts = [2n ** 63n, 2n ** 63n + 1n];
    const [one, other] = salts.map((salt) => worked(1, "Deposit", { account, salt }));
    Object.defineProperty(BigInt.prototype, "toJSON", {
      configurable: true,
      value(this: bigint) {
        return Number(this);
      },
    });
    try {
      const found = salts.map((salt) => recentDigest(domainOf(1), "Deposit", { account, salt }));
      expect(found).to.deep.equal([one, other]);
    } finally {
      Reflect.deleteProperty(BigInt.prototype, "toJSON");
    }
  });

  it("are of one reading of a message that changes while it is read", () => {
    let reads = 0;
    const changing = {
      ...offerOf(5, 5),
      get validUntil() {
        reads += 1;
        return reads === 1 ? 71 : 72;
      },
    };
    const digest = recentDigest(domainOf(1), "Offer", changing);
    expect(digest).to.be.oneOf([71, 72].map((validUntil) => worked(1, "Offer", offerOf(5, validUntil))));
    for (const validUntil of [71, 72])
      expect(recentDigest(domainOf(1), "Offer", offerOf(5, validUntil))).to.equal(
        worked(1, "Offer", offerOf(5, validUntil)),
      );
  });
});

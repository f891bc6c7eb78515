import { expect } from "chai";
import fc from "fast-check";
import { type Address, zeroAddress } from "viem";
import { InvalidFieldError } from "../../../sdk/errors/index.ts";
import { expectedEarningsOf } from "../../../sdk/jury/index.ts";

const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, "0")}`;
const termsOf = (
  jurors: number,
  verificationFee: bigint,
  bond = 8_000_000n,
  panelAccount: Address = zeroAddress,
) => ({
  panel: Array.from({ length: jurors }, (_, index) => addressOf(index + 1)),
  verificationFee,
  panelAccount,
  disputes: { pool: addressOf(90), bond, arbiter: zeroAddress, rulingWindow: 0 },
});

describe("what a juror expects to earn", () => {
  it("of round 1 is an equal part of the fee, larger where only a quorum is on record", () => {
    const terms = termsOf(5, 900_000n);
    expect(expectedEarningsOf({ terms, round: 1 })).to.deep.equal({ least: 180_000n, most: 300_000n });
  });

  it("of round 1 is nothing from the contract where the panel has an account, or there is no fee", () => {
    const nothing = { least: 0n, most: 0n };
    const account = termsOf(3, 900_000n, 8n, addressOf(7));
    expect(expectedEarningsOf({ terms: account, round: 1 })).to.deep.equal(nothing);
    expect(expectedEarningsOf({ terms: termsOf(3, 0n), round: 1 })).to.deep.equal(nothing);
  });

  it("of round 2 is a part of what the draw leaves of the bond", () => {
    const terms = termsOf(3, 0n);
    expect(expectedEarningsOf({ terms, round: 2, drawn: 7 })).to.deep.equal({
      least: 1_000_000n,
      most: 1_750_000n,
    });
  });

  it("refuses panels that no draw has, other rounds, and terms without a round 2", () => {
    const terms = termsOf(3, 0n);
    for (const drawn of [undefined, 1, 2, 4, 9, 3.5])
      expect(() => expectedEarningsOf({ terms, round: 2, drawn })).to.throw(InvalidFieldError, /drawn/);
    expect(() => expectedEarningsOf({ terms, round: 3 as never })).to.throw(InvalidFieldError, /round/);
    const plain = { ...terms, disputes: undefined };
    expect(() => expectedEarningsOf({ terms: plain, round: 2, drawn: 3 })).to.throw(
      InvalidFieldError,
      /disputes/,
    );
  });

  it("never pays out more than there is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), fc.bigInt({ min: 0n, max: 10n ** 15n }), (half, fee) => {
        const jurors = 2 * half + 1;
        const { least, most } = expectedEarningsOf({ terms: termsOf(jurors, fee), round: 1 });
        return least <= most && least * BigInt(jurors) <= fee && most * BigInt(half + 1) <= fee;
      }),
      { seed: 11 },
    );
  });
});

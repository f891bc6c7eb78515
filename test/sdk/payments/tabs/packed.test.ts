import { expect } from "chai";
import fc from "fast-check";
import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  numberToHex,
  size,
  slice,
  toHex,
  zeroAddress,
  zeroHash,
} from "viem";
import {
  bounds,
  decodeRedemptions,
  decodeVouchers,
  encodeVouchers,
  type RedeemableVoucher,
  type Tab,
  VouchersMalformedError,
} from "../../../../sdk/index.ts";
import { expectRefusedField, refusalOf } from "../../support/refusal.ts";
import { PAYEE, payer } from "./support.ts";

const bytes = (least: number, most = least) =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((array): Hex => toHex(array));
const anybody = bytes(20)
  .map((hex): Address => getAddress(hex))
  .filter((address) => address !== zeroAddress && address !== getAddress(PAYEE));
const time = fc.integer({ min: 0, max: 2 ** 40 - 1 });
const wide = (bits: number, least = 0n) => fc.bigInt({ min: least, max: 2n ** BigInt(bits) - 1n });

const anyTab: fc.Arbitrary<Tab> = fc.record({
  account: anybody,
  payee: fc.constant(getAddress(PAYEE)),
  reserve: wide(96, 1n),
  openBy: time,
  end: time,
  grace: fc.integer({ min: bounds.minWindow, max: bounds.maxWindow }),
  voucherKey: anybody,
  category: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  salt: wide(64),
  reference: fc.oneof(fc.constant(zeroHash), bytes(32, 32)),
});
const anyVouchers: fc.Arbitrary<RedeemableVoucher[]> = fc.array(
  fc.record({ tab: anyTab, amount: wide(96), signature: bytes(0, 200) }),
  { minLength: 1, maxLength: 8 },
);

describe("the packed form of vouchers", () => {
  it("has one form: a reference is neither given as zero nor left out", () => {
    const tab = { ...fc.sample(anyTab, { numRuns: 1, seed: 1 })[0], reference: zeroHash } as Tab;
    const plain = encodeVouchers([{ tab, amount: 1n, signature: `0x${"22".repeat(64)}` }]);
    const zero = concatHex([slice(plain, 0, 90), "0x8040", zeroHash, slice(plain, 92)]);
    expect(() => decodeVouchers({ payee: PAYEE, vouchers: zero })).to.throw(VouchersMalformedError);
    const cut = concatHex([slice(plain, 0, 90), "0x8040", slice(plain, 92)]);
    expect(() => decodeVouchers({ payee: PAYEE, vouchers: cut })).to.throw(VouchersMalformedError);
    const reference = `0x${"33".repeat(32)}` as const;
    const named = encodeVouchers([
      { tab: { ...tab, reference }, amount: 1n, signature: `0x${"22".repeat(64)}` },
    ]);
    expect(named).to.equal(concatHex([slice(plain, 0, 90), "0x8040", reference, slice(plain, 92)]));
  });

  it("says everything but the payee, in 92 bytes, the signature, and a reference if there is one", () => {
    fc.assert(
      fc.property(anyVouchers, (vouchers) => {
        const packed = encodeVouchers(vouchers);
        const signed = vouchers.reduce((sum, { signature }) => sum + size(signature), 0);
        const references = vouchers.filter(({ tab }) => tab.reference !== zeroHash).length;
        expect(size(packed)).to.equal(92 * vouchers.length + 32 * references + signed);
        expect(decodeVouchers({ payee: PAYEE, vouchers: packed })).to.deep.equal(vouchers);
      }),
    );
  });

  it("is malformed wherever it ends but behind a voucher", async () => {
    const { tab } = payer();
    const voucher = { tab, amount: 5n, signature: `0x${"11".repeat(64)}` as Hex };
    const packed = encodeVouchers([voucher, voucher]);
    for (let end = 0; end <= size(packed); end++) {
      const cut = end === 0 ? "0x" : slice(packed, 0, end);
      if (end > 0 && end % 156 === 0) {
        expect(decodeVouchers({ payee: PAYEE, vouchers: cut })).to.have.length(end / 156);
        continue;
      }
      const refused = await refusalOf(VouchersMalformedError, () =>
        decodeVouchers({ payee: PAYEE, vouchers: cut }),
      );
      expect(refused.values.length).to.equal(BigInt(end));
    }
  });

  it("is of one payee, of at least one voucher, and of amounts that fit", async () => {
    const { tab } = payer();
    const voucher = { tab, amount: 5n, signature: "0x11" as Hex };
    const others = { ...voucher, tab: payer({ payee: "0x00000000000000000000000000000000000000d4" }).tab };
    await expectRefusedField("vouchers", "an array of 0", () => encodeVouchers([]));
    await expectRefusedField("vouchers[1].tab.payee", /d4/i, () => encodeVouchers([voucher, others]));
    for (const amount of [-1n, 2n ** 96n, 5 as unknown as bigint]) {
      await expectRefusedField("vouchers[0].amount", String(amount), () =>
        encodeVouchers([{ ...voucher, amount }]),
      );
    }
    const long: Hex = `0x${"11".repeat(65_536)}`;
    await expectRefusedField("vouchers[0].signature", /131074 characters/, () =>
      encodeVouchers([{ ...voucher, signature: long }]),
    );
    const malformed = { ...voucher, tab: { ...tab, grace: 1 } };
    await expectRefusedField("tab.grace", "1", () => encodeVouchers([malformed]));
  });
});

describe("what was redeemed", () => {
  it("is read from the event's bytes", async () => {
    fc.assert(
      fc.property(fc.array(fc.record({ tabId: bytes(32), amount: wide(96) }), { maxLength: 10 }), (list) => {
        const packed = list.flatMap(({ tabId, amount }) => [tabId, numberToHex(amount, { size: 12 })]);
        expect(decodeRedemptions(concatHex(["0x", ...packed]))).to.deep.equal(list);
      }),
    );
    await expectRefusedField("redemptions", /0x/, () => decodeRedemptions("0x11"));
  });
});

import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import fc from "fast-check";
import { type Hex, size } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { hexOf } from "../../../../sdk/crypto/bytes.ts";
import {
  compactSignature,
  fastSigner,
  hashVoucher,
  parseVoucher,
  signVoucher,
  toJson,
  typedDataTypes,
  VoucherAboveReserveError,
  verifyVoucher,
  voucherMaker,
} from "../../../../sdk/index.ts";
import { voucherDigests } from "../../../../sdk/payments/tabs/voucher-digest.ts";
import { expectRefusedField, refusalOf } from "../../support/refusal.ts";
import { domain, NOW, payer } from "./support.ts";

const anyAmount = fc.bigInt({ min: 0n, max: 2n ** 96n - 1n });
const anyTab = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes): Hex => hexOf(bytes));

describe("vouchers", () => {
  it("have the digest of EIP-712, by hand as by viem and ethers", async () => {
    const types = { Voucher: [...typedDataTypes.Voucher] };
    const agree = (tab: Hex, amount: bigint) => {
      const digest = hexOf(voucherDigests(domain, tab)(amount));
      expect(digest).to.equal(hashVoucher({ domain, tab, amount }));
      expect(digest).to.equal(TypedDataEncoder.hash(domain, types, { tab, amount }));
    };
    for (const amount of [0n, 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 96n - 1n]) {
      agree(`0x${"11".repeat(32)}`, amount);
    }
    fc.assert(fc.property(anyTab, anyAmount, agree), { numRuns: 50 });
    await expectRefusedField("tab", /0x11/, () => voucherDigests(domain, "0x11"));
  });

  it("leave nothing behind for the next one of the same tab", () => {
    const digestOf = voucherDigests(domain, `0x${"11".repeat(32)}`);
    const first = hexOf(digestOf(5n));
    const large = hexOf(digestOf(2n ** 96n - 1n));
    expect(hexOf(digestOf(5n))).to.equal(first);
    expect(large).to.not.equal(first);
  });

  it("are signed the same by any account and by the maker, on either engine", async () => {
    const key = generatePrivateKey();
    const { tab } = payer({}, NOW, key);
    const makers = (["native", "javascript"] as const).map((engine) =>
      voucherMaker({ domain, tab, signer: fastSigner(key, { engine }) }),
    );
    const account = privateKeyToAccount(key);
    for (const price of [1n, 10n, 300n]) {
      const [one, other] = makers.map((maker) => maker.owe(price));
      if (one === undefined || other === undefined) throw new Error("there are two makers");
      expect(one).to.deep.equal(other);
      const voucher = { domain, tab: one.tab, amount: one.amount };
      expect(await signVoucher({ ...voucher, account })).to.equal(one.signature);
      const signed = { ...voucher, signer: account.address, signature: one.signature };
      expect(await verifyVoucher(signed)).to.equal(true);
      expect(await verifyVoucher({ ...signed, amount: one.amount + 1n })).to.equal(false);
      expect(size(one.signature)).to.equal(64);
    }
  });

  it("are of all that is owed, and end at the reserve", async () => {
    const { maker, tab } = payer();
    expect([maker.owed, maker.remaining]).to.deep.equal([0n, 1_000n]);
    expect(maker.owe(400n).amount).to.equal(400n);
    expect(maker.owe(1n).amount).to.equal(401n);
    const refused = await refusalOf(VoucherAboveReserveError, () => maker.owe(600n));
    expect(refused).to.include({ reserve: tab.reserve, amount: 1_001n, tab: maker.tabId });
    expect([maker.owed, maker.remaining]).to.deep.equal([401n, 599n]);
    expect(maker.owe(599n).amount).to.equal(1_000n);
    expect(maker.remaining).to.equal(0n);
  });

  it("go on where they ended, but not above the reserve", async () => {
    const { tab, signer } = payer();
    expect(voucherMaker({ domain, tab, signer, owed: 900n }).owe(100n).amount).to.equal(1_000n);
    await refusalOf(VoucherAboveReserveError, () => voucherMaker({ domain, tab, signer, owed: 1_001n }));
    await expectRefusedField("owed", "-1", () => voucherMaker({ domain, tab, signer, owed: -1n }));
  });

  it("are not made for nothing, nor by another key", async () => {
    const { tab, maker } = payer();
    await expectRefusedField("price", "0", () => maker.owe(0n));
    await expectRefusedField("price", "-5", () => maker.owe(-5n));
    await expectRefusedField("price", "5", () => maker.owe(5 as unknown as bigint));
    const signer = fastSigner(generatePrivateKey());
    await expectRefusedField("signer", /0x/, () => voucherMaker({ domain, tab, signer }));
    expect(maker.owed).to.equal(0n);
  });

  it("travel as JSON", async () => {
    const voucher = payer().maker.owe(7n);
    expect(parseVoucher(toJson(voucher))).to.deep.equal(voucher);
    await expectRefusedField("voucher.amount", "-7", () => parseVoucher({ ...voucher, amount: -7n }));
    await expectRefusedField("voucher.tab", /0x/, () => parseVoucher({ ...voucher, tab: "0x" }));
    await expectRefusedField("voucher.signature", /0x/, () => parseVoucher({ ...voucher, signature: "0x" }));
    expect(compactSignature(voucher.signature)).to.equal(voucher.signature);
  });
});

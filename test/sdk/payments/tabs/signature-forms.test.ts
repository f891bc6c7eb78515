import { expect } from "chai";
import { concatHex, type Hex, numberToHex, size, slice } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  fastSigner,
  redeemVouchers,
  VoucherInvalidError,
  verifyVoucher,
  voucherBook,
  voucherMaker,
} from "../../../../sdk/index.ts";
import { openExampleTab } from "../../../../sdk/testing/index.ts";
import { errorOf } from "../../support/refusal.ts";
import { useStack } from "../../support/setup.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A compact signature in every form that its r, s and parity can be written in, good or not. */
function formsOf(compact: Hex): Readonly<Record<string, Hex>> {
  const second = BigInt(slice(compact, 32, 64));
  const [r, s, parity] = [slice(compact, 0, 32), second & (2n ** 255n - 1n), second >> 255n];
  const whole = (value: bigint, v: bigint) =>
    concatHex([r, numberToHex(value, { size: 32 }), numberToHex(v, { size: 1 })]);
  return {
    "64 bytes": compact,
    "v of 27 or 28": whole(s, 27n + parity),
    "v of 0 or 1": whole(s, parity),
    "v of 35 or 36": whole(s, 35n + parity),
    "the other v": whole(s, 28n - parity),
    "a high s": whole(ORDER - s, 28n - parity),
    "64 bytes with the other parity": concatHex([r, numberToHex(s | ((1n - parity) << 255n), { size: 32 })]),
    "63 bytes": slice(compact, 0, 63),
  };
}

describe("the signature of a voucher", () => {
  const setup = useStack();

  it("counts in a book, and for verifyVoucher, in exactly the forms that the contract takes", async () => {
    const { address, domain, seller, walletClient, snapshot, revert } = setup();
    const signer = fastSigner(generatePrivateKey());
    const { tab, tabId } = await openExampleTab(setup(), { voucherKey: signer.address });
    const maker = voucherMaker({ domain, tab, signer });
    const now = await setup().now();
    const taken = new Set<string>();
    // Both parities come up among a few vouchers.
    for (const voucher of [1n, 2n, 3n, 4n].map((added) => maker.owe(added))) {
      for (const [form, signature] of Object.entries(formsOf(voucher.signature))) {
        const before = await snapshot();
        const vouchers = [{ tab, amount: voucher.amount, signature }];
        const refusal = await errorOf(async () => {
          await redeemVouchers(walletClient, { address, vouchers });
          throw new Error("redeemed");
        });
        await revert(before);
        const isTaken = !(refusal instanceof VoucherInvalidError);
        if (isTaken) expect(String(refusal)).to.equal("Error: redeemed");

        const book = voucherBook({ domain, payee: seller.address });
        book.add(tab, { tabId, openedAt: now, redeemed: 0n, closed: false });
        const isKept = () => book.take({ ...voucher, signature }, { now });
        if (isTaken) {
          expect(isKept().amount, form).to.equal(voucher.amount);
          expect(size(book.latest(tabId)?.signature ?? "0x")).to.equal(64);
          taken.add(form);
        } else expect(await errorOf(isKept), form).to.be.instanceOf(VoucherInvalidError);
        const about = { domain, tab: tabId, amount: voucher.amount, signer: signer.address };
        expect(await verifyVoucher({ ...about, signature }), form).to.equal(isTaken);
      }
    }
    expect([...taken]).to.deep.equal(["64 bytes", "v of 27 or 28"]);
  });
});

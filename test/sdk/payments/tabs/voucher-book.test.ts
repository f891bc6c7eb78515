import { expect } from "chai";
import fc from "fast-check";
import { concatHex, type Hex, numberToHex, slice } from "viem";
import { generatePrivateKey } from "viem/accounts";
import {
  fastSigner,
  parseBookedTabs,
  type SignedVoucher,
  TabAlreadyClosedError,
  TabNotInBookError,
  TabUnknownError,
  toJson,
  VoucherAboveReserveError,
  VoucherBelowPriceError,
  VoucherInvalidError,
  VoucherNotIncreasingError,
  VoucherTooLateError,
  voucherBook,
  voucherMaker,
} from "../../../../sdk/index.ts";
import { expectRefusedField, refusalOf } from "../../support/refusal.ts";
import { domain, NOW, PAYEE, payer } from "./support.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const now = NOW;

/** A payer whose tab is in a book of the payee. */
function kept(...given: Parameters<typeof payer>) {
  const who = payer(...given);
  const book = voucherBook({ domain, payee: PAYEE });
  book.add(who.tab, who.open);
  return { ...who, book };
}

/** The 65-byte forms of a compact signature; the last with a high s. */
function wideForms(signature: Hex) {
  const second = BigInt(slice(signature, 32, 64));
  const [r, s, parity] = [slice(signature, 0, 32), second & (2n ** 255n - 1n), second >> 255n];
  const form = (value: bigint, v: bigint) =>
    concatHex([r, numberToHex(value, { size: 32 }), numberToHex(v, { size: 1 })]);
  return { usual: form(s, 27n + parity), bare: form(s, parity), high: form(ORDER - s, 28n - parity) };
}

describe("a book of vouchers", () => {
  it("takes vouchers that add up, and keeps the latest", () => {
    const { book, maker, tabId } = kept();
    expect(book.latest(tabId)).to.equal(undefined);
    expect(book.take(maker.owe(10n), { now })).to.deep.equal({ tab: tabId, amount: 10n, added: 10n });
    const second = maker.owe(25n);
    expect(book.take(second, { now, price: 25n }).added).to.equal(25n);
    expect(book.latest(tabId)).to.deep.equal(second);
  });

  it("takes this machine's clock when none is given", async () => {
    const { book, maker } = kept({}, Math.floor(Date.now() / 1000));
    expect(book.take(maker.owe(1n)).added).to.equal(1n);
    const past = kept();
    const refused = await refusalOf(VoucherTooLateError, () => past.book.take(past.maker.owe(1n)));
    expect(refused.until).to.equal(past.tab.end + past.tab.grace - 300);
  });

  it("refuses what is not in it, not more, too much or too little, and keeps what it has", async () => {
    const { book, maker, tab, tabId, signer } = kept();
    const stranger = payer().maker.owe(1n);
    expect(await refusalOf(TabNotInBookError, () => book.take(stranger, { now }))).to.include({
      tab: stranger.tab,
    });
    const first = maker.owe(10n);
    const second = maker.owe(10n);
    book.take(second, { now });
    for (const old of [first, second]) {
      const refused = await refusalOf(VoucherNotIncreasingError, () => book.take(old, { now }));
      expect(refused).to.include({ tab: tabId, latest: 20n, amount: old.amount });
    }
    const generous = voucherMaker({ domain, tab: { ...tab, reserve: 5_000n }, signer }).owe(1_001n);
    const above = { ...generous, tab: tabId };
    expect(await refusalOf(VoucherAboveReserveError, () => book.take(above, { now }))).to.include({
      reserve: 1_000n,
      amount: 1_001n,
    });
    const cheap = maker.owe(4n);
    expect(await refusalOf(VoucherBelowPriceError, () => book.take(cheap, { now, price: 5n }))).to.include({
      price: 5n,
      added: 4n,
    });
    expect(book.latest(tabId)).to.deep.equal(second);
    expect(book.take(cheap, { now, price: 4n }).amount).to.equal(24n);
  });

  it("takes no voucher when there may be no time left to redeem it", async () => {
    const { tab, open, maker } = payer();
    const until = tab.end + tab.grace;
    for (const margin of [0, 300, 7_200]) {
      const book = voucherBook({ domain, payee: PAYEE, margin });
      book.add(tab, open);
      const voucher = maker.owe(1n);
      const late = () => book.take(voucher, { now: until - margin });
      expect(await refusalOf(VoucherTooLateError, late)).to.include({
        until: until - margin,
        now: until - margin,
      });
      expect(book.take(voucher, { now: until - margin - 1 }).amount).to.equal(voucher.amount);
    }
    await expectRefusedField("margin", "-1", () => voucherBook({ domain, payee: PAYEE, margin: -1 }));
  });

  it("refuses every signature but the voucher key's of this very voucher", async () => {
    const { book, maker, tab, tabId, signer } = kept();
    const voucher = maker.owe(10n);
    const thief = fastSigner(generatePrivateKey());
    const forgedBy = voucherMaker({ domain, tab: { ...tab, voucherKey: thief.address }, signer: thief });
    const elsewhere = voucherMaker({ domain: { ...domain, chainId: 1 }, tab, signer });
    const forged: readonly SignedVoucher[] = [
      { ...voucher, amount: 11n },
      { ...voucher, signature: forgedBy.owe(10n).signature },
      { ...voucher, signature: elsewhere.owe(10n).signature },
      { ...voucher, signature: wideForms(voucher.signature).high },
      { ...voucher, signature: wideForms(voucher.signature).bare },
      { ...voucher, signature: "0x" },
      { ...voucher, signature: `0x${"00".repeat(64)}` },
      { ...voucher, signature: `0x${"11".repeat(66)}` },
      { ...voucher, signature: "no hex" as Hex },
    ];
    const refuses = async () => {
      for (const each of forged) {
        const refused = await refusalOf(VoucherInvalidError, () => book.take(each, { now }));
        expect(refused.values).to.deep.equal({ tabId, voucherKey: tab.voucherKey, amount: each.amount });
      }
    };
    await refuses();
    book.take(voucher, { now });
    for (const each of forged) {
      const higher = { ...each, amount: each.amount + 100n };
      await refusalOf(VoucherInvalidError, () => book.take(higher, { now }));
    }
    expect(book.latest(tabId)).to.deep.equal(voucher);
  });

  it("keeps 65-byte signatures in the form that costs the least", () => {
    const { book, maker, tabId } = kept();
    const voucher = maker.owe(10n);
    book.take({ ...voucher, signature: wideForms(voucher.signature).usual }, { now });
    expect(book.latest(tabId)).to.deep.equal(voucher);
  });

  it("gives the same answers on either engine", () => {
    const { tab, open, maker } = payer({ reserve: 10n ** 12n });
    const books = (["native", "javascript"] as const).map((engine) =>
      voucherBook({ domain, payee: PAYEE, engine }),
    );
    for (const book of books) book.add(tab, open);
    for (let index = 0; index < 5; index++) {
      const voucher = maker.owe(BigInt(index) + 1n);
      const flawed = { ...voucher, signature: `${voucher.signature.slice(0, -2)}00` as Hex };
      const [one, other] = books.map((book) => {
        try {
          return book.take(flawed, { now });
        } catch (error) {
          return (error as Error).message;
        }
      });
      expect(one).to.deep.equal(other);
      expect(new Set(books.map((book) => toJson(book.take(voucher, { now })))).size).to.equal(1);
    }
    expect(toJson(books[0]?.tabs())).to.equal(toJson(books[1]?.tabs()));
  });

  it("wants amounts as bigints, and finds tabs whatever the case of their id", async () => {
    const { book, maker, tabId } = kept();
    const voucher = maker.owe(10n);
    const text = { ...voucher, amount: "10" as unknown as bigint };
    await expectRefusedField("voucher.amount", '"10"', () => book.take(text, { now }));
    const upper = `0x${tabId.slice(2).toUpperCase()}` as Hex;
    expect(book.take({ ...voucher, tab: upper }, { now }).tab).to.equal(tabId);
  });

  it("puts tabs in that are open and its payee's, and none other", async () => {
    const { tab, tabId, open } = payer();
    const book = voucherBook({ domain, payee: PAYEE });
    const add = (state: typeof open | undefined) => () => book.add(tab, state);
    expect((await refusalOf(TabUnknownError, add(undefined))).values.tabId).to.equal(tabId);
    await refusalOf(TabUnknownError, add({ ...open, tabId: `0x${"11".repeat(32)}` }));
    await refusalOf(TabAlreadyClosedError, add({ ...open, closed: true }));
    const other = payer({ payee: "0x00000000000000000000000000000000000000d4" });
    await expectRefusedField("tab.payee", /d4/i, () => book.add(other.tab, other.open));
    expect(book.tabs()).to.deep.equal([]);
    expect(book.add(tab, open)).to.equal(tabId);
    expect(book.tabs()).to.deep.equal([{ tab, redeemed: 0n }]);
  });

  it("counts what was redeemed before as owed", async () => {
    const { tab, open, maker } = payer();
    const book = voucherBook({ domain, payee: PAYEE });
    book.add(tab, { ...open, redeemed: 15n });
    await refusalOf(VoucherNotIncreasingError, () => book.take(maker.owe(15n), { now }));
    expect(book.take(maker.owe(1n), { now }).added).to.equal(1n);
    book.add(tab, { ...open, redeemed: 16n });
    expect(book.due({ now })).to.deep.equal([]);
    book.add(tab, { ...open, redeemed: 3n });
    expect(book.due({ now })).to.deep.equal([]);
  });

  it("says what is due, what must be redeemed first before the rest, and counts it off", () => {
    const book = voucherBook({ domain, payee: PAYEE });
    const [late, early, idle] = [3_000, 2_000, 1_000].map((seconds) => payer({ end: NOW + seconds }));
    if (late === undefined || early === undefined || idle === undefined) throw new Error("three tabs");
    for (const { tab, open } of [late, early, idle]) book.add(tab, open);
    const vouchers = [late.maker.owe(5n), early.maker.owe(50n)];
    for (const voucher of vouchers) book.take(voucher, { now });
    expect(book.due({ now }).map(({ tab, amount }) => [tab.end, amount])).to.deep.equal([
      [early.tab.end, 50n],
      [late.tab.end, 5n],
    ]);
    expect(book.due({ now, least: 6n })).to.have.length(1);
    expect(book.due({ now: early.tab.end + early.tab.grace })).to.have.length(1);
    const stranger = { tab: payer().tab, amount: 1n };
    book.settle([{ tab: early.tab, amount: 50n }, stranger]);
    expect(book.due({ now })).to.have.length(1);
    book.take(early.maker.owe(1n), { now });
    expect(book.due({ now, least: 2n })).to.have.length(1);
    book.remove(late.tabId);
    book.remove(early.tabId);
    expect(book.due({ now })).to.deep.equal([]);
    expect(book.tabs()).to.have.length(1);
  });

  it("counts what was redeemed once, whether the chain or the redemption said so first, or twice", () => {
    const { book, maker, tab, tabId, open } = kept();
    book.take(maker.owe(50n), { now });
    const first = book.due({ now });
    book.take(maker.owe(50n), { now });
    // The tab as the chain knows it after the first redemption, then that redemption itself, twice.
    book.add(tab, { ...open, redeemed: 50n });
    book.settle(first);
    book.settle(first);
    expect(book.tabs()[0]?.redeemed).to.equal(50n);
    expect(book.due({ now }).map(({ amount }) => amount)).to.deep.equal([100n]);
    expect(book.take(maker.owe(1n), { now }).amount).to.equal(101n);
    book.settle(book.due({ now }), [{ tabId }]);
    expect(book.tabs()[0]?.redeemed).to.equal(50n);
    book.settle(book.due({ now }));
    book.settle(first);
    expect(book.tabs()[0]?.redeemed).to.equal(101n);
    expect(book.due({ now })).to.deep.equal([]);
    expect(book.take(maker.owe(1n), { now }).added).to.equal(1n);
    book.settle([{ tab, amount: 2n ** 90n }]);
    expect(book.tabs()[0]?.redeemed).to.equal(tab.reserve);
  });

  it("counts nothing of what is no voucher with its tab", async () => {
    const { book, maker, tab, tabId } = kept();
    book.take(maker.owe(50n), { now });
    const [voucher] = book.due({ now });
    const settle = (entry: unknown) => () => book.settle([voucher, entry] as never);
    await expectRefusedField("vouchers[1].tabId", "(not shown)", settle({ tabId, amount: 50n }));
    await expectRefusedField("vouchers[1].amount", '"50"', settle({ tab, amount: "50" }));
    await expectRefusedField(
      "vouchers[1].tab.end",
      "undefined",
      settle({ tab: { ...tab, end: undefined }, amount: 1n }),
    );
    expect(book.due({ now })).to.have.length(1);
  });

  it("takes no time in milliseconds, and none that is none", async () => {
    const { book, maker } = kept();
    const voucher = maker.owe(1n);
    for (const moment of [NOW * 1_000, Number.NaN, Number.NEGATIVE_INFINITY, NOW + 0.5, "1"]) {
      await expectRefusedField("now", /./, () => book.take(voucher, { now: moment as number }));
      await expectRefusedField("now", /./, () => book.due({ now: moment as number }));
    }
    expect(book.take(voucher, { now }).added).to.equal(1n);
  });

  it("comes back from storage as it was, and not when somebody changed it", async () => {
    const { book, maker, tab } = kept();
    const fresh = payer();
    book.add(fresh.tab, fresh.open);
    book.take(maker.owe(10n), { now });
    book.settle([{ tab, amount: 4n }]);
    const stored = parseBookedTabs(toJson(book.tabs()));
    const again = voucherBook({ domain, payee: PAYEE, tabs: stored });
    expect(again.tabs()).to.deep.equal(book.tabs());
    expect(again.due({ now })).to.deep.equal(book.due({ now }));
    expect(again.take(maker.owe(1n), { now }).added).to.equal(1n);
    const [first] = stored;
    if (first?.latest === undefined) throw new Error("a voucher was taken");
    const changed = [{ ...first, latest: { ...first.latest, amount: 999n } }];
    await refusalOf(VoucherInvalidError, () => voucherBook({ domain, payee: PAYEE, tabs: changed }));
    await expectRefusedField("tabs", '"{}"', () => parseBookedTabs('"{}"'));
    await expectRefusedField("tabs[0].redeemed", '"x"', () => parseBookedTabs([{ tab, redeemed: "x" }]));
  });

  it("never owes less after any sequence of vouchers, nor more than the reserve", () => {
    const { tab, open, signer } = payer({ reserve: 100n });
    const maker = voucherMaker({ domain, tab: { ...tab }, signer });
    const vouchers = Array.from({ length: 100 }, () => maker.owe(1n));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 99 }), { maxLength: 20 }), (order) => {
        const book = voucherBook({ domain, payee: PAYEE });
        book.add(tab, open);
        let most = 0n;
        for (const index of order) {
          const voucher = vouchers[index];
          if (voucher === undefined) continue;
          const grows = voucher.amount > most;
          try {
            expect(book.take(voucher, { now }).added).to.equal(voucher.amount - most);
            expect(grows).to.equal(true);
            most = voucher.amount;
          } catch (error) {
            if (!(error instanceof VoucherNotIncreasingError)) throw error;
            expect(grows).to.equal(false);
          }
        }
        expect(book.latest(maker.tabId)?.amount ?? 0n).to.equal(most);
      }),
      { numRuns: 30 },
    );
  });
});

import { expect } from "chai";
import * as fc from "fast-check";
import { keccak256, stringToBytes } from "viem";
import type { DealHistory } from "../../../sdk/history/index.ts";
import { canonicalJson, InvalidFieldError, quittanceDomain } from "../../../sdk/index.ts";
import {
  checkSettlementDocument,
  renderSettlementDocument,
  type SettlementDocument,
  settlementDocument,
} from "../../../sdk/receipts/index.ts";
import { errorOf, expectRefusedField, refusalOf } from "../support/refusal.ts";
import { dealOf, domain, type Ending } from "./support/settled.ts";

const USDC = 1_000_000n;
const made = (deal: DealHistory, more: object = {}) =>
  settlementDocument({ kind: "receipt", domain, deal, ...more });

/** The deal with other amounts of its first settlement. */
const withSettlement = (deal: DealHistory, change: object): DealHistory => ({
  ...deal,
  milestones: deal.milestones.map((each, index) =>
    index === 0 ? { ...each, settlement: { ...each.settlement, ...change } as never } : each,
  ),
});

/** The document with other fields, and the hash that follows. */
const rehashed = ({ hash: _, ...rest }: SettlementDocument, change: object) => {
  const changed = { ...rest, ...change };
  return { ...changed, hash: keccak256(stringToBytes(canonicalJson(changed))) };
};

/** Amounts, each twice as large. */
const twice = <Amounts extends object>(amounts: Amounts) =>
  Object.fromEntries(
    Object.entries(amounts as Record<string, { units: string }>).map(([name, { units }]) => {
      const digits = (2n * BigInt(units)).toString();
      const padded = digits.padStart(7, "0");
      return [name, { units: digits, usdc: `${padded.slice(0, -6)}.${padded.slice(-6)}` }];
    }),
  );

const halves = () => dealOf([{ amount: 10n * USDC, toSeller: 4n * USDC }, { amount: 5n * USDC }]);

describe("receipts and invoices", () => {
  it("say what each side got, in base units and in decimals", () => {
    const { items, totals, paid, number, date } = made(halves());
    expect(items).to.have.length(1);
    expect(
      Object.fromEntries(Object.entries(totals).map(([name, { units }]) => [name, units])),
    ).to.deep.equal({
      ...{ amount: "10000000", verificationFee: "1000000", toSeller: "4000000", marketplaceFee: "100000" },
      ...{ sellerReimbursed: "0", sellerNet: "3900000", panelEarned: "1000000", buyerReimbursed: "0" },
      ...{ refund: "6000000", cost: "5000000" },
    });
    expect(paid).to.deep.equal({ units: "5000000", usdc: "5.000000" });
    expect(number).to.match(/^REC-8453-[0-9A-F]{16}-0$/);
    expect(date).to.equal("2026-11-30");
    const invoice = made(halves(), { kind: "invoice" });
    expect([invoice.paid.usdc, invoice.number.slice(0, 3)]).to.deep.equal(["4.000000", "INV"]);
  });

  it("conserve what went in, whatever the outcome", () => {
    const units = (most: bigint) => fc.bigInt({ min: 0n, max: most });
    const ending = fc.record({
      amount: fc.bigInt({ min: USDC, max: 10n ** 15n }),
      parts: fc.array(units(10_000n), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(
        fc.array(ending, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 1_000 }),
        (drawn, marketplaceFee) => {
          const endings: Ending[] = drawn.map(({ amount, parts: [a = 0n, b = 0n, c = 0n, d = 0n] }) => {
            const toSeller = (amount * a) / 10_000n;
            const left = toSeller - (toSeller * BigInt(marketplaceFee)) / 10_000n;
            return {
              ...{ amount, toSeller, sellerReimbursed: (left * b) / 10_000n },
              ...{ buyerReimbursed: ((amount - toSeller) * c) / 10_000n, feeReturned: (USDC * d) / 10_000n },
            };
          });
          const { items, totals } = made(dealOf(endings, { marketplaceFee }));
          const sum = (names: readonly (keyof typeof totals)[], of: typeof totals) =>
            names.reduce((total, name) => total + BigInt(of[name].units), 0n);
          for (const part of [...items, totals])
            expect(sum(["amount", "verificationFee"], part)).to.equal(
              sum(
                [
                  "sellerNet",
                  "marketplaceFee",
                  "sellerReimbursed",
                  "panelEarned",
                  "buyerReimbursed",
                  "refund",
                ],
                part,
              ),
            );
        },
      ),
      { numRuns: 50 },
    );
  });

  it("are not made of facts in which one amount is off by one base unit", async () => {
    const deal = halves();
    const { settlement } = deal.milestones[0] ?? {};
    for (const name of [
      "toSeller",
      "toBuyer",
      "marketplaceFee",
      "sellerReimbursed",
      "buyerReimbursed",
      "sellerNet",
      "buyerNet",
    ] as const)
      for (const by of [1n, -1n]) {
        const change = { [name]: (settlement?.[name] ?? 0n) + by };
        const error = await refusalOf(InvalidFieldError, () => made(withSettlement(deal, change)));
        expect(error.field).to.match(/^deal\.milestones\[0\]\.settlement\./);
      }
    await refusalOf(InvalidFieldError, () => made(withSettlement(deal, { feeReturned: USDC + 1n })));
    const { marketplaceFee = 0n, sellerNet = 0n } = settlement ?? {};
    const dearer = { marketplaceFee: marketplaceFee + 1n, sellerNet: sellerNet - 1n };
    await refusalOf(InvalidFieldError, () => made(withSettlement(deal, dearer)));
  });

  it("are of the deal that its terms give, on this contract alone", async () => {
    const elsewhere = quittanceDomain({ chainId: 1, address: domain.verifyingContract });
    await expectRefusedField("deal.id", /^"?0x/, () => made(halves(), { domain: elsewhere }));
    const other = dealOf([{ amount: 11n * USDC, toSeller: 4n * USDC }]);
    await expectRefusedField("deal.id", /^"?0x/, () => made({ ...halves(), terms: other.terms }));
  });

  it("are the same for the same facts, and another for other milestones or words", () => {
    const deal = dealOf([
      { amount: 10n * USDC, toSeller: 4n * USDC },
      { amount: 5n * USDC, toSeller: 0n, feeReturned: USDC },
    ]);
    expect(made(deal)).to.deep.equal(made(deal));
    const [first, second, both] = [
      made(deal, { milestones: [0] }),
      made(deal, { milestones: [1] }),
      made(deal, { milestones: [1, 0] }),
    ];
    expect(new Set([first, second, both].map(({ number }) => number)).size).to.equal(3);
    expect(both).to.deep.equal(made(deal));
    const named = made(deal, { buyer: { name: "Example Ltd" } });
    expect(named.number).to.equal(made(deal).number);
    expect(named.hash).to.not.equal(made(deal).hash);
    expect(JSON.parse(JSON.stringify(named))).to.deep.equal(named);
  });

  it("split a tax off the seller's part, and both sum to it", () => {
    const { tax, paid } = made(halves(), { kind: "invoice", tax: { label: "VAT", rate: 1_900 } });
    expect([tax?.net.units, tax?.tax.units]).to.deep.equal(["3361345", "638655"]);
    expect(BigInt(tax?.net.units ?? 0) + BigInt(tax?.tax.units ?? 0)).to.equal(BigInt(paid.units));
  });

  it("refuse milestones that did not settle, and details that are malformed", async () => {
    await refusalOf(InvalidFieldError, () => made(halves(), { milestones: [1] }));
    await refusalOf(InvalidFieldError, () => made(dealOf([{ amount: 1n }])));
    await expectRefusedField("seller.country", '"Ireland"', () =>
      made(halves(), { seller: { country: "Ireland" } }),
    );
    await expectRefusedField("buyer.nmae", "(not shown)", () => made(halves(), { buyer: { nmae: "x" } }));
    await refusalOf(InvalidFieldError, () => made(halves(), { explorer: "javascript:alert(1)" }));
    await refusalOf(InvalidFieldError, () => made(halves(), { tax: { label: "VAT", rate: 10_001 } }));
  });

  it("are refused when a field was changed, also where the hash was made again", async () => {
    const document = made(halves());
    expect(checkSettlementDocument(JSON.stringify(document))).to.deep.equal(document);
    await expectRefusedField("document.hash", /./, () =>
      checkSettlementDocument({ ...document, date: "2026-01-01" }),
    );
    const [item] = document.items;
    const money = { units: "1", usdc: "0.000001" };
    const changes = [
      { paid: money },
      { totals: { ...document.totals, refund: money } },
      { totals: null },
      { items: [] },
      { items: [{ ...item, refund: money }] },
      { items: [{ ...item, cost: { units: "5000000", usdc: "6.000000" } }] },
      { items: [{ ...item, cost: null }] },
      { format: "quittance-settlement-2" },
      { kind: "credit" },
      { items: [null] },
      { items: [item, item], totals: twice(document.totals), paid: twice({ paid: document.paid }).paid },
      { tax: undefined },
      { tax: { label: "VAT", rate: 1_900, net: money, tax: money, note: "" } },
      { tax: { ...made(halves(), { tax: { label: "VAT", rate: 1_900 } }).tax, rate: 700 } },
    ];
    for (const change of changes) {
      const error = await errorOf(() => checkSettlementDocument(rehashed(document, change)));
      expect(error, JSON.stringify(change)).to.be.instanceOf(InvalidFieldError);
    }
    await refusalOf(InvalidFieldError, () => renderSettlementDocument({ ...document, number: "INV-1" }));
  });

  it("are a page without scripts, in which words of strangers stay words", () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e`;
    const deal = dealOf([{ amount: 10n * USDC, toSeller: 4n * USDC }], { evidenceUri: hostile });
    const seller = { name: hostile, address: [hostile], taxId: hostile, registration: hostile };
    const details = { seller, note: hostile, tax: { label: hostile, rate: 700, note: hostile } };
    for (const kind of ["invoice", "receipt"] as const) {
      const page = renderSettlementDocument(made(deal, { kind, ...details }));
      expect(page).to.not.match(/<script|<img|\u202e/i);
      expect(page.match(/(?:src|href)="([^"]*)"/g)).to.deep.equal([
        `href="https://basescan.org/tx/${made(deal).items[0]?.transaction}"`,
      ]);
      expect(page).to.contain("default-src &#39;none&#39;").and.to.contain("@media print");
    }
  });

  it("keep a link only where it is one of https", () => {
    const document = made(halves());
    const [item] = document.items;
    const evil = rehashed(document, { items: [{ ...item, link: "javascript:alert(1)" }] });
    expect(renderSettlementDocument(evil as SettlementDocument)).to.not.contain("href");
  });
});

import { expect } from "chai";
import { keyAnswer } from "../../indexer/http/account-answers.ts";
import { addressIn, dayIn, momentIn, oneOf, wholeNumber } from "../../indexer/http/parameters.ts";
import {
  type EntryFacts,
  entryAnswer,
  STATEMENT_HEADER,
  statementCsv,
} from "../../indexer/http/statement-answers.ts";

const UNLIMITED = 2n ** 64n - 1n;
const ADDRESS = `0x${"aB".repeat(20)}` as const;
const HASH = `0x${"0f".repeat(32)}` as const;

const policy = {
  ...{ version: 2, since: 0n, hash: HASH, perTransaction: 50n, perPeriod: UNLIMITED, lifetime: 300n },
  ...{ approvalAbove: UNLIMITED, period: 24, activeFrom: 0n, activeUntil: 1n },
  ...{ counterparties: HASH, categories: HASH, treasury: null },
} as const;

const entry: EntryFacts = {
  ...{ sequence: 3, kind: "deal", refundOf: null, amount: -40n, balance: 60n, category: 7n, key: ADDRESS },
  ...{ counterparties: [ADDRESS, ADDRESS], digest: HASH, dealId: HASH, milestone: null, tabId: null },
  ...{ orderId: null, policy: 2, spent: 40n, lifetimeLeft: 260n, periodSpent: 40n, periodLeft: null },
  ...{ periodStart: 1_795_219_200n, periodEnd: 1_795_305_600n, blockNumber: 9n, timestamp: 1_795_219_261n },
  ...{ transactionHash: HASH, logIndex: 4 },
};

describe("requests about accounts", () => {
  it("name addresses, numbers, days and words", () => {
    expect(addressIn("The account", ADDRESS)).to.equal(ADDRESS.toLowerCase());
    expect(wholeNumber("limit", "1000", { least: 1, most: 1_000 })).to.equal(1_000);
    expect(momentIn("at", "120", 120)).to.equal(120);
    expect(dayIn("from", "2028-02-29")).to.equal("2028-02-29");
    expect(oneOf("kind", "tab", ["deal", "tab"])).to.equal("tab");
    expect([
      wholeNumber("at", undefined),
      dayIn("from", undefined),
      oneOf("kind", undefined, ["a"]),
    ]).to.deep.equal([undefined, undefined, undefined]);
  });

  for (const [refused, says] of [
    [() => addressIn("The account", "0x12"), 'The account is "0x12". Give 0x and 40 hex digits.'],
    [() => addressIn("The account", undefined), 'The account is "".'],
    [() => wholeNumber("limit", "0", { least: 1 }), 'limit is "0". Give a whole number from 1'],
    [() => wholeNumber("at", "-1"), 'at is "-1"'],
    [() => momentIn("at", "119", 120), 'at is "119", before the latest indexed block, whose time is 120'],
    [() => wholeNumber("at", "1e3"), 'at is "1e3"'],
    [() => dayIn("from", "2026-02-29"), 'from is "2026-02-29". Give a day of UTC'],
    [() => dayIn("from", "21.11.2026"), 'from is "21.11.2026"'],
    [() => oneOf("kind", "gift", ["deal", "tab"]), 'kind is "gift". Give one of deal, tab.'],
  ] as const) {
    it(`are refused: ${says}`, () => {
      expect(refused).to.throw(says);
    });
  }
});

describe("answers about accounts", () => {
  it("tell a line with the limits it was within", () => {
    const { limits } = entryAnswer(entry, new Map([[2, policy]]));
    expect(limits).to.deep.equal({
      ...{ policy: 2, perTransaction: "50", perPeriod: null, lifetime: "300" },
      ...{ spent: "40", lifetimeLeft: "260", periodSpent: "40", periodLeft: null },
      ...{ periodStart: 1_795_219_200, periodEnd: 1_795_305_600 },
    });
    expect(entryAnswer({ ...entry, policy: null }, new Map()).limits).to.equal(null);
  });

  it("are CSV with a header, one line each, nothing for what there is not", () => {
    const csv = `${STATEMENT_HEADER}${statementCsv(entryAnswer(entry, new Map([[2, policy]]), 3n))}`;
    const [header = "", line = "", end] = csv.split("\r\n");
    const values = Object.fromEntries(header.split(",").map((name, index) => [name, line.split(",")[index]]));
    expect(end).to.equal("");
    expect(values).to.include({
      ...{ sequence: "3", time: "2026-11-21T00:01:01Z", kind: "deal", refund_of: "", amount: "-40", tab: "" },
      ...{ counterparties: `${ADDRESS} ${ADDRESS}`, policy: "2", per_period: "", lifetime_left: "260" },
      ...{ period_end: "2026-11-22T00:00:00Z", block: "9", transaction: HASH },
      ...{ protocol: "deal", session: HASH, fee: "3" },
    });
  });

  it("tell what a key may do, and whether it still does", () => {
    const key = { key: ADDRESS, expiry: 100n, capabilities: 5 };
    expect(keyAnswer(key, 99)).to.deep.equal({
      ...{ key: ADDRESS, expiry: 100, capabilities: ["commit", "settle"], live: true },
    });
    expect(keyAnswer(key, 100).live).to.equal(false);
    expect(keyAnswer({ ...key, capabilities: 24 }, 0).capabilities).to.deep.equal(["tabs", "freeze"]);
    expect(keyAnswer({ key: ADDRESS, expiry: 0n, capabilities: 0 }, 0)).to.include({ live: false });
  });
});

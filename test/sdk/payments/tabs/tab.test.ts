import { expect } from "chai";
import { type Address, zeroAddress } from "viem";
import {
  bounds,
  buildTab,
  checkTab,
  parseTab,
  quittanceDomain,
  type Tab,
  tabIdOf,
  toJson,
} from "../../../../sdk/index.ts";
import { expectRefusedField } from "../../support/refusal.ts";

const someone = (last: string): Address => `0x${last.padStart(40, "0")}`;
const [account, payee, voucherKey] = ["b1", "c2", "d3"].map(someone) as [Address, Address, Address];
const [contract, token] = [someone("aa"), someone("ab")];
const NOW = 1_800_000_000;
const DAY = 86_400;

const draft = { account, payee, voucherKey, reserve: 5_000_000n };
const built = (changes: Partial<Tab> = {}) =>
  buildTab({ ...draft, ...changes }, { contract, token, now: NOW });

describe("tabs, built", () => {
  it("have a random salt, a day for vouchers, a day of grace, and an hour to be opened", () => {
    const tab = built();
    expect(tab).to.include({
      reserve: 5_000_000n,
      openBy: NOW + 3_600,
      end: NOW + DAY,
      grace: DAY,
      category: 0,
    });
    expect(built().salt).to.not.equal(tab.salt);
  });

  it("are never opened after their end", () => {
    expect(built({ end: NOW + 60 }).openBy).to.equal(NOW + 60);
  });

  it("keep what the draft says, and take undefined for nothing said", () => {
    expect(built({ category: 7, salt: 3n, grace: 600 })).to.include({ category: 7, salt: 3n, grace: 600 });
    const said = { ...draft, grace: undefined } as unknown as typeof draft;
    expect(buildTab(said, { now: NOW }).grace).to.equal(DAY);
  });

  it("take this machine's clock when none is given", () => {
    expect(buildTab(draft).end).to.be.within(
      Math.floor(Date.now() / 1000),
      Math.floor(Date.now() / 1000) + DAY,
    );
  });

  it("are refused by the name of the field that the contract would refuse", async () => {
    const refused: readonly (readonly [string, Partial<Tab>])[] = [
      ["tab.payee", { payee: zeroAddress }],
      ["tab.payee", { payee: contract }],
      ["tab.payee", { payee: token }],
      ["tab.payee", { payee: account }],
      ["tab.account", { account: zeroAddress }],
      ["tab.voucherKey", { voucherKey: zeroAddress }],
      ["tab.reserve", { reserve: 0n }],
      ["tab.reserve", { reserve: 2n ** 96n }],
      ["tab.openBy", { openBy: NOW }],
      ["tab.end", { end: NOW }],
      ["tab.end", { end: NOW + bounds.maxTerm + 1 }],
      ["tab.grace", { grace: bounds.minWindow - 1 }],
      ["tab.grace", { grace: bounds.maxWindow + 1 }],
      ["tab.category", { category: 2 ** 32 }],
      ["tab.salt", { salt: 2n ** 64n }],
      ["tab.reference", { reference: "0x1" }],
    ];
    for (const [field, changes] of refused) await expectRefusedField(field, /./, () => built(changes));
    const edges = { end: NOW + bounds.maxTerm, grace: bounds.maxWindow, reserve: 2n ** 96n - 1n };
    expect(built(edges)).to.include(edges);
    expect(built({ end: NOW + 1, grace: bounds.minWindow }).end).to.equal(NOW + 1);
  });

  it("travel as JSON, in their proper form", async () => {
    const tab = built();
    expect(parseTab(toJson(tab))).to.deep.equal(tab);
    expect(parseTab({ ...tab, account: tab.account.toLowerCase() })).to.deep.equal(tab);
    expect(checkTab(tab)).to.deep.equal(tab);
    await expectRefusedField("tab", /\{/, () => parseTab("{"));
    await expectRefusedField("tab.tip", "(not shown)", () => parseTab({ ...tab, tip: 1 }));
    await expectRefusedField("tab.grace", "undefined", () => parseTab({ ...tab, grace: undefined }));
  });

  it("have an id of their own for every field, chain and contract", () => {
    const domain = quittanceDomain({ chainId: 8_453, address: contract });
    const tab = built({ salt: 1n });
    const changes: readonly Partial<Tab>[] = [
      { account: token },
      { payee: token },
      { reserve: 1n },
      { openBy: NOW + 1 },
      { end: NOW + 1 },
      { grace: 601 },
      { voucherKey: token },
      { category: 1 },
      { salt: 2n },
    ];
    const ids = [
      ...changes.map((change) => tabIdOf({ domain, tab: { ...tab, ...change } })),
      tabIdOf({ domain, tab }),
      tabIdOf({ domain: { ...domain, chainId: 1 }, tab }),
      tabIdOf({ domain: { ...domain, verifyingContract: token }, tab }),
    ];
    expect(new Set(ids).size).to.equal(changes.length + 3);
  });
});

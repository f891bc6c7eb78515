import { expect } from "chai";
import type { TypedDataDefinition } from "viem";
import {
  explain,
  InvalidFieldError,
  quittanceDomain,
  toJson,
  tokenTypes,
  typedDataTypes,
} from "../../../sdk/index.ts";
import { readPage, section } from "../../docs/support/markdown.ts";
import { domain, party, poolDomain, signables, tokenDomain } from "../support/signables.ts";

/** Types that only lie inside others. */
const NESTED = ["Adjudication", "Conditions", "DisputeRules", "Amendment", "Payee", "Payment"];

type Loose = Record<string, unknown>;

describe("explain", () => {
  let asked: ReadonlyMap<string, TypedDataDefinition>;
  const signable = (type: string): Loose => {
    const found = asked.get(type);
    if (found === undefined) throw new Error(`nothing of the type ${type} was signed`);
    return { ...found };
  };
  const messageOf = (type: string): Loose => ({ ...(signable(type).message as Loose) });

  before(async () => {
    asked = await signables();
  });

  it("knows every type that is signed, as docs/signatures.md shows it", () => {
    const types = Object.keys({ ...typedDataTypes, ...tokenTypes }).filter((type) => !NESTED.includes(type));
    expect([...asked.keys()].sort()).to.deep.equal(types.sort());
    const page = section(readPage("docs/signatures.md"), "What each signature says");
    const shown = [...page.matchAll(/```text\n([^`]+)\n```/g)].map(([, text]) => text);
    expect(shown).to.deep.equal([...asked.values()].map((each) => explain(each).text));
  });

  it("says the same of the JSON that wallets are given", () => {
    for (const [type, definition] of asked) {
      expect(explain(JSON.parse(toJson(definition))), type).to.deep.equal(explain(definition));
    }
    const { chainId, ...rest } = domain;
    const hexadecimal = { ...signable("Voucher"), domain: { ...rest, chainId: `0x${chainId.toString(16)}` } };
    const message = { ...messageOf("Voucher"), amount: "0x2625a0" };
    expect(explain({ ...hexadecimal, message }).cost).to.contain("at most 2.50 USDC in all");
  });

  it("gives each line as it is signed, too", () => {
    const { lines, type, warnings } = explain(signable("Agreement"));
    expect(type).to.equal("Agreement");
    expect(warnings).to.deep.equal([]);
    expect(lines.map(({ raw }) => raw).slice(2)).to.deep.equal([
      "0",
      party(0xb2),
      "40000000",
      lines[5]?.raw,
      "14000000",
      "2000000000",
    ]);
  });

  it("escapes and cuts what strangers wrote", () => {
    const delivered = (evidenceUri: string) => {
      const message = { ...messageOf("Delivery"), evidenceUri };
      return explain({ ...signable("Delivery"), message }).lines.at(-1)?.value;
    };
    expect(delivered("a\nb\u001b[2J\u202ec\u2066")).to.equal('"a\\u000ab\\u001b[2J\\u202ec\\u2066"');
    expect(delivered("x".repeat(200))).to.equal(`"${"x".repeat(200)}"`);
    expect(delivered("x".repeat(201))).to.equal(`"${"x".repeat(200)}…" (201 characters)`);
    const purpose = "pay\nTotal: 0.00 USDC";
    const approval = explain({ ...signable("Approval"), message: { ...messageOf("Approval"), purpose } });
    expect(approval.text).not.to.contain("\nTotal");
    const named = { ...tokenDomain, name: "USD Coin\u202e" };
    expect(explain({ ...signable("ReceiveWithAuthorization"), domain: named }).lines[0]?.value).to.contain(
      '"USD Coin\\u202e"',
    );
  });

  it("warns of a signature for another contract or chain than the signer uses", () => {
    const other = quittanceDomain({ chainId: 8453, address: party(0xab) });
    const expected = { quittance: domain, jurorPool: poolDomain, token: tokenDomain };
    for (const [type, definition] of asked) {
      const notForSigning = type === "Deposit" || type === "Account" ? 1 : 0;
      const payment = type === "ReceiveWithAuthorization" ? 1 : 0;
      expect(explain(definition, expected).warnings, type).to.have.length(notForSigning + payment);
    }
    const { warnings, text } = explain(signable("Release"), { quittance: other });
    expect(warnings).to.deep.equal([
      `It is for ${party(0xaa).replace("aa", "AA")} on chain 8453, and you use ${explain({ ...signable("Release"), domain: other }).lines[0]?.raw} on chain 8453.`,
    ]);
    expect(text).to.contain(`Warning: ${warnings[0]}`);
    const elsewhere = { quittance: { ...domain, chainId: 1 } };
    expect(explain(signable("Release"), elsewhere).warnings[0]).to.contain("you use");
    expect(explain(signable("SeatKey"), { jurorPool: other }).warnings).to.have.length(1);
    expect(explain(signable("SeatKey"), { quittance: other }).warnings).to.deep.equal([]);
    const payment = explain(signable("ReceiveWithAuthorization"), { quittance: other, token: other });
    expect(payment.warnings).to.have.length(3);
    expect(explain(signable("ReceiveWithAuthorization")).warnings[0]).to.contain(
      "Any token can call itself USDC",
    );
  });

  it("shows what is left out of terms as nothing", () => {
    const terms = messageOf("Terms");
    const adjudication = terms.adjudication as Loose;
    const conditions = { ...(adjudication.conditions as Loose), disputes: [], category: 0 };
    const message = {
      ...terms,
      adjudication: { ...adjudication, contestWindow: 0, marketplaceFee: 0, conditions },
    };
    const { lines, cost } = explain({ ...signable("Terms"), message });
    const shown = new Map(lines.map(({ label, value }) => [label, value]));
    expect(shown.get("Time to contest a verdict")).to.equal("none: a verdict is final");
    expect(shown.get("Marketplace fee, of the seller's part")).to.equal("none");
    expect(shown.get("Category")).to.equal("none");
    expect(shown.has("Bond of a contest")).to.equal(false);
    expect(cost).not.to.contain("bond");
    const amends = [{ deal: `0x${"55".repeat(32)}`, remainder: 3n, delivered: 5 }];
    const amending = { ...message, adjudication: { ...adjudication, conditions: { ...conditions, amends } } };
    const replaced = explain({ ...signable("Terms"), message: amending }).lines.slice(-3);
    expect(replaced.map(({ label, value }) => [label, value])).to.deep.equal([
      ["Replaces the deal", `0x${"55".repeat(32)}`],
      ["Remainder carried over", "0.000003 USDC"],
      ["Milestones with a delivery", "0, 2"],
    ]);
  });

  it("refuses what is hashed in another way than it would be shown", () => {
    const release = signable("Release");
    const types = release.types as Loose;
    const message = messageOf("Release");
    const [deal, milestone, seller, amount] = typedDataTypes.Release;
    const lies: readonly (readonly [string, unknown])[] = [
      ["signable", "a text"],
      ["signable.primaryType", { ...release, primaryType: "Permit" }],
      ["signable.primaryType", { ...release, primaryType: "Payment" }],
      ["signable.primaryType", { ...release, primaryType: "constructor" }],
      ["signable.primaryType", { ...release, primaryType: undefined }],
      ["signable.types", { ...release, types: undefined }],
      ["signable.types.Release", { ...release, types: {} }],
      ["signable.types.Release", { ...release, types: { Release: [deal, milestone, seller] } }],
      ["signable.types.Release", { ...release, types: { Release: [deal, milestone, amount, seller] } }],
      [
        "signable.types.Release",
        { ...release, types: { Release: [deal, milestone, seller, { ...amount, type: "uint256" }] } },
      ],
      ["signable.types.EIP712Domain", { ...release, types: { ...types, EIP712Domain: [] } }],
      ["signable.domain", { ...release, domain: undefined }],
      ["signable.domain.name", { ...release, domain: { ...domain, name: "Quittance 2" } }],
      ["signable.domain.name", { ...release, domain: poolDomain }],
      ["signable.domain.name", { ...signable("SeatKey"), domain }],
      ["signable.domain.version", { ...release, domain: { ...domain, version: "2" } }],
      ["signable.domain.salt", { ...release, domain: { ...domain, salt: "0x00" } }],
      ["signable.domain.chainId", { ...release, domain: { ...domain, chainId: "0x20000000000001" } }],
      ["signable.domain.verifyingContract", { ...release, domain: { ...domain, verifyingContract: "0x1" } }],
      ["signable.message.amount", { ...release, message: { ...message, amount: undefined } }],
      ["signable.message.amount", { ...release, message: { ...message, amount: 2n ** 96n } }],
      ["signable.message.amount", { ...release, message: { ...message, amount: -1n } }],
      ["signable.message.amount", { ...release, message: { ...message, amount: "1.5" } }],
      ["signable.message.amount", { ...release, message: { ...message, amount: 0.5 } }],
      ["signable.message.milestone", { ...release, message: { ...message, milestone: 256 } }],
      ["signable.message.deal", { ...release, message: { ...message, deal: "0x11" } }],
      ["signable.message.seller", { ...release, message: { ...message, seller: "me" } }],
      ["signable.message.note", { ...release, message: { ...message, note: "free" } }],
    ];
    for (const [field, lie] of lies) {
      expect(() => explain(lie), field)
        .to.throw(InvalidFieldError)
        .with.property("field", field);
    }
    const nested = {
      ...signable("Terms"),
      types: { ...typedDataTypes, DisputeRules: typedDataTypes.Payment },
    };
    expect(() => explain(nested))
      .to.throw(InvalidFieldError)
      .with.property("field", "signable.types.DisputeRules");
    const order = { ...messageOf("Order"), payments: Array.from({ length: 1_001 }, () => ({})) };
    expect(() => explain({ ...signable("Order"), message: order })).to.throw("at most 1000 entries");
    expect(explain({ ...release, message: { ...message, amount: 2n ** 96n - 1n } }).cost).to.contain(
      "79,228,162,514,264,337,593,543.950335 USDC",
    );
  });
});

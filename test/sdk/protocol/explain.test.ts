import { expect } from "chai";
import { getAddress, type Hex, type TypedDataDefinition } from "viem";
import {
  explain,
  formatUsdc,
  InvalidFieldError,
  purposes,
  quittanceDomain,
  toJson,
  tokenTypes,
  typedDataTypes,
} from "../../../sdk/index.ts";
import { readPage, section } from "../../docs/support/markdown.ts";
import { expectRefusedField } from "../support/refusal.ts";
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

  /** All that a signer can expect of what was asked. */
  const expected = () => {
    const paysFor = messageOf("ReceiveWithAuthorization").nonce as Hex;
    return { quittance: domain, jurorPool: poolDomain, token: tokenDomain, paysFor };
  };

  before(async () => {
    asked = await signables();
  });

  it("knows every type that is signed, as docs/signatures.md shows it", () => {
    const types = Object.keys({ ...typedDataTypes, ...tokenTypes }).filter((type) => !NESTED.includes(type));
    expect([...asked.keys()].sort()).to.deep.equal(types.sort());
    const page = section(readPage("docs/signatures.md"), "What each signature says");
    const shown = [...page.matchAll(/```text\n([^`]+)\n```/g)].map(([, text]) => text);
    expect(shown).to.deep.equal([...asked.values()].map((each) => explain(each, expected()).text));
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
    expect(delivered('a" (3 characters) \\u202e')).to.equal('"a\\" (3 characters) \\\\u202e"');
    expect(delivered("a\u{e0041}1")).to.equal('"a\\u{e0041}1"');
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

  it("warns of an approval for what no contract takes one", () => {
    const warningsOf = (purpose: string) => {
      const message = { ...messageOf("Approval"), purpose };
      return explain({ ...signable("Approval"), message }).warnings;
    };
    for (const purpose of purposes) expect(warningsOf(purpose), purpose).to.deep.equal([]);
    expect(warningsOf("Open a deal")).to.deep.equal([
      'No contract takes an approval for "Open a deal". Do not sign it.',
    ]);
    expect(warningsOf("\u001b[2J")[0]).to.contain('"\\u001b[2J"');
  });

  it("says when a payment never counts, and when it has no end", () => {
    const never = 2n ** 256n - 1n;
    const message = { ...messageOf("ReceiveWithAuthorization"), validAfter: never, validBefore: never };
    const { lines } = explain({ ...signable("ReceiveWithAuthorization"), message });
    const shown = new Map(lines.map(({ label, value }) => [label, value]));
    expect(shown.get("Valid after")).to.equal("no start: it never counts");
    expect(shown.get("Valid before")).to.equal("no end");
  });

  it("warns of a signature for another contract or chain than the signer uses", () => {
    const other = quittanceDomain({ chainId: 8453, address: party(0xab) });
    for (const [type, definition] of asked) {
      const notForSigning = type === "Deposit" || type === "Account" ? 1 : 0;
      expect(explain(definition, expected()).warnings, type).to.have.length(notForSigning);
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
  });

  it("names a contract by the name that it gives itself until its address was compared", () => {
    const places = (options?: object) =>
      ["Release", "SeatKey"].map((type) => explain(signable(type), options).lines[0]?.value);
    const at = [`at ${getAddress(party(0xaa))} on chain 8453`, `at ${party(0xbb)} on chain 8453`];
    expect(places(expected())).to.deep.equal([`Quittance ${at[0]}`, `the juror pool of Quittance ${at[1]}`]);
    const others = [undefined, { quittance: { ...domain, chainId: 1 }, jurorPool: domain }];
    for (const options of others) {
      expect(places(options)).to.deep.equal([
        `what calls itself Quittance, ${at[0]}`,
        `what calls itself the juror pool of Quittance, ${at[1]}`,
      ]);
    }
  });

  it("vouches for nothing in a payment that was not compared", () => {
    const payment = signable("ReceiveWithAuthorization");
    const thief = party(0xbad);
    const stolen = { ...payment, message: { ...messageOf("ReceiveWithAuthorization"), to: thief } };
    const compared = expected();
    const { quittance, token, paysFor } = compared;
    const toThief = explain(stolen, compared);
    expect(toThief.warnings).to.deep.equal([
      `The money goes to ${getAddress(thief)} on chain 8453, and you use ${getAddress(party(0xaa))} on chain 8453. Do not sign it.`,
    ]);
    expect(toThief.effect).to.equal(
      `${getAddress(thief)} takes the sum, and keeps it: it is not the contract that you use.`,
    );
    expect(toThief.cost).to.equal(`It pays 1,289.56789 USDC to ${getAddress(thief)}.`);
    for (const given of [stolen, payment]) {
      const blind = explain(given);
      expect(blind.warnings).to.have.length(3);
      expect(blind.warnings[0]).to.contain("Any token can call itself USDC");
      expect(blind.warnings[1]).to.contain(`goes to ${getAddress((given.message as Loose).to as Hex)}`);
      expect(blind.effect).to.contain("any other address keeps it");
    }
    const forAnother = `0x${"77".repeat(32)}` as const;
    const elsewhere = explain(payment, { ...compared, paysFor: forAnother });
    expect(elsewhere.warnings).to.deep.equal([
      `It pays for ${paysFor}, and you expect ${forAnother}. Do not sign it.`,
    ]);
    expect(elsewhere.effect).not.to.contain("what you expect");
    // A deposit to a stranger's balance is paid to the right contract, too.
    expect(explain(payment, { quittance, token }).warnings).to.deep.equal([
      "What is paid for is in the nonce alone: compare it with the id of the deal, tab or bond that you mean.",
    ]);
    expect(explain(payment, { quittance, paysFor }).warnings).to.have.length(1);
    expect(explain(payment, { token, paysFor }).warnings).to.have.length(1);
    const capital = paysFor.toUpperCase().replace("0X", "0x") as Hex;
    const right = explain(payment, { ...compared, paysFor: capital });
    expect([right.warnings, right.effect]).to.deep.equal([
      [],
      "Quittance takes the sum for what you expect, and for nothing else.",
    ]);
  });

  it("refuses an expectation that is malformed or has another name", async () => {
    const { chainId, verifyingContract } = domain;
    const voucher = signable("Voucher");
    const wrong: readonly (readonly [object, string, string])[] = [
      [{ quitance: domain }, "expected.quitance", "(not shown)"],
      [{ quittance: { chainId, address: verifyingContract } }, "expected.quittance.address", "(not shown)"],
      [{ quittance: { chainId } }, "expected.quittance.verifyingContract", "undefined"],
      [{ quittance: { chainId: "8453", verifyingContract } }, "expected.quittance.chainId", '"8453"'],
      [{ token: verifyingContract }, "expected.token", `"${verifyingContract}"`],
      [{ token: { chainId, verifyingContract: "0x12" } }, "expected.token.verifyingContract", '"0x12"'],
      [{ paysFor: "0x12" }, "expected.paysFor", '"0x12"'],
    ];
    for (const [given, field, value] of wrong) {
      await expectRefusedField(field, value, () => explain(voucher, given as never));
    }
    expect(explain(voucher, { quittance: { chainId, verifyingContract } }).warnings).to.deep.equal([]);
  });

  it("warns of a batch with two scores for one question, and hides no ballot in it", () => {
    const batch = signable("BallotBatch");
    const { ballots } = messageOf("BallotBatch") as { ballots: readonly [[Loose, Loose], [Loose, Loose]] };
    const [[first, second], [third, none]] = ballots;
    const warningsOf = (...given: Loose[]) => {
      const message = { ballots: [given.slice(0, 2), given.slice(2)] };
      return explain({ ...batch, message }, expected()).warnings;
    };
    expect(warningsOf(first, second, third, none)).to.deep.equal([]);
    const again = { ...second, score: 10_000, deal: String(second.deal).toUpperCase().replace("0X", "0x") };
    expect(warningsOf(first, second, third, again)).to.deep.equal([
      "Ballots 1 and 3 give two scores for one question: that is an equivocation. Do not sign it.",
    ]);
    expect(warningsOf(first, second, { ...second, reasons: first.deal }, none)).to.deep.equal([]);
    for (const field of ["milestone", "round"]) {
      expect(warningsOf(first, second, third, { ...again, [field]: 9 }), field).to.deep.equal([]);
    }
    const zeros = `0x${"00".repeat(32)}`;
    const capital = { ...none, deal: `0x${"0".repeat(63)}A`, evidence: zeros };
    const shown = explain({
      ...batch,
      message: {
        ballots: [
          [first, second],
          [third, capital],
        ],
      },
    });
    expect(shown.lines.map(({ label }) => label)).to.include("Ballot 3: Deal");
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

describe("amounts in USDC", () => {
  it("have two decimals at least and six at most, thousands apart, and a sign below zero", () => {
    const written: readonly (readonly [bigint, string])[] = [
      [0n, "0.00"],
      [1n, "0.000001"],
      [10_000n, "0.01"],
      [999_999n, "0.999999"],
      [1_500_000n, "1.50"],
      [999_999_999n, "999.999999"],
      [1_000_000_000n, "1,000.00"],
      [1_234_567_890_120_000n, "1,234,567,890.12"],
      [-1_500_000n, "-1.50"],
      [-1n, "-0.000001"],
    ];
    for (const [amount, text] of written) expect(formatUsdc(amount)).to.equal(text);
  });
});

import { expect } from "chai";
import { type Address, zeroAddress } from "viem";
import {
  buildTerms,
  checkTerms,
  encodeTerms,
  hashPact,
  InvalidFieldError,
  minimumBond,
  parseTerms,
  type Terms,
  type TermsDraft,
  toJson,
} from "../../../sdk/index.ts";
import { expectRefusedField } from "../support/refusal.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const person = (digit: string): Address => `0x${digit.repeat(40)}`;
const [buyer, seller, contract, token] = [person("1"), person("2"), person("8"), person("9")];
const jurors = [person("5"), person("4"), person("3")];

const draft: TermsDraft = {
  buyer,
  seller,
  milestones: [{ amount: 10n, deadline: NOW + DAY }],
  panel: jurors,
  pact: hashPact({ task: "test" }),
};
const surroundings = { contract, token, now: NOW, seatFee: 1n };
const build = (changes: object) => buildTerms({ ...draft, ...changes }, surroundings);

describe("building terms", () => {
  const disputes = (changes: object) => ({ bond: 8n, pool: person("7"), ...changes });
  const contestable = (changes: object) => ({ contestWindow: 600, disputes: disputes(changes) });

  it("sorts the panel, draws a salt and fills in the rest", () => {
    const terms = build({});
    expect(terms.panel).to.deep.equal([...jurors].reverse());
    expect(terms).to.include({ openBy: NOW + 3_600, contestWindow: 0, fundedFromLedger: false });
    expect(build({}).salt).to.not.equal(terms.salt);
  });

  it("gives an arbiter a day, and none no time", () => {
    const { pool } = disputes({});
    expect(build(contestable({})).disputes).to.deep.equal({
      bond: 8n,
      pool,
      arbiter: zeroAddress,
      rulingWindow: 0,
    });
    const arbiter = person("6");
    expect(build(contestable({ arbiter })).disputes).to.deep.equal({
      bond: 8n,
      pool,
      arbiter,
      rulingWindow: DAY,
    });
    expect(minimumBond({ jurors: 15, seatFee: 3n })).to.equal(96n);
  });

  it("names a category only when one is given, and never 0", () => {
    expect(build({})).to.not.have.property("category");
    expect(build({ category: undefined })).to.not.have.property("category");
    expect(() => build({ category: 0 })).to.throw(InvalidFieldError, "terms.category must be within 1 to");
    expect(build({ category: "4294967295" }).category).to.equal(2 ** 32 - 1);
    const terms = build({ category: 7 });
    expect(encodeTerms(terms).length).to.equal(encodeTerms({ ...terms, category: undefined }).length + 8);
    expect(parseTerms(toJson(terms)).category).to.equal(7);
  });

  it("closes for opening after a quarter of the time to the first deadline, or after an hour if that is less", () => {
    const openBy = (seconds: number) => {
      const milestones = [{ amount: 1n, deadline: BigInt(NOW + seconds) }];
      return build({ milestones }).openBy - NOW;
    };
    expect([4, 60, 14_399, 14_400, 14_404].map(openBy)).to.deep.equal([1, 15, 3_599, 3_600, 3_600]);
  });

  it("takes numbers as bigints or decimal digits, and addresses in any case", () => {
    const terms = build({
      salt: "18446744073709551615",
      passingScore: 7_000n,
      seller: person("a").toLowerCase(),
    });
    expect(terms).to.include({ salt: 2n ** 64n - 1n, passingScore: 7_000 });
    expect(terms.seller).to.equal("0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa");
  });

  const amounts = (...list: unknown[]) => ({
    milestones: list.map((amount) => ({ amount, deadline: NOW + 60 })),
  });
  const due = (deadline: unknown) => ({ milestones: [{ amount: 1n, deadline }] });
  const wrong: readonly (readonly [string, string | RegExp, object])[] = [
    ["terms.buyer", `"${zeroAddress}"`, { buyer: zeroAddress }],
    ["terms.buyer", '"0x12"', { buyer: "0x12" }],
    ["terms.buyer", /checksum|^"0xAa/, { buyer: `0xAa${"a".repeat(38)}` }],
    ["terms.seller", /0x1111/, { seller: buyer }],
    ["terms.seller", /0x8888/, { seller: contract }],
    ["terms.seller", /0x9999/, { seller: token }],
    ["terms.fundedFromLedger", '"yes"', { fundedFromLedger: "yes" }],
    ["terms.buyerToLedger", "1", { buyerToLedger: 1 }],
    ["terms.sellerToLedger", "null", { sellerToLedger: null }],
    ["terms.verificationFee", "11", { verificationFee: 11n, panelAccount: person("7") }],
    ["terms.verificationFee", "-1", { verificationFee: -1n }],
    ["terms.panelAccount", /0x9999/, { verificationFee: 1n, panelAccount: token }],
    ["terms.milestones", "an array of 0", { milestones: [] }],
    ["terms.milestones", "an array of 33", amounts(...Array(33).fill(1n))],
    ["terms.milestones", "undefined", { milestones: undefined }],
    ["terms.milestones[0].amount", "0", amounts(0n)],
    ["terms.milestones[1].amount", "1.5", amounts(1n, 1.5)],
    ["terms.milestones[0].amount", (2n ** 96n).toString(), amounts(2n ** 96n)],
    ["terms.milestones", (2n ** 96n).toString(), amounts(2n ** 95n, 2n ** 95n)],
    ["terms.milestones[0].deadline", String(NOW), due(NOW)],
    ["terms.milestones[0].deadline", String(NOW + 730 * DAY + 1), due(NOW + 730 * DAY + 1)],
    ["terms.milestones[0].deadline", '"tomorrow"', due("tomorrow")],
    ["terms.panel", "an array of 0", { panel: [] }],
    ["terms.panel", "an array of 2", { panel: jurors.slice(1) }],
    ["terms.panel", "an array of 17", { panel: Array(17).fill(person("3")) }],
    ["terms.panel", '"0x33"', { panel: "0x33" }],
    ["terms.panel[0]", '"0x33"', { panel: ["0x33"] }],
    ["terms.panel[1]", /0x3333/, { panel: [person("3"), person("3"), person("4")] }],
    ["terms.panel[0]", /0x1111/, { panel: [buyer] }],
    ["terms.panel[0]", /0x2222/, { panel: [seller] }],
    ["terms.panel[0]", /0x9999/, { panel: [token] }],
    ["terms.passingScore", "0", { passingScore: 0 }],
    ["terms.passingScore", "10001", { passingScore: 10_001 }],
    ["terms.payoutStep", "300", { payoutStep: 300 }],
    ["terms.payoutStep", "20000", { payoutStep: 20_000 }],
    ["terms.verdictWindow", "599", { verdictWindow: 599 }],
    ["terms.verdictWindow", String(30 * DAY + 1), { verdictWindow: 30 * DAY + 1 }],
    ["terms.contestWindow", "599", { contestWindow: 599 }],
    ["terms.contestWindow", String(30 * DAY + 1), { contestWindow: 30 * DAY + 1 }],
    ["terms.silencePayout", "10001", { silencePayout: 10_001 }],
    ["terms.marketplaceFee", "1001", { marketplaceFee: 1_001, marketplace: person("7") }],
    ["terms.marketplace", `"${zeroAddress}"`, { marketplaceFee: 1 }],
    ["terms.pact", '"0x1234"', { pact: "0x1234" }],
    ["terms.salt", (2n ** 64n).toString(), { salt: 2n ** 64n }],
    ["terms.category", "4294967296", { category: 2 ** 32 }],
    ["terms.category", "-1", { category: -1 }],
    ["terms.category", '"translation"', { category: "translation" }],
    ["terms.openBy", String(NOW), { openBy: NOW }],
    ["terms.arbiter", "(not shown)", { arbiter: person("6") }],
    ["terms.disputes", "undefined", { contestWindow: 600 }],
    ["terms.disputes", "an object", { disputes: disputes({}) }],
    ["terms.disputes", '"pool"', { contestWindow: 600, disputes: "pool" }],
    ["terms.disputes.court", "(not shown)", contestable({ court: person("6") })],
    ["terms.disputes.bond", "6", contestable({ bond: 6n })],
    ["terms.disputes.bond", (2n ** 96n).toString(), contestable({ bond: 2n ** 96n })],
    ["terms.disputes.pool", `"${zeroAddress}"`, contestable({ pool: zeroAddress })],
    ["terms.disputes.pool", /0x1111/, contestable({ pool: buyer })],
    ["terms.disputes.pool", /0x2222/, contestable({ pool: seller })],
    ["terms.disputes.pool", /0x8888/, contestable({ pool: contract })],
    ["terms.disputes.arbiter", /0x1111/, contestable({ arbiter: buyer })],
    ["terms.disputes.arbiter", /0x2222/, contestable({ arbiter: seller })],
    ["terms.disputes.arbiter", /0x9999/, contestable({ arbiter: token })],
    ["terms.disputes.rulingWindow", "0", contestable({ arbiter: person("6"), rulingWindow: 0 })],
    ["terms.disputes.rulingWindow", "599", contestable({ arbiter: person("6"), rulingWindow: 599 })],
    ["terms.disputes.rulingWindow", "600", contestable({ rulingWindow: 600 })],
    [
      "terms.disputes.rulingWindow",
      String(30 * DAY + 1),
      contestable({ arbiter: person("6"), rulingWindow: 30 * DAY + 1 }),
    ],
  ];
  for (const [field, value, changes] of wrong) {
    it(`refuses ${field} ${value}`, () => expectRefusedField(field, value, () => build(changes)));
  }

  it("accepts each bound itself", () => {
    const edges = [
      { milestones: [{ amount: 1n, deadline: NOW + 1 }], openBy: NOW + 1 },
      due(NOW + 730 * DAY),
      amounts(...Array(32).fill(1n)),
      amounts(2n ** 96n - 1n),
      { passingScore: 1, payoutStep: 10_000, silencePayout: 10_000 },
      { passingScore: 10_000, payoutStep: 1, silencePayout: 0 },
      { ...contestable({}), verdictWindow: 600 },
      { ...contestable({ bond: 2n ** 96n - 1n }), verdictWindow: 30 * DAY, contestWindow: 30 * DAY },
      contestable({ arbiter: person("6"), rulingWindow: 600 }),
      contestable({ arbiter: person("6"), rulingWindow: 30 * DAY }),
      { marketplaceFee: 1_000, marketplace: person("7"), verificationFee: 10n, panelAccount: person("7") },
      { verificationFee: 10n, panelAccount: zeroAddress },
    ];
    for (const edge of edges) expect(build(edge).buyer).to.equal(buyer);
  });
});

describe("terms from another agent", () => {
  it("are refused when they are no JSON, no object, or lack a field", async () => {
    await expectRefusedField("terms", '"{"', () => parseTerms("{"));
    await expectRefusedField("terms", "null", () => parseTerms("null"));
    const { salt: _salt, ...without } = build({});
    await expectRefusedField("terms.salt", "undefined", () => parseTerms(toJson(without)));
  });

  it("keep an unsorted panel from passing: nothing is mended silently", async () => {
    const terms: Terms = { ...build({}), panel: jurors };
    await expectRefusedField("terms.panel[1]", /0x4444/, () => checkTerms(terms));
  });
});

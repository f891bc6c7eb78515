import { expect } from "chai";
import { zeroAddress, zeroHash } from "viem";
import { toAccount } from "viem/accounts";
import {
  adviseTerms,
  agree,
  amendTerms,
  buildOrder,
  buildPolicy,
  buildTab,
  buildTerms,
  checkOrder,
  checkPolicy,
  checkTab,
  checkTerms,
  deposit,
  encodeCapabilities,
  hashBallotBatch,
  hashPolicy,
  hashTyped,
  InvalidFieldError,
  jurorPoolDomain,
  latestExits,
  parseOfferAcceptance,
  parseOrder,
  parseTab,
  parseTerms,
  parseVoucher,
  quittanceActions,
  quittanceDomain,
  signBallotBatch,
  signTerms,
  type TermsDraft,
  toJson,
  updateAccounts,
} from "../../sdk/index.ts";
import { refusalOf } from "./support/refusal.ts";

const NOW = 1_800_000_000;
const DAY = 86_400;
const person = (digit: string) => `0x${digit.repeat(40)}` as const;
const hash = `0x${"ab".repeat(32)}` as const;
const draft: TermsDraft = {
  buyer: person("1"),
  seller: person("2"),
  milestones: [{ amount: 10n, deadline: NOW + DAY }],
  panel: [person("3")],
  pact: hash,
};
const terms = buildTerms(draft, { now: NOW });
const tab = { account: person("1"), payee: person("2"), reserve: 10n, voucherKey: person("3") };
const payments = [{ payee: person("2"), amount: 5n }];

const termsOf = (changes: object) => () => buildTerms({ ...draft, ...changes } as TermsDraft, { now: NOW });
const milestone = (changes: object) =>
  termsOf({ milestones: [{ amount: 10n, deadline: NOW + DAY, ...changes }] });
const loose = <Input, Result>(use: (input: Input) => Result) => use as (input: unknown) => Result;

const MILLISECONDS =
  "Give unix seconds: this is in milliseconds, so divide it by 1000 and drop the fraction.";
const SPAN = "Give seconds, not milliseconds: a day is 86400.";
const AMOUNT = 'Give USDC base units (6 decimals) as a bigint: 1 USDC is 1000000n, as usdc("1") gives it.';

const ADDRESS = "Give 0x and 40 hex digits; in lower case they need no checksum.";
/** A letter is in the wrong case. */
const MISSPELT = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".replace("fCD", "FCD") as `0x${string}`;
const domain = quittanceDomain({ chainId: 8_453, address: person("8") });
const offer = { deal: hash, answers: hash, from: person("1"), validUntil: NOW };

const order = buildOrder({ account: person("1"), payments }, { now: NOW });
const builtTab = buildTab(tab, { now: NOW });
const policy = buildPolicy({ lifetime: 5n });
const disputes = { bond: 7n, pool: person("7"), arbiter: zeroAddress, rulingWindow: 0 };
const amends = { deal: hash, remainder: 5n, delivered: [] };
/** An amount of each kind of message, as an object. */
const NO_BIGINTS: readonly { readonly field: string; readonly check: (amount: never) => unknown }[] = [
  {
    field: "terms.milestones[0].amount",
    check: (amount) => checkTerms({ ...terms, milestones: [{ amount, deadline: NOW + DAY }] }),
  },
  {
    field: "terms.verificationFee",
    check: (verificationFee) => signTerms({ domain, terms: { ...terms, verificationFee }, account: unasked }),
  },
  {
    field: "terms.disputes.bond",
    check: (bond) => checkTerms({ ...terms, contestWindow: DAY, disputes: { ...disputes, bond } }),
  },
  {
    field: "terms.amends.remainder",
    check: (remainder) => checkTerms({ ...terms, amends: { ...amends, remainder } }),
  },
  {
    field: "order.payments[0].amount",
    check: (amount) => checkOrder({ ...order, payments: [{ payee: person("2"), amount }] }),
  },
  { field: "tab.reserve", check: (reserve) => checkTab({ ...builtTab, reserve }) },
  { field: "policy.perPeriod", check: (perPeriod) => checkPolicy({ ...policy, perPeriod }) },
];
/** The same of those that are read from JSON. */
const READ_AS_JSON: readonly {
  readonly field: string;
  readonly parse: (form: (value: object) => unknown) => unknown;
}[] = [
  {
    field: "terms.milestones[0].amount",
    parse: (form) =>
      parseTerms(form({ ...JSON.parse(toJson(terms)), milestones: [{ amount: 5, deadline: NOW + DAY }] })),
  },
  {
    field: "order.payments[0].amount",
    parse: (form) =>
      parseOrder(form({ ...JSON.parse(toJson(order)), payments: [{ payee: person("2"), amount: 5 }] })),
  },
  { field: "tab.reserve", parse: (form) => parseTab(form({ ...JSON.parse(toJson(builtTab)), reserve: 5 })) },
  {
    field: "voucher.amount",
    parse: (form) => parseVoucher(form({ tab: hash, amount: 5, signature: `0x${"22".repeat(64)}` })),
  },
];

const ONE_SCORE =
  "Keep the ballot that you mean, and leave the other out. Never sign a second score for a question.";
const judged = { deal: hash, milestone: 0, evidence: hash, score: 8_200, reasons: hash };
const twoScores = [judged, { ...judged, milestone: 1 }, { ...judged, score: 0, round: 1, reasons: zeroHash }];
/** An account that must not be asked. */
const unasked = toAccount({
  address: person("5"),
  signMessage: () => Promise.reject(new Error("asked")),
  signTransaction: () => Promise.reject(new Error("asked")),
  signTypedData: () => Promise.reject(new Error("asked")),
});

/** What was given, and what is said of it. */
const REFUSED: readonly (readonly [
  input: string,
  act: () => unknown,
  field: string,
  value: string,
  remedy: string,
])[] = [
  [
    "a deadline in milliseconds",
    milestone({ deadline: (NOW + DAY) * 1_000 }),
    "terms.milestones[0].deadline",
    "1800086400000",
    MILLISECONDS,
  ],
  [
    "a deadline in milliseconds that a time of 40 bits can hold",
    milestone({ deadline: 900_000_000_000 }),
    "terms.milestones[0].deadline",
    "900000000000",
    MILLISECONDS,
  ],
  ["openBy in milliseconds", termsOf({ openBy: NOW * 1_000 }), "terms.openBy", "1800000000000", MILLISECONDS],
  [
    "a tab's end in milliseconds",
    () => buildTab({ ...tab, end: NOW * 1_000 }, { now: NOW }),
    "tab.end",
    "1800000000000",
    MILLISECONDS,
  ],
  [
    "an order's end in milliseconds, as digits",
    () => buildOrder({ account: person("1"), payments, validUntil: `${NOW}000` as never }, { now: NOW }),
    "order.validUntil",
    '"1800000000000"',
    MILLISECONDS,
  ],
  [
    "an agreement's end in milliseconds",
    () =>
      agree.call({
        address: person("8"),
        terms,
        milestone: 0,
        toSeller: 1n,
        validUntil: NOW * 1_000,
      } as never),
    "validUntil",
    "1800000000000",
    MILLISECONDS,
  ],
  [
    "a window in milliseconds",
    termsOf({ verdictWindow: DAY * 1_000 }),
    "terms.verdictWindow",
    "86400000",
    SPAN,
  ],
  [
    "a grace in milliseconds",
    () => buildTab({ ...tab, grace: DAY * 1_000 }, { now: NOW }),
    "tab.grace",
    "86400000",
    SPAN,
  ],
  [
    "a window one second too long",
    termsOf({ verdictWindow: 2_592_001 }),
    "terms.verdictWindow",
    "2592001",
    "Give at most 2592000 seconds (30 days).",
  ],
  [
    "a window that is too long in any unit",
    termsOf({ verdictWindow: 2_592_000_001 }),
    "terms.verdictWindow",
    "2592000001",
    "Give at most 2592000 seconds (30 days).",
  ],
  [
    "a deadline in the past",
    milestone({ deadline: NOW - 1 }),
    "terms.milestones[0].deadline",
    "1799999999",
    "Give unix seconds in the future, at most 730 days ahead.",
  ],
  [
    "the end of an offer in milliseconds, to sign",
    () => hashTyped({ domain, type: "Offer", message: { ...offer, validUntil: NOW * 1_000 } }),
    "offer.validUntil",
    "1800000000000",
    MILLISECONDS,
  ],
  [
    "an address with a wrong checksum, to sign",
    () => hashTyped({ domain, type: "Account", message: { principal: MISSPELT, index: 0n as never } }),
    "account.principal",
    `"${MISSPELT}"`,
    ADDRESS,
  ],
  [
    "a contract's address with a wrong checksum",
    () => quittanceDomain({ chainId: 8_453, address: MISSPELT }),
    "address",
    `"${MISSPELT}"`,
    ADDRESS,
  ],
  [
    "a pool's address with a wrong checksum",
    () => jurorPoolDomain({ chainId: 8_453, address: MISSPELT }),
    "address",
    `"${MISSPELT}"`,
    ADDRESS,
  ],
  [
    "a recipient with a wrong checksum",
    () => deposit.call({ address: person("8"), recipient: MISSPELT, amount: 1n }),
    "recipient",
    `"${MISSPELT}"`,
    ADDRESS,
  ],
  ["an amount as a number", milestone({ amount: 25 }), "terms.milestones[0].amount", "25", AMOUNT],
  ["an amount with a fraction", milestone({ amount: 1.5 }), "terms.milestones[0].amount", "1.5", AMOUNT],
  ["an amount as text", milestone({ amount: "25 USDC" }), "terms.milestones[0].amount", '"25 USDC"', AMOUNT],
  ["a fee as a number", termsOf({ verificationFee: 1 }), "terms.verificationFee", "1", AMOUNT],
  [
    "a bond as a number",
    termsOf({ contestWindow: DAY, disputes: { bond: 7, pool: person("7") } }),
    "terms.disputes.bond",
    "7",
    AMOUNT,
  ],
  ["a reserve as a number", () => buildTab({ ...tab, reserve: 5 as never }), "tab.reserve", "5", AMOUNT],
  [
    "a payment as a number",
    () => buildOrder({ account: person("1"), payments: [{ payee: person("2"), amount: 5 as never }] }),
    "order.payments[0].amount",
    "5",
    AMOUNT,
  ],
  ...NO_BIGINTS.flatMap(({ field, check }) =>
    [5, "5"].map(
      (amount) =>
        [
          `${field} as a ${typeof amount}, to check`,
          () => check(amount as never),
          field,
          JSON.stringify(amount),
          AMOUNT,
        ] as const,
    ),
  ),
  ...READ_AS_JSON.flatMap(({ field, parse }) =>
    [(value: object) => value, JSON.stringify].map(
      (form) =>
        [
          `${field} as a number, ${form === JSON.stringify ? "in JSON" : "to parse"}`,
          () => parse(form),
          field,
          "5",
          AMOUNT,
        ] as const,
    ),
  ),
  ["a limit as a number", () => buildPolicy({ lifetime: 5 as never }), "policy.lifetime", "5", AMOUNT],
  [
    "terms where they belong in an object",
    () => loose(adviseTerms)(terms),
    "input.buyer",
    "(not shown)",
    "Leave it out, or correct its name. Known are terms, pool, eligible.",
  ],
  [
    "no parameters",
    () => loose(adviseTerms)(undefined),
    "input",
    "undefined",
    "Pass an object with fields: terms, pool, eligible.",
  ],
  [
    "terms where they belong in an object, again",
    () => loose(latestExits)(terms),
    "input.buyer",
    "(not shown)",
    "Leave it out, or correct its name. Known are terms.",
  ],
  ["no draft", () => loose(buildTerms)(undefined), "terms", "undefined", "Pass an object with its fields."],
  ["no draft of a tab", () => loose(buildTab)(null), "tab", "null", "Pass an object with its fields."],
  ["no draft of an order", () => loose(buildOrder)("x"), "order", '"x"', "Pass an object with its fields."],
  ["no draft of a policy", () => loose(buildPolicy)(3), "policy", "3", "Pass an object with its fields."],
  [
    "a misspelt field",
    termsOf({ silencePayuot: 0 }),
    "terms.silencePayuot",
    "(not shown)",
    "Correct its name to silencePayout, or leave it out.",
  ],
  [
    "a misspelt parameter of an action",
    () => deposit.call({ address: person("8"), recipient: person("1"), amount: 10n, slat: 7n } as never),
    "deposit.slat",
    "(not shown)",
    "Correct its name to salt, or leave it out.",
  ],
  [
    "a misspelt field of an item",
    () => updateAccounts.call({ address: person("8"), updates: [{ of: person("1"), grant: [] }] } as never),
    "updates[0].grant",
    "(not shown)",
    "Correct its name to grants, or leave it out.",
  ],
  [
    "a field of another function",
    () => hashPolicy({ principal: person("1"), policy: buildPolicy({}), address: person("8") } as never),
    "input.address",
    "(not shown)",
    "Leave it out, or correct its name. Known are principal, policy.",
  ],
  [
    "a deal that was never opened",
    () => amendTerms({ terms, deal: undefined as never }),
    "deal",
    "undefined",
    "Check the deal id: getDeal gives undefined of a deal that was never opened.",
  ],
  [
    "a misspelt field in place of one that is needed",
    () => parseTerms({ ...terms, salt: undefined, Salt: 1n }),
    "terms.Salt",
    "(not shown)",
    "Correct its name to salt, or leave it out.",
  ],
  [
    "a misspelt field of a milestone",
    milestone({ dedline: NOW }),
    "terms.milestones[0].dedline",
    "(not shown)",
    "Correct its name to deadline, or leave it out.",
  ],
  [
    "a field of no name that is known",
    termsOf({ disputes: { bond: 7n, pool: person("7"), court: person("6") }, contestWindow: DAY }),
    "terms.disputes.court",
    "(not shown)",
    "Leave it out, or correct its name. Known are bond, pool, arbiter, rulingWindow.",
  ],
  [
    "an option that is not known",
    () => checkTerms(terms, { seatFees: 1n } as never),
    "surroundings.seatFees",
    "(not shown)",
    "Correct its name to seatFee, or leave it out.",
  ],
  [
    "an option of a tab that is not known",
    () => buildTab(tab, { time: NOW } as never),
    "surroundings.time",
    "(not shown)",
    "Leave it out, or correct its name. Known are contract, token, now.",
  ],
  [
    "an option of a deployment that is not known",
    () => quittanceActions({ address: person("8"), chain: 8_453 } as never),
    "target.chain",
    "(not shown)",
    "Leave it out, or correct its name. Known are address, chainId.",
  ],
  [
    "a misspelt value of a few",
    () => encodeCapabilities(["comit" as never]),
    "capabilities",
    '"comit"',
    'Name what the key may do: "commit", "deliver", "settle", "tabs", "freeze".',
  ],
  [
    "a party that is none",
    () =>
      parseOfferAcceptance({ answers: hash, dealId: hash, party: "byer", signature: `0x${"22".repeat(64)}` }),
    "acceptance.party",
    '"byer"',
    'Give "buyer" or "seller".',
  ],
  [
    "a flag in quotes",
    termsOf({ sellerToLedger: "true" }),
    "terms.sellerToLedger",
    '"true"',
    "Give true or false, without quotes.",
  ],
  ["a short address", termsOf({ buyer: "0x12" }), "terms.buyer", '"0x12"', ADDRESS],
  [
    "a second score for one question, in a batch that is hashed",
    () => hashBallotBatch({ domain, ballots: twoScores }),
    "ballots[2].score",
    "0",
    ONE_SCORE,
  ],
  [
    "a second score for one question, in a batch to sign",
    () => signBallotBatch({ domain, account: unasked, ballots: twoScores }),
    "ballots[2].score",
    "0",
    ONE_SCORE,
  ],
];

describe("what is to be done about a wrong input", () => {
  for (const [input, act, field, value, remedy] of REFUSED) {
    it(`is said exactly: ${input}`, async () => {
      const refusal = await refusalOf(InvalidFieldError, act);
      expect({ field: refusal.field, value: refusal.value, remedy: refusal.remedy }).to.deep.equal({
        field,
        value,
        remedy,
      });
    });
  }

  const problemOf = async (act: () => unknown) => (await refusalOf(InvalidFieldError, act)).shortMessage;

  it("says what an unknown field does not belong to, and shows no value", async () => {
    expect(await problemOf(termsOf({ verdictWindwo: 600 }))).to.equal(
      "terms.verdictWindwo is not a field of terms.",
    );
    expect(await problemOf(milestone({ dedline: NOW }))).to.equal(
      "terms.milestones[0].dedline is not a field of terms.milestones[0].",
    );
    expect(await problemOf(() => buildTab(tab, { time: NOW } as never))).to.equal(
      "surroundings.time is not a field of surroundings.",
    );
  });

  it("says of terms to amend that are left out that they are", async () => {
    expect(await problemOf(() => amendTerms({ deal: {} } as never))).to.equal(
      "terms must be an object; it is undefined.",
    );
  });

  it("reads amounts that are text from JSON, parsed already or not", () => {
    for (const form of [(text: string) => text, (text: string): unknown => JSON.parse(text)]) {
      expect(parseTerms(form(toJson(terms)))).to.deep.equal(terms);
      expect(parseOrder(form(toJson(order)))).to.deep.equal(order);
      expect(parseTab(form(toJson(builtTab)))).to.deep.equal(builtTab);
    }
    expect(checkPolicy(toJson(policy))).to.deep.equal(policy);
  });

  it("takes one score for a question twice, and other scores for other questions", () => {
    const others = [
      { milestone: 1 },
      { round: 2 },
      { deal: person("1").padEnd(66, "0") },
      { evidence: zeroHash.replace(/0$/, "1") },
    ];
    for (const other of others) {
      const ballots = [judged, { ...judged, score: 0, ...other } as typeof judged];
      expect(() => hashBallotBatch({ domain, ballots }), Object.keys(other).join()).not.to.throw();
    }
    expect(() =>
      hashBallotBatch({ domain, ballots: [judged, { ...judged, reasons: zeroHash }] }),
    ).not.to.throw();
  });

  it("names the ballot that a second score contradicts", async () => {
    expect(await problemOf(() => hashBallotBatch({ domain, ballots: twoScores }))).to.equal(
      "ballots[2].score must be 8200, as ballots[0] has it: both are about the same deal, milestone, round and evidence, and two scores are an equivocation; it is 0.",
    );
  });

  it("names the unit of a window and of a time", async () => {
    expect(await problemOf(termsOf({ verdictWindow: 60 }))).to.equal(
      "terms.verdictWindow must be within 600 to 2592000 seconds; it is 60.",
    );
    expect(await problemOf(termsOf({ openBy: "soon" }))).to.equal(
      'terms.openBy must be a whole number of unix seconds; it is "soon".',
    );
  });
});

import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { keccak256, stringToBytes } from "viem";
import { canonicalJson, hashPact, InvalidFieldError } from "../../../sdk/index.ts";
import { CLAUSE_KINDS, checkPact, pactJsonSchema, parseSubject, readPact } from "../../../sdk/pact/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { everyClause } from "./support/clauses.ts";
import { pactOf, pactWith, placeOf } from "./support/pacts.ts";

const text = canonicalJson(pactOf());

/** Changes to a pact by path, and the field that is refused for each. */
const malformed: readonly (readonly [change: (pact: Record<string, unknown>) => void, field: string])[] = [
  [(pact) => Object.assign(pact, { format: "quittance/pact/2" }), "pact.format"],
  [(pact) => Object.assign(pact, { name: "" }), "pact.name"],
  [(pact) => Object.assign(pact, { name: "a".repeat(101) }), "pact.name"],
  [(pact) => Object.assign(pact, { version: "1.0" }), "pact.version"],
  [(pact) => Object.assign(pact, { version: "01.0.0" }), "pact.version"],
  [(pact) => Object.assign(pact, { supersedes: "0x12" }), "pact.supersedes"],
  [(pact) => Object.assign(pact, { supersedes: `0x${"AB".repeat(32)}` }), "pact.supersedes"],
  [(pact) => Object.assign(pact, { author: `0x${"ab".repeat(20)}` }), "pact.author"],
  [(pact) => Object.assign(pact, { kind: "Code" }), "pact.kind"],
  [(pact) => Object.assign(pact, { clauses: [] }), "pact.clauses"],
  [(pact) => Object.assign(pact, { clauses: [{ kind: "mood" }] }), "pact.clauses[0].kind"],
  [(pact) => Object.assign(pact, { milestones: [] }), "pact.milestones"],
  [(pact) => Object.assign(pact, { payout: { passingScore: 0, payoutStep: 0 } }), "pact.payout.passingScore"],
  [
    (pact) => Object.assign(pact, { payout: { passingScore: "6000", payoutStep: 0 } }),
    "pact.payout.passingScore",
  ],
  [(pact) => Object.assign(pact, { retention: { auditPeriod: 1.5 } }), "pact.retention.auditPeriod"],
  [(pact) => Object.assign(pact, { retention: {} }), "pact.retention.auditPeriod"],
  [(pact) => Object.assign(pact, { extra: 1 }), "pact.extra"],
];

const changed = (change: (pact: Record<string, unknown>) => void): unknown => {
  const pact = structuredClone(pactOf()) as unknown as Record<string, unknown>;
  change(pact);
  return pact;
};

describe("the text of a pact", () => {
  it("is read in any layout, and by its hash in its canonical form alone", async () => {
    const pact = pactOf();
    const hash = hashPact(pact);
    expect(hash).to.equal(keccak256(stringToBytes(text)));
    expect(readPact(text, { hash })).to.deep.equal(pact);
    expect(readPact(JSON.stringify(pact, null, 2))).to.deep.equal(pact);
    for (const other of [JSON.stringify(pact, null, 2), `${text}\n`, ` ${text}`, `\ufeff${text}`]) {
      const error = await refusalOf(InvalidFieldError, () => readPact(other, { hash }));
      expect(error.message)
        .to.contain(keccak256(stringToBytes(other)))
        .and.to.not.contain(hash);
    }
  });

  it("is refused by the hash of a text that is not canonical, though the value is a pact", async () => {
    const loose = JSON.stringify(pactOf(), null, 1);
    const hash = keccak256(stringToBytes(loose));
    const error = await refusalOf(InvalidFieldError, () => readPact(loose, { hash }));
    expect(error.message).to.contain("canonical JSON");
  });

  it("has no name twice, no number that JavaScript does not hold, and is JSON of at most 256 KiB", async () => {
    const wrong: readonly (readonly [string, string])[] = [
      [text.replace('"kind":"all-kinds"', '"kind":"all-kinds","kind":"other"'), "pact.kind"],
      [text.replace('"auditPeriod":86400', '"auditPeriod":9007199254740993'), "pact.retention.auditPeriod"],
      ["{", "pact"],
      [`${text}${" ".repeat(262_145)}`, "pact"],
      ["[]", "pact"],
    ];
    for (const [given, field] of wrong) {
      const error = await refusalOf(InvalidFieldError, () => readPact(given));
      expect(error.field).to.equal(field);
    }
    expect(() => readPact(pactOf() as never)).to.throw(InvalidFieldError, "must be text");
    expect(() => checkPact(text)).to.throw(InvalidFieldError, "readPact");
  });

  it("survives no change of a byte under its hash", () => {
    const hash = hashPact(pactOf());
    for (let index = 0; index < text.length; index += 97) {
      const other = text[index] === "x" ? "y" : "x";
      const tampered = text.slice(0, index) + other + text.slice(index + 1);
      expect(() => readPact(tampered, { hash })).to.throw(InvalidFieldError);
    }
  });
});

describe("the form of a pact", () => {
  it("has a clause of each kind", () => {
    expect(everyClause().map(({ kind }) => kind)).to.deep.equal(CLAUSE_KINDS);
    expect(checkPact(pactOf())).to.deep.equal(pactOf());
  });

  it("is refused by the path of what is malformed, as the JSON Schema refuses it", async () => {
    const isValid = new Ajv2020({ strict: false }).compile(pactJsonSchema());
    expect(isValid(pactOf()), JSON.stringify(isValid.errors)).to.equal(true);
    for (const [change, field] of malformed) {
      const pact = changed(change);
      const error = await refusalOf(InvalidFieldError, () => checkPact(pact));
      expect(error.field).to.equal(field);
      // A checksum is beyond JSON Schema.
      expect(isValid(pact), field).to.equal(field === "pact.author");
    }
  });

  it("takes paths within the bundle, inputs and pointers as subjects, and nothing else", () => {
    const good = [
      "a",
      "a/b.json",
      ".env",
      "a..b",
      "a.json#",
      "a.json#/x/~0~1/0",
      "input:notes.txt",
      "input:notes.txt#/a",
    ];
    const bad = [
      "",
      "/a",
      "a/",
      "../a",
      "a/../b",
      "./a",
      "a//b",
      "a\\b",
      "C:a",
      "a#x",
      "a#/~2",
      "a\nb",
      "input:",
      "input:a b",
    ];
    for (const subject of good)
      expect(checkPact(pactWith("length", { subject })), subject).to.be.an("object");
    for (const subject of bad) {
      expect(() => checkPact(pactWith("length", { subject })), subject).to.throw(
        InvalidFieldError,
        "subject",
      );
    }
    expect(parseSubject("a/b.json#/x#y")).to.deep.equal({ path: "a/b.json", pointer: "/x#y" });
    expect(parseSubject("input:a.json")).to.deep.equal({ input: "a.json" });
  });

  it("does not take a field of another kind of clause, or a way of checking that is not the kind's", async () => {
    const at = placeOf("latency");
    const check = (changes: object, measure: object) => () =>
      checkPact(pactWith("latency", changes, measure));
    await expectRefusedField(`${at}.measure.unit`, "(not shown)", check({}, { unit: "words" }));
    await expectRefusedField(`${at}.method`, '"judged"', check({ method: "judged" }, {}));
    await expectRefusedField(`${at}.measure.percentile`, "0", check({}, { percentile: 0 }));
    await expectRefusedField(`${at}.measure.percentile`, "10001", check({}, { percentile: 10_001 }));
  });

  it("keeps fields that JavaScript's objects have of their own as they are, or refuses them", () => {
    const odd = text.replace('{"sum":"12.50"}', '{"__proto__":"1","sum":"12.50"}');
    expect(odd).to.not.equal(text);
    expect(() => readPact(odd, { hash: keccak256(stringToBytes(odd)) })).to.throw(InvalidFieldError);
  });

  it("says where each input can be had, when its task is a published set", () => {
    const { pact } = researchSummaryExample();
    const published = { ...pact, task: { ...pact.task, published: true as const } };
    const uri = "https://tasks.example/1";
    const whole = {
      ...published,
      task: { ...published.task, inputs: pact.task.inputs.map((input) => ({ ...input, uri })) },
    };
    expect(checkPact(whole).task.published).to.equal(true);
    expect(() => checkPact(published)).to.throw(InvalidFieldError, /pact\.task\.inputs\[0\]\.uri/);
    expect(() => checkPact({ ...whole, task: { ...whole.task, published: false } })).to.throw(
      InvalidFieldError,
      /published/,
    );
    expect(checkPact(pact).task).to.not.have.property("published");
  });
});

import { expect } from "chai";
import { canonicalJson, hashPact } from "../../../sdk/index.ts";
import { canJudge, READ_KINDS } from "../../../sdk/jury/index.ts";
import type { TestRunner } from "../../../sdk/jury/measures/index.ts";
import { judge, refuseEvidence } from "../../../sdk/jury/measures/index.ts";
import type { Pact } from "../../../sdk/pact/index.ts";
import { codeChangeExample, researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import { encode, filesOf } from "./support/measuring.ts";

const research = researchSummaryExample();
const code = codeChangeExample();
const question = {
  deal: `0x${"1".repeat(64)}`,
  milestone: 2,
  round: 1,
  evidence: `0x${"2".repeat(64)}`,
} as const;

const passing: TestRunner = () =>
  Promise.resolve({
    ended: "exit",
    tests: [
      { name: "slug > is in lower case", passed: true },
      { name: "slug > has hyphens for spaces", passed: true },
      { name: "slug > has no hyphen at its ends", passed: true },
      { name: "slug > has no hyphen at its ends", passed: false },
    ],
  });

describe("a judgement", () => {
  it("has reasons in their one text, which name the pact and the question", async () => {
    const { pact, inputs, failing } = research;
    const judgement = await judge({ pact, inputs, files: failing.files, question });
    if (!judgement.judged) expect.fail("abstained");
    const reasons: unknown = JSON.parse(judgement.text);
    expect(judgement.text).to.equal(canonicalJson(reasons));
    expect(judgement.hash).to.equal(hashPact(reasons));
    expect(reasons).to.deep.include({
      format: "quittance/reasons/1",
      pact: hashPact(pact),
      question,
      score: judgement.score,
    });
  });

  it("is the same for every juror and in every order of the files", async () => {
    const { pact, inputs, passing: good } = research;
    const one = await judge({ pact, inputs, files: good.files });
    const other = await judge({
      pact,
      inputs: new Map([...inputs].reverse()),
      files: new Map([...good.files].reverse()),
    });
    expect(one).to.deep.equal(other);
  });

  it("has reasons that boards take, however much is wrong", async () => {
    const { pact, inputs } = research;
    const items = { least: 1, most: 100 };
    const clauses = Array.from({ length: 64 }, (_, at) => ({
      ...{
        id: `length-${"x".repeat(50)}-${at}`,
        kind: "length",
        method: "measured",
        description: "It is short.",
      },
      ...{ subject: `${"é".repeat(50)}.json#/${at}`, threshold: { least: 0 }, consequence: "share" },
      ...{ weight: at === 0 ? 10_000 : 0, measure: { unit: "words", least: 1, most: 1, items } },
    }));
    const files = filesOf({
      [`${"é".repeat(50)}.json`]: JSON.stringify(
        Array.from({ length: 64 }, () => Array(100).fill("two words")),
      ),
    });
    const { milestones: _, ...others } = pact;
    const long = {
      ...others,
      clauses,
      evidence: { ...pact.evidence, mediaTypes: ["*/*"], maxFiles: 100 },
    } as unknown as Pact;
    const judgement = await judge({ pact: long, inputs, files });
    if (!judgement.judged) expect.fail("abstained");
    expect(new TextEncoder().encode(judgement.text).length).to.be.lessThan(65_537);
    const [first] = judgement.reasons.clauses;
    expect((first?.findings.length ?? 0) + (first?.omitted ?? 0)).to.equal(100);
  });

  it("holds no text of the seller's", async () => {
    const { pact, inputs } = research;
    const spell = "AWARD-10000";
    const citations = [{ source: spell, quote: spell, [spell]: spell }, spell];
    const files = filesOf({
      "summary.json": { summary: spell, [spell]: spell, citations },
      [`${spell}.txt`]: spell,
    });
    const loose: Pact = { ...pact, evidence: { ...pact.evidence, maxFiles: 5 } };
    const judgement = await judge({ pact: loose, inputs, files });
    expect(judgement.judged && judgement.text)
      .to.be.a("string")
      .that.does.not.contain(spell);
  });

  it("is an abstention where an input is not at hand, or is another one", async () => {
    const { pact, inputs, passing: good } = research;
    for (const given of [
      new Map(),
      new Map([...inputs, ["mine.txt", encode("The mine is open.")] as const]),
    ]) {
      const judgement = await judge({ pact, inputs: given, files: good.files });
      expect(judgement.judged).to.equal(false);
      expect(!judgement.judged && judgement.missing.map(({ clause }) => clause)).to.deep.equal(["citations"]);
    }
  });

  it("runs no code where the juror abstains anyway, and asks no model", async () => {
    const clauses = [
      ...code.pact.clauses,
      ...research.pact.clauses.filter(({ kind }) => kind === "citation-faithfulness"),
    ];
    const pact = { ...code.pact, clauses };
    const runTests: TestRunner = () => expect.fail("ran code");
    const judgement = await judge({ pact, inputs: code.inputs, files: code.passing.files, runTests });
    expect(judgement.judged).to.equal(false);
  });

  it("is none without a way to run tests, and takes the runner's word for each test by its name", async () => {
    const { pact, inputs, passing: good } = code;
    expect((await judge({ pact, inputs, files: good.files })).judged).to.equal(false);
    const judgement = await judge({
      pact,
      inputs,
      files: good.files,
      runTests: passing,
      isolation: "Nothing was run.",
    });
    if (!judgement.judged) expect.fail("abstained");
    expect(judgement.results.find(({ clause }) => clause === "tests")).to.deep.equal({
      clause: "tests",
      units: 3,
      lost: 10_000,
    });
    expect(judgement.text).to.contain("Nothing was run.");
  });

  it("loses every test of a run that did not end by itself, and abstains from one that was broken off", async () => {
    const { pact, inputs, passing: good } = code;
    for (const ended of ["time", "memory", "output", "tampered", "unfinished", "signal"]) {
      const runTests: TestRunner = async (run) => ({ ...(await passing(run)), ended });
      const judgement = await judge({ pact, inputs, files: good.files, runTests });
      expect(judgement.judged && judgement.results[1], ended).to.deep.equal({
        clause: "tests",
        units: 3,
        lost: 30_000,
      });
    }
    const aborted: TestRunner = () => Promise.resolve({ ended: "aborted", tests: [] });
    expect((await judge({ pact, inputs, files: good.files, runTests: aborted })).judged).to.equal(false);
  });

  it("lays the pact's files over the seller's, also over folders and files in their place", async () => {
    const { pact, inputs } = code;
    const seen: string[][] = [];
    const runTests: TestRunner = (run) => {
      seen.push([...run.files.keys()].sort());
      return passing(run);
    };
    for (const path of ["test/slug.test.mjs", "test/slug.test.mjs/a.mjs", "test"]) {
      await judge({ pact, inputs, files: filesOf({ "src/slug.mjs": "", [path]: "forged" }), runTests });
    }
    expect(seen).to.deep.equal(Array.from({ length: 3 }, () => ["src/slug.mjs", "test/slug.test.mjs"]));
  });
});

describe("evidence as a whole", () => {
  const refused = async (
    files: ReadonlyMap<string, Uint8Array>,
    mediaTypes?: ReadonlyMap<string, string>,
  ) => {
    const judgement = await judge({ pact: research.pact, inputs: research.inputs, files, mediaTypes });
    if (!judgement.judged) expect.fail("abstained");
    const { refused: fault } = judgement.reasons;
    if (fault !== undefined) expect([judgement.score, judgement.payout]).to.deep.equal([0, 0]);
    return fault;
  };

  it("scores 0 outside of what the pact lets in, with the reason", async () => {
    const { files } = research.passing;
    expect(await refused(files)).to.equal(undefined);
    expect(await refused(new Map([...files, ["b.txt", encode("")]]))).to.equal("too-many-files");
    expect(
      await refused(new Map([["summary.json", new Uint8Array(research.pact.evidence.maxBytes + 1)]])),
    ).to.equal("too-large");
    expect(
      await refused(new Map([["summary.json", new Uint8Array(research.pact.evidence.maxBytes)]])),
    ).to.equal(undefined);
    expect(await refused(new Map([["../summary.json", encode("{}")]]))).to.equal("unsafe-path");
    expect(await refused(files, new Map([["summary.json", "text/html"]]))).to.equal("wrong-media-type");
    expect(await refused(files, new Map())).to.equal("wrong-media-type");
  });

  it("scores 0 where it could not be had in time, and that time is half of the window", () => {
    for (const fault of ["not-fetched", "not-verified", "not-decrypted"] as const) {
      const { score, payout, reasons, results } = refuseEvidence({ pact: research.pact, fault, question });
      expect([score, payout, reasons.refused]).to.deep.equal([0, 0, fault]);
      expect(results.every(({ units, lost }) => lost === units * 10_000)).to.equal(true);
    }
  });
});

describe("what a juror can judge", () => {
  it("is told before the deal, clause by clause", () => {
    const { pact } = code;
    const capabilities = { measures: READ_KINDS };
    expect(canJudge({ pact: research.pact, capabilities })).to.deep.equal({ able: true, missing: [] });
    expect(canJudge({ pact, capabilities }).missing.map(({ clause, kind }) => [clause, kind])).to.deep.equal([
      ["tests", "test-suite"],
    ]);
    const measures = [...READ_KINDS, "test-suite"] as const;
    expect(canJudge({ pact, capabilities: { measures, node: 20 } }).able).to.equal(true);
    expect(canJudge({ pact, capabilities: { measures, node: 19 } }).able).to.equal(false);
  });

  it("depends on the milestone where clauses do", () => {
    const weights = { form: 10_000 };
    const pact = { ...research.pact, milestones: [{ name: "draft", weights }] };
    expect(canJudge({ pact, capabilities: { measures: ["structure"] }, milestone: 0 }).able).to.equal(true);
    expect(canJudge({ pact, capabilities: { measures: ["structure"] } }).able).to.equal(false);
  });
});

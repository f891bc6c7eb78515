import { expect } from "chai";
import { diffPacts, type Pact, type PactClause } from "../../../sdk/pact/index.ts";
import { pactOf, pactWith } from "./support/pacts.ts";

const changes = (before: Pact, after: Pact) =>
  diffPacts({ before, after }).map(({ clause = "", path, favours }) => [clause, path, favours]);

/** A change of a measure that favours the buyer; the other way round it favours the seller. */
const stricter: readonly (readonly [kind: PactClause["kind"], from: object, to: object, path: string])[] = [
  ["citation-faithfulness", { least: 1 }, { least: 2 }, "measure.least"],
  ["citation-faithfulness", { most: 9 }, { most: 8 }, "measure.most"],
  ["citation-faithfulness", { offsets: "ignored" }, { offsets: "checked" }, "measure.offsets"],
  [
    "citation-faithfulness",
    { sources: ["notes.txt", "more.txt"] },
    { sources: ["notes.txt"] },
    "measure.sources[more.txt]",
  ],
  ["latency", { most: 300 }, { most: 299 }, "measure.most"],
  ["latency", { zeroAt: 900 }, { zeroAt: 800 }, "measure.zeroAt"],
  ["latency", { zeroAt: 900 }, {}, "measure.zeroAt"],
  ["latency", { percentile: 9_000 }, { percentile: 9_500 }, "measure.percentile"],
  ["coverage", { extras: "ignored" }, { extras: "lost" }, "measure.extras"],
  [
    "numeric-accuracy",
    { tolerance: { relative: "0.1" } },
    { tolerance: { relative: "0.09" } },
    "measure.tolerance.relative",
  ],
  ["numeric-accuracy", { tolerance: { absolute: "1" } }, { tolerance: {} }, "measure.tolerance.absolute"],
  ["language", { leastConfidence: 1_000 }, { leastConfidence: 2_000 }, "measure.leastConfidence"],
  ["length", { most: 90 }, { most: 80 }, "measure.most"],
  ["criterion", { longest: 5_000 }, { longest: 4_000 }, "measure.longest"],
];

const inputs = [
  ...pactOf().task.inputs,
  ...pactOf().task.inputs.map((input) => ({ ...input, name: "more.txt" })),
];
const made = (kind: PactClause["kind"], measure: object): Pact => {
  const pact = pactWith(kind, {}, measure);
  return { ...pact, task: { ...pact.task, inputs } };
};

describe("the difference of two pacts", () => {
  it("is nothing for the same pact in another layout", () => {
    const pact = pactOf();
    const turned = Object.fromEntries(Object.entries(pact).reverse()) as unknown as Pact;
    expect(changes(pact, turned)).to.deep.equal([]);
  });

  for (const [kind, from, to, path] of stricter) {
    it(`names ${path} of ${kind}, and the side that ${JSON.stringify(to)} favours`, () => {
      const [before, after] = [made(kind, from), made(kind, to)];
      const clause = before.clauses.find((each) => each.kind === kind)?.id;
      expect(changes(before, after)).to.deep.equal([[clause, path, "buyer"]]);
      expect(changes(after, before)).to.deep.equal([[clause, path, "seller"]]);
    });
  }

  it("names thresholds, consequences, weights and descriptions of a clause", () => {
    const before = pactWith("length", {});
    const after = pactWith("length", { threshold: { least: 1 }, consequence: "void", description: "Else." });
    expect(changes(before, after)).to.deep.equal([
      ["long", "description", "neither"],
      ["long", "threshold.least", "buyer"],
      ["long", "consequence", "buyer"],
    ]);
  });

  it("names what is around the clauses", () => {
    const before = pactOf();
    const after = pactOf({
      name: "Other",
      evidence: { ...before.evidence, maxBytes: 2_000_000, required: ["answer.json", "more.json"] },
      payout: { passingScore: 7_000, payoutStep: 1_000 },
      retention: { auditPeriod: 0 },
    });
    expect(changes(before, after)).to.deep.equal([
      ["", "name", "neither"],
      ["", "evidence.maxBytes", "seller"],
      ["", "evidence.required[more.json]", "buyer"],
      ["", "payout.passingScore", "buyer"],
      ["", "payout.payoutStep", "unclear"],
      ["", "retention.auditPeriod", "unclear"],
    ]);
  });

  it("names clauses that came, went or are of another kind, and no order", () => {
    const before = pactOf();
    const [first, second, ...rest] = before.clauses;
    if (first === undefined || second === undefined) throw new Error("no clauses");
    const after = pactOf({
      clauses: [...rest, { ...second, id: "new", weight: first.weight + second.weight }].map((clause) =>
        clause.kind === "criterion" ? { ...clause, id: "judged" } : clause,
      ),
    });
    expect(changes(before, after)).to.deep.equal([
      ["judged", "", "unclear"],
      ["new", "", "unclear"],
      ["citations", "", "unclear"],
      ["refusals", "", "unclear"],
      ["useful", "", "unclear"],
    ]);
  });
});

import { expect } from "chai";
import {
  type AuditItem,
  auditDeal,
  evidenceIn,
  fetchDealRecord,
  type MeasureJudge,
} from "../../../sdk/audit/index.ts";
import type { TermsDraft } from "../../../sdk/index.ts";
import { judge } from "../../../sdk/jury/measures/index.ts";
import { isolationOf, testRunner } from "../../../sdk/jury/sandbox/index.ts";
import type { Pact } from "../../../sdk/pact/index.ts";
import {
  codeChangeExample,
  dataTransformationExample,
  researchSummaryExample,
  researchSummaryPact,
} from "../../../sdk/pact/library/index.ts";
import { scoreBounds } from "../../../sdk/pact/score-bounds.ts";
import { type Stack, startStack } from "../../../sdk/testing/index.ts";
import { judgedDeal } from "../../support/jury/judged-deal.ts";

describe("the audit of a verdict by the clauses of the pact", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(() => stack.stop());

  const measured = async (
    played: Parameters<typeof judgedDeal>[1],
    {
      by = judge,
      without = () => false,
      changes = {},
    }: {
      readonly by?: MeasureJudge;
      readonly without?: (name: string) => boolean;
      readonly changes?: Partial<TermsDraft>;
    } = {},
  ): Promise<{
    readonly item: AuditItem | undefined;
    readonly items: readonly AuditItem[];
    readonly verdict: string;
    readonly failures: number;
  }> => {
    const { dealId, documents, evidence } = await judgedDeal(stack, played, changes);
    const record = await fetchDealRecord(stack.publicClient, { address: stack.address, dealId });
    const given = documents.filter(({ name }) => !without(name));
    const report = await auditDeal({ record, documents: given, evidence: evidenceIn(evidence), judge: by });
    const items = report.items.filter(({ part }) => part === "measures");
    return { item: items[0], items, verdict: report.verdict, failures: report.counts.fails };
  };

  for (const { name, example } of [
    { name: "a research summary", example: researchSummaryExample },
    { name: "a data transformation", example: dataTransformationExample },
  ]) {
    const { pact, inputs, passing, failing } = example();

    it(`of ${name} holds when it is true: all for a bundle that passes, nothing for one that fails`, async () => {
      const { files } = failing;
      const found = await judge({ pact, inputs, files });
      const score = found.judged ? found.score : -1;
      for (const played of [
        { pact, inputs, files: passing.files, score: 10_000 },
        { pact, inputs, files, score },
      ]) {
        const { item, verdict } = await measured(played);
        expect({ status: item?.status, verdict }).to.deep.equal({ status: "holds", verdict: "holds" });
      }
    });

    it(`of ${name} fails the audit when it is false, either way`, async () => {
      for (const played of [
        { pact, inputs, files: passing.files, score: 0 },
        { pact, inputs, files: failing.files, score: 10_000 },
      ]) {
        const { item, verdict, failures } = await measured(played);
        expect({ status: item?.status, verdict, failures }).to.deep.equal({
          ...{ status: "fails", verdict: "fails", failures: 2 },
        });
        expect(item?.why).to.match(/^they give a score of \d/);
      }
    });
  }

  it("is not checked as a whole when an input of the pact is missing, says which, and bounds it by the others", async () => {
    const { pact, inputs, passing } = researchSummaryExample();
    const without = (name: string) => name === "inputs/mine.txt";
    const played = { pact, inputs, files: passing.files };
    const { items, verdict } = await measured({ ...played, score: 10_000 }, { without });
    const skipped = items.filter(({ status }) => status === "not checked");
    expect({ skipped: skipped.length, verdict }).to.deep.equal({ skipped: 1, verdict: "holds" });
    expect(skipped[0]?.why).to.contain("citations");
    expect((await measured({ ...played, score: 0 }, { without })).verdict).to.equal("fails");
  });

  describe("of a pact with a free-text clause of 15 %", () => {
    const { pact: plain, inputs, passing, failing } = researchSummaryExample();
    const { author, task } = plain;
    const pact = researchSummaryPact({
      ...{ author, question: "Why?", sources: task.inputs, isReadByModel: true },
      ...{ length: { least: 30, most: 120 }, citations: { least: 3, most: 20 } },
    });
    const criterion = pact.clauses.find(({ kind }) => kind === "criterion")?.id ?? "none";
    const of = { pact, inputs, files: passing.files };
    const rule = { passingScore: 5_000, payoutStep: 500 };

    it("is bounded by its measured clauses: at the bounds it can follow, one below it cannot", async () => {
      for (const { score, status, payout } of [
        { score: 8_499, status: "fails", payout: 8_000 },
        { score: 8_500, status: "holds", payout: 8_500 },
        { score: 8_501, status: "holds", payout: 8_500 },
        { score: 10_000, status: "holds", payout: 10_000 },
      ]) {
        const { items } = await measured({ ...of, score }, { changes: rule });
        const about = (start: string) => items.find(({ subject }) => subject.startsWith(start));
        const ballots = about("Each of the 3 ballots of round 1 has a score that can follow");
        const verdict = about(
          `The clauses that were measured leave the payout of ${payout / 100} % possible`,
        );
        expect([score, ballots?.status, verdict?.status]).to.deep.equal([score, status, status]);
        if (status === "holds") continue;
        expect(ballots?.why)
          .to.contain("84.99 % of juror")
          .and.to.contain("could not follow from the clauses");
        expect(ballots?.why).to.contain("85 % to 100 %");
        expect(verdict?.why).to.contain("pays 85 % to 100 %: the verdict could not follow from them");
      }
    });

    it("still says what was not measured, and names the clause", async () => {
      const { items, verdict } = await measured({ ...of, score: 9_000 }, { changes: rule });
      expect(verdict).to.equal("holds");
      const { subject = "", why } = items.find(({ status }) => status === "not checked") ?? {};
      expect(subject).to.equal("The measurable clauses of the pact give the payout of 90 % again");
      expect(why).to.contain(criterion);
    });

    it("finds one ballot that could not follow, where the other two decided a verdict that can", async () => {
      const { items } = await measured({ ...of, score: [9_000, 9_200, 2_000] }, { changes: rule });
      const [payout, ballots] = [items[0], items.find(({ subject }) => subject.startsWith("Each of"))];
      expect([payout?.status, ballots?.status]).to.deep.equal(["holds", "fails"]);
      expect(ballots?.why).to.match(/^the 20 % of juror 0x/);
    });

    it("is measured as a whole where free text cannot change the payout any more", async () => {
      const lost = { pact, inputs, files: failing.files };
      const read = await judge(lost);
      if (read.judged) throw new Error("no model was asked");
      const { highest } = scoreBounds({ pact, results: read.results });
      const changes = { passingScore: highest + 1, payoutStep: 0 };
      const nothing = await measured({ ...lost, score: highest }, { changes });
      expect(nothing.items.map(({ status }) => status)).to.deep.equal(["holds", "holds"]);
      expect(nothing.item?.subject).to.contain("give the payout of 0 % again");
      const all = await measured({ ...lost, score: highest + 1 }, { changes });
      expect(all.items.map(({ status }) => status)).to.deep.equal(["fails", "fails"]);
      expect(all.item?.why).to.contain("which pays 0 %");
    });

    it("holds ballots against it that decided nothing", async () => {
      const { items } = await measured({ ...of, score: [9_000, 2_000] }, { changes: rule });
      expect(items.map(({ status, subject }) => [status, subject.slice(0, 30)])).to.deep.equal([
        ["fails", "Each of the 2 ballots of round"],
      ]);
    });
  });

  it("holds each ballot of a pact that can be measured as a whole against its one score", async () => {
    const { pact, inputs, passing } = researchSummaryExample();
    const played = { pact, inputs, files: passing.files, score: [10_000, 10_000, 9_900] };
    const { items } = await measured(played);
    expect(items.map(({ status }) => status)).to.deep.equal(["holds", "fails"]);
    expect(items[1]?.why).to.contain("they give a score of 100 %");
  });

  it("is not checked where what was measured leaves everything possible", async () => {
    const { pact, inputs, passing } = researchSummaryExample();
    const missing = [{ clause: "citations", reason: "I did not look." }];
    const played = { pact, inputs, files: passing.files, score: 7_000 };
    const { items } = await measured(played, { by: async () => ({ judged: false, missing }) });
    expect(items.map(({ status, why }) => [status, why])).to.deep.equal([
      ["not checked", "not everything can be measured again: citations (I did not look.)"],
    ]);
  });

  it("runs the pact's tests only by a runner: without one they are not measured", async () => {
    const { pact, inputs, passing, failing } = codeChangeExample();
    const { items } = await measured({ pact, inputs, files: passing.files, score: 10_000 });
    expect(items.some(({ status, why = "" }) => status === "not checked" && why.includes("tests"))).to.equal(
      true,
    );
    expect(items.filter(({ status }) => status === "fails")).to.deep.equal([]);
    if (!isolationOf().holds) return;
    const tested: MeasureJudge = (asked) => judge({ ...asked, ...testRunner() });
    const right = await measured({ pact, inputs, files: passing.files, score: 10_000 }, { by: tested });
    expect(right.item?.status).to.equal("holds");
    const wrong = await measured({ pact, inputs, files: failing.files, score: 10_000 }, { by: tested });
    expect(wrong.item?.status).to.equal("fails");
  });

  it("is not checked when the evidence is encrypted: its bytes are not what was judged", async () => {
    const { pact, inputs, passing } = researchSummaryExample();
    const closed: Pact = { ...pact, evidence: { ...pact.evidence, private: true } };
    const { item } = await measured({ pact: closed, inputs, files: passing.files, score: 0 });
    expect(item?.why).to.equal("the evidence is encrypted to the parties and the panel");
  });
});

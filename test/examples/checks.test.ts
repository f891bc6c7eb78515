import { expect } from "chai";
import { auditRows } from "../../examples/kept/figures.ts";
import { agrees, allAgree, checksOf } from "../../examples/output/checks.ts";
import type { AuditReport } from "../../sdk/audit/index.ts";

describe("examples: what must agree", () => {
  it("is the same by every source that knows it, of which there are two at least", () => {
    const rows = [
      ["all four", 5n, 5n, 5n, 5n],
      ["two of four", undefined, "holds", undefined, "holds"],
      ["three", 1, 1, 1],
      ["the audit differs", 5n, 5n, 5n, 4n],
      ["the indexer differs", 5n, 5n, 4n, 5n],
      ["another type", 5n, 5, undefined],
      ["one source alone", undefined, undefined, undefined, 5n],
    ] as const;
    const checks = checksOf(rows);
    expect(checks.map(agrees)).to.deep.equal([true, true, true, false, false, false, false]);
    expect([allAgree(checks), allAgree(checks.slice(0, 3)), allAgree([])]).to.deep.equal([
      false,
      true,
      false,
    ]);
  });

  it("is not there for an audit in which something fails, or less was checked than expected", () => {
    const report = (verdict: "holds" | "fails", fails: number, notChecked: number) =>
      ({ verdict, counts: { holds: 50, fails, notChecked } }) as AuditReport;
    const agreeing = (...[verdict, fails, notChecked]: Parameters<typeof report>) =>
      allAgree(checksOf(auditRows(report(verdict, fails, notChecked), 1)));
    expect(agreeing("holds", 0, 1)).to.equal(true);
    expect(agreeing("fails", 1, 1)).to.equal(false);
    expect(agreeing("holds", 0, 2)).to.equal(false);
    expect(agreeing("holds", 0, 0)).to.equal(false);
  });
});

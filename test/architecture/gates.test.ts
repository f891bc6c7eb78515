import { expect } from "chai";
import { formatRanges, judge, parseLcov, parseStatements } from "../../scripts/coverage-gate.ts";

const lcov = (file: string, hits: readonly number[]) =>
  `SF:${file}\n${hits.map((count, index) => `DA:${index + 1},${count}\n`).join("")}end_of_record\n`;

const table = (rows: Readonly<Record<string, string>>) =>
  Object.entries(rows)
    .map(([name, statements]) => `║ ${name} │ 100.00 │ ${statements} │ - ║`)
    .join("\n");

const hundredLines = (uncovered: number) =>
  Array.from({ length: 100 }, (_, line) => (line < uncovered ? 0 : 1));

describe("the coverage gate", () => {
  const judgeRun = (uncovered: number, statements: string) =>
    judge(
      parseLcov(lcov("contracts/A.sol", hundredLines(uncovered))),
      parseStatements(table({ "contracts/A.sol": statements, Total: statements })),
    );

  it("accepts exactly 98 % of lines and of statements", () => {
    expect(judgeRun(2, "98.00")).to.deep.equal([]);
  });

  it("refuses one line less, and a hundredth of a statement per cent less", () => {
    expect(judgeRun(3, "98.00")).to.deep.equal(["lines 97.00 % < 98 %"]);
    expect(judgeRun(2, "97.99")).to.deep.equal(["statements 97.99 % < 98 %"]);
  });

  it("refuses a trace without contracts, a report without statements, and one that counts other files", () => {
    const contract = parseLcov(lcov("contracts/A.sol", [1]));
    expect(judge(parseLcov(lcov("test/support/B.sol", [1])), new Map()).join()).to.match(
      /nothing was measured/,
    );
    expect(judge(contract, parseStatements("no table")).join()).to.match(/no statement total/);
    expect(
      judge(contract, parseStatements(table({ "test/B.sol": "100.00", Total: "100.00" }))).join(),
    ).to.match(/test\/B\.sol/);
  });

  it("joins runs of uncovered lines", () => {
    expect(formatRanges([3, 7, 8, 9, 12])).to.equal("3, 7-9, 12");
  });
});

import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

/** Limits that a test sets for itself. */
const limitsIn = (text: string) =>
  [...text.matchAll(/\.(timeout|slow)\(\s*[\d_]+\s*\)/g)].map(([limit]) => limit);

describe("time limits of tests", () => {
  it("are set nowhere but for all tests at once, since a busy machine misses each of them", () => {
    const files = globSync("test/**/*.ts");
    expect(files.length).to.be.greaterThan(100);
    const found = files.flatMap((file) =>
      limitsIn(readFileSync(file, "utf8")).map((limit) => `${file} ${limit}`),
    );
    expect(found).to.deep.equal([]);
  });

  it("are found in a source", () => {
    const limit = [".timeout", "(30_000)"].join("");
    expect(limitsIn(`describe("a", function () { this${limit}; })`)).to.deep.equal([limit]);
  });
});

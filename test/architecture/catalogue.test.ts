import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

const CATALOGUE = "contracts/README.md";

/** Files of the catalogue's tables, in their order: the first cell of a row is a file in backquotes, the second says what it is. */
function cataloguedFiles(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `([^`]+\.sol)` \| \S.* \|$/gm)].map(([, file = ""]) => file);
}

const realFiles = () =>
  globSync("**/*.sol", { cwd: "contracts" })
    .map((file) => file.replaceAll("\\", "/"))
    .sort();

describe("the catalogue of contracts", () => {
  const listed = () => cataloguedFiles(readFileSync(CATALOGUE, "utf8"));

  it("has one line for every file, and no line for a file that is gone", () => {
    expect(listed().sort()).to.deep.equal(realFiles());
  });

  describe("the rule itself", () => {
    it("reads rows with a file and words, and no other line", () => {
      const markdown = [
        "| file | what |",
        "|---|---|",
        "| `A.sol` | a contract |",
        "| `modules/B.sol` |  |",
        "`C.sol` is mentioned",
        "| `modules/D.sol` | a module |",
      ].join("\n");
      expect(cataloguedFiles(markdown)).to.deep.equal(["A.sol", "modules/D.sol"]);
    });
  });
});

import { readFileSync } from "node:fs";
import { expect } from "chai";
import { exampleFolder, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

describe("docs/model-jurors.md", () => {
  it("has a program that runs", async () => {
    const [source = ""] = blocks(readPage("docs/model-jurors.md"), "ts");
    const program = wholeModule(
      exampleFolder("model-jurors"),
      "judge",
      `${source}\nexport { judgeCriterion };`,
    );
    expect((await program.load()).judgeCriterion).to.be.a("function");
  });

  it("names every reason for which there is no score", () => {
    const source = readFileSync("sdk/jury/models/abstention.ts", "utf8");
    const [, union = ""] = /AbstentionReason =([^;]*);/.exec(source) ?? [];
    const reasons = [...union.matchAll(/"([a-z-]+)"/g)].map(([, reason]) => reason);
    const listed = tableRows(section(readPage("docs/model-jurors.md"), "When there is no score")).flatMap(
      ([first = ""]) => first.replaceAll("`", "").split(", "),
    );
    expect(reasons).to.have.length.above(8);
    expect(listed.toSorted()).to.deep.equal(reasons.toSorted());
  });
});

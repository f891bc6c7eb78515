import { expect } from "chai";
import { describeFinding, findChanges, findingsOf } from "../../scripts/words/files.ts";
import { renamerOf } from "../../scripts/words/rename.ts";
import { readTable } from "../../scripts/words/table.ts";

const table = readTable();

describe("the words of the tree", () => {
  it("are the ones of the glossary: no name in code, and no file, has an old one", () => {
    const found = findingsOf(findChanges(process.cwd(), table, renamerOf(table)));
    // What is old in a sentence is for people to find; the codemod only helps them.
    const names = found.filter(({ kind }) => kind !== "sentence");
    expect(names.map(describeFinding).join("\n"), "run: npm run words -- --write").to.equal("");
  });

  it("are replaced once: no new name is old by another rule", () => {
    const renamer = renamerOf(table);
    const nowhere = { file: "any", before: "", after: "" };
    const again = [
      ...table.names,
      ...table.words.map((rule) => ({ ...rule, new: rule.new.replaceAll(" ", "_") })),
    ]
      .map((rule) => ({ new: rule.new, again: renamer.name(rule.new, nowhere) }))
      .filter((rule) => rule.again !== rule.new);
    expect(again).to.deep.equal([]);
  });

  it("have few exceptions, each with its reason", () => {
    const exceptions = [...table.kept, ...table.ignored];
    expect(exceptions.filter(({ why }) => why.length < 8)).to.deep.equal([]);
    expect(exceptions.length).to.be.below(40);
  });
});

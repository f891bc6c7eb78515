import { expect } from "chai";
import { CLAUSE_KINDS, checkPact, type PactClause, pactInput } from "../../sdk/pact/index.ts";
import * as library from "../../sdk/pact/library/index.ts";
import { lintPact } from "../../sdk/pact/lint/index.ts";
import { pactOf, weighed } from "../sdk/pact/support/pacts.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";
import { printedBy } from "./support/run-blocks.ts";

describe("docs/pacts.md", () => {
  const page = readPage("docs/pacts.md");
  const examples = blocks(page, "ts");
  const [whole = "", ...others] = blocks(page, "json");
  const clauses = others.map((block) => JSON.parse(block) as PactClause);

  it("has examples that pass the type checker", () => {
    expect(examples).to.have.length(2);
    const folder = exampleFolder("pacts-types");
    const modules = examples.map((code, index) => wholeModule(folder, `${index}`, `${code}\nexport {};\n`));
    expect(typeErrors(modules)).to.deep.equal([]);
  });

  it("has examples that print what the page says", async () => {
    const folder = exampleFolder("pacts");
    const printed: string[][] = [];
    // One after the other: what they print goes through one place.
    for (const [index, code] of examples.entries()) {
      printed.push([...(await printedBy(folder, `${index}`, code, (same) => same)).values()]);
    }
    expect(printed).to.deep.equal([["Summary with verbatim citations", "9000 9000"], ["8533 8500 2000 0"]]);
    const [, byHand = ""] = section(page, "A score by hand").split("|---:|\n");
    for (const figure of ["8533", "8500", "2000"]) expect(byHand).to.contain(figure);
  });

  it("shows a whole pact with which nothing is wrong", () => {
    expect(lintPact(whole)).to.deep.equal([]);
  });

  it("shows a good clause of each kind", () => {
    expect(clauses.map(({ kind }) => kind)).to.deep.equal(CLAUSE_KINDS);
    const names = ["notes.txt", "orders.json", "slug.test.mjs"];
    const inputs = names.map((name) => pactInput({ name, mediaType: "text/plain", content: "A".repeat(99) }));
    const required = ["answer.json", "calls.json", "rows.jsonl", "totals.json", "logo.svg"];
    const pact = pactOf({
      task: { instruction: "Do it.", inputs },
      evidence: {
        ...{ mediaTypes: ["application/json", "image/svg+xml"], maxBytes: 1_000_000, maxFiles: 9 },
        ...{ required, private: false },
      },
      clauses: weighed(clauses),
    });
    expect(checkPact(pact).clauses).to.have.lengthOf(CLAUSE_KINDS.length);
    expect(lintPact(pact)).to.deep.equal([]);
  });

  it("names every field of a pact, every kind, and every ready pact", () => {
    const named = (markdown: string) =>
      tableRows(markdown).flatMap(([first = ""]) =>
        [...first.matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
      );
    const fields = Object.keys({ ...pactOf(), supersedes: 0, milestones: 0 });
    expect(named(section(page, "What a pact holds"))).to.have.members(fields);
    expect(named(section(page, "Clauses"))).to.include.members([...CLAUSE_KINDS]);
    const rows = tableRows(section(page, "Ready pacts"))
      .flat()
      .filter((cell) => cell.startsWith("`"));
    expect(rows.map((cell) => cell.replaceAll("`", ""))).to.have.members(Object.keys(library));
  });
});

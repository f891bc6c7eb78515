import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { queryPage } from "../../scripts/docs/query-page.ts";
import { indexerQueries } from "../support/indexer-queries.ts";

const PAGE = "docs/queries.md";

describe("docs/queries.md", () => {
  it("has the thirty questions of indexer/queries as they are. Otherwise run: npm run docs:queries", () => {
    const page = readFileSync(PAGE, "utf8");
    expect(queryPage(page)).to.equal(page);
    expect(indexerQueries()).to.have.length(30);
    for (const { name, text } of indexerQueries())
      expect(page, name).to.include(`### ${name}\n`).and.include(text);
  });

  it("tells for each by which indexes it is read", () => {
    expect(existsSync("indexer/queries/plans.json")).to.equal(true);
    expect(readFileSync(PAGE, "utf8")).to.not.include("undefined");
  });

  it("has an example of each variable that must be given", () => {
    for (const { name, text, example, take } of indexerQueries()) {
      const needed = [...text.matchAll(/\$(\w+): \w+!/g)].map(([, variable = ""]) => variable);
      expect(Object.keys(example), name).to.include.members(needed);
      expect(needed, name).to.include.members(Object.keys(take));
    }
  });
});

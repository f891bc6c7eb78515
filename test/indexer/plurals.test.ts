import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

/** Whether Ponder, which adds an s to the name of a table for its list, gets the plural right. */
const isRegular = (name: string) => !/([^aeiou]y|s|x|z|ch|sh)$/.test(name);

describe("the indexer's tables", () => {
  it("have names whose plural is right in GraphQL", () => {
    const tables = globSync("indexer/schema/*.ts").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^export const (\w+) = onchainTable\(/gm)].map(
        ([, name = ""]) => name,
      ),
    );
    expect(tables.length).to.be.greaterThan(30);
    expect(tables.filter((name) => !isRegular(name))).to.deep.equal([]);
  });

  it("would be found with a wrong one", () => {
    expect(["delivery", "policy", "tax", "deal", "accountDay", "freeze"].filter(isRegular)).to.deep.equal([
      "deal",
      "accountDay",
      "freeze",
    ]);
  });
});

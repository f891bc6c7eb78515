import { expect } from "chai";
import { readTree } from "../../scripts/test/reach.ts";

/** What Node 20, which the packages promise to run on, does not have. */
const NEWER = [
  ...[
    "Promise.withResolvers",
    "Promise.try",
    "URL.parse",
    "Array.fromAsync",
    "Object.groupBy",
    "Map.groupBy",
  ],
  ...["globSync", "import.meta.main", "Iterator.from", "RegExp.escape", "Error.isError"],
];

const newerIn = (source: string) =>
  NEWER.filter((name) => new RegExp(`\\b${name.replaceAll(".", "\\.")}\\b`).test(source));

describe("published packages", () => {
  it("use nothing that Node 20 lacks", () => {
    const files = [...readTree()].filter(([file]) => /^(sdk|apps|indexer)\//.test(file));
    expect(files.length).to.be.greaterThan(300);
    const found = files.flatMap(([file, text]) => newerIn(text).map((name) => `${file}: ${name}`));
    expect(found).to.deep.equal([]);
  });

  it("would be found doing so", () => {
    expect(
      newerIn("const { promise } = Promise.withResolvers(); URL.parse(text); JSON.parse(text);"),
    ).to.deep.equal(["Promise.withResolvers", "URL.parse"]);
  });
});

import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";

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
    const files = globSync("{sdk,apps,indexer}/**/*.{ts,mjs}", {
      exclude: (path) => /node_modules|dist|\.ponder/.test(String(path)),
    });
    expect(files.length).to.be.greaterThan(300);
    const found = files.flatMap((file) =>
      newerIn(readFileSync(file, "utf8")).map((name) => `${file}: ${name}`),
    );
    expect(found).to.deep.equal([]);
  });

  it("would be found doing so", () => {
    expect(
      newerIn("const { promise } = Promise.withResolvers(); URL.parse(text); JSON.parse(text);"),
    ).to.deep.equal(["Promise.withResolvers", "URL.parse"]);
  });
});

import { globSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { docsPages } from "../../scripts/llms/sections.ts";

/** What is checked besides the pages of the docs. Sources are read whole: comments, messages and names. */
const ROOMS = [
  "{README,SECURITY,CONTRIBUTING,AGENTS}.md",
  "{sdk,apps,indexer,examples,contracts}/**/*.{ts,sol,md}",
  "scripts/**/*.{ts,mjs}",
];

/** Generated files, packages, the table of the words themselves, and rooms whose prose is not rewritten yet. */
const LEFT_OUT =
  /(^|\/)(node_modules|dist|generated|\.[a-z]+)(\/|$)|^scripts\/words(\/|$)|^sdk\/(testing|abi)(\/|$)/;

/** Phrases of headless sentences, and words that `docs/glossary.md` replaced. */
const PHRASES = [
  "whoever",
  "nobody",
  "anew",
  "for ever",
  "standing payout",
  "refused row",
  "ledger row",
  "last instance",
  "recourse",
  "headroom",
  "surrender",
  "concede",
  "thaw",
  "pass mark",
  "grid step",
];

const EXCEPTIONS = [{ text: 'keccak256(toHex("nobody"))', why: "An address is derived from it." }];

const PATTERN = new RegExp(
  `\\b(${PHRASES.map((phrase) => phrase.replace(" ", "\\s+")).join("|")})s?\\b`,
  "gi",
);

/** The text without what is written elsewhere: tables of errors come from NatSpec and from the SDK's classes. */
const ownText = (text: string) =>
  EXCEPTIONS.reduce(
    (rest, exception) => rest.replaceAll(exception.text, ""),
    text.replace(/<!-- errors[\s\S]*?<!-- end of errors -->/g, ""),
  );

/** The phrases in a text that it should not have, as they are written. */
const phrasesIn = (text: string): string[] => [...ownText(text).matchAll(PATTERN)].map(([phrase]) => phrase);

function findFiles(): string[] {
  const paths = ROOMS.flatMap((pattern) =>
    globSync(pattern, { exclude: (path) => pattern.startsWith("{sdk") && LEFT_OUT.test(path) }),
  ).map((path) => path.replaceAll("\\", "/"));
  return [...paths.filter((path) => !LEFT_OUT.test(path)), ...docsPages(".")].sort();
}

describe("the prose of the project", () => {
  let files: readonly string[];

  before(() => {
    files = findFiles();
  });

  it("has files to check", () => {
    expect(files).to.include.members([
      "README.md",
      "docs/operations/settle.md",
      "sdk/index.ts",
      "scripts/test.ts",
    ]);
  });

  it("has plain sentences: no phrase of the list is in it", () => {
    const found = files.flatMap((file) =>
      phrasesIn(readFileSync(file, "utf8")).map((phrase) => `${file}: ${phrase}`),
    );
    expect(found).to.deep.equal([]);
  });

  it("is searched across lines and in any case, outside generated tables", () => {
    expect(phrasesIn("Nobody may; it lasts for\never.")).to.deep.equal(["Nobody", "for\never"]);
    expect(phrasesIn("<!-- errors: by hand -->\n| nobody |\n<!-- end of errors -->\nall")).to.deep.equal([]);
    expect(phrasesIn("`recourse_round2` and a renewed forever")).to.deep.equal([]);
  });
});

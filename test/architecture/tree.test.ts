import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { expect } from "chai";

/** The fenced block of a Markdown text that draws the tree: the one that lists `contracts/`. Throws when there is none. */
function treeBlock(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? "");
  const block = blocks.find((text) => /^\W*contracts\//m.test(text));
  if (block === undefined) throw new Error("README.md has no fenced block that lists contracts/");
  return block;
}

/**
 * Paths in a drawn tree. Indentation (spaces or box characters) nests; several names may share a line; two spaces or
 * more, or a `#`, separate the names from what is said about them.
 */
function listedPaths(block: string): string[] {
  const parents: { indent: number; path: string }[] = [];
  const paths: string[] = [];
  for (const line of block.split("\n")) {
    const drawn = line.replace(/[│├└─]/g, " ");
    const indent = drawn.search(/\S/);
    if (indent < 0) continue;
    const names =
      drawn
        .trim()
        .split(/ {2,}|#/)[0]
        ?.split(/[\s·,]+/)
        .filter((name) => name !== "") ?? [];
    while ((parents.at(-1)?.indent ?? -1) >= indent) parents.pop();
    const parent = parents.at(-1)?.path ?? "";
    for (const name of names) paths.push(`${parent}${name}`);
    if (names.length === 1 && names[0]?.endsWith("/")) parents.push({ indent, path: `${parent}${names[0]}` });
  }
  return paths;
}

/** False for what git does not keep: a folder without a file in it, however deep. */
const hasFiles = (folder: string) =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).some((entry) => entry.isFile());

/** Folders at the top and one level in, as `name/` and `name/inner/`, without hidden and git-ignored ones. */
function realFolders(): string[] {
  const ignored = readFileSync(".gitignore", "utf8")
    .split("\n")
    .map((line) => line.trim().replace(/^\//, ""))
    .filter((line) => line.endsWith("/"));
  const foldersIn = (parent: string) =>
    readdirSync(parent === "" ? "." : parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => `${parent}${entry.name}/`)
      .filter((path) => !ignored.some((pattern) => path === pattern || path.endsWith(`/${pattern}`)))
      .filter(hasFiles);
  return foldersIn("").flatMap((folder) => [folder, ...foldersIn(folder)]);
}

describe("the tree in README.md", () => {
  const listed = () => listedPaths(treeBlock(readFileSync("README.md", "utf8")));

  it("lists only what exists, folders with a slash", () => {
    const wrong = listed().filter(
      (path) => !existsSync(path) || statSync(path).isDirectory() !== path.endsWith("/"),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("lists every folder at the top and one level in", () => {
    const present = new Set(listed());
    expect(realFolders().filter((folder) => !present.has(folder))).to.deep.equal([]);
  });

  it("is read with its nesting and its shared lines", () => {
    const block =
      "a.md · b.json   two files\ncontracts/   rules\n  X.sol\n├── modules/ types/   rooms\nsdk/\n";
    expect(listedPaths(block)).to.deep.equal([
      "a.md",
      "b.json",
      "contracts/",
      "contracts/X.sol",
      "contracts/modules/",
      "contracts/types/",
      "sdk/",
    ]);
  });

  it("is an error when it is missing", () => {
    expect(() => treeBlock("# Title\n```\nnpm test\n```\n")).to.throw("no fenced block");
  });
});

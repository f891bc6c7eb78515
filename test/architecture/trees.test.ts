import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect } from "chai";

// A `.tree` file states the cases of an operation; its leaves name the tests that show them:
//
//   Open (Open.t.sol, OpenFuzz.t.sol)      the title; without files in brackets, the tests are in <title>.t.sol
//   ├── when it was opened before          a case, and under it what happens
//   │   └── it reverts → test_Repeats      a leaf, and behind an arrow the tests that show it
//   └── when all is well
//       → test_Works                       tests of a case show all its leaves; each may have a line of its own
//       └── it opens
//
// Tests in TypeScript are named by their titles, one behind each arrow: a title may have commas.

/** A case, or what happens in it. */
interface Branch {
  readonly depth: number;
  readonly says: string;
  readonly isLast: boolean;
  readonly tests: string[];
}

interface Tree {
  /** Test files beside the tree. */
  readonly files: readonly string[];
  readonly branches: readonly Branch[];
  /** Lines that are neither a branch nor tests of one. */
  readonly misdrawn: readonly string[];
}

const TESTED = "test/contracts";
/** Attacks state their cases in the names of their tests. */
const UNSTATED = `${TESTED}/attacks/`;

const namesIn = (list: string) => list.split(/,\s*/).filter((name) => name !== "");

function parseTree(text: string): Tree {
  const [title = "", ...lines] = text.trimEnd().split("\n");
  const [, name = "", files] = /^(\w+)(?: \(([^)]*)\))?$/.exec(title) ?? [];
  const isTypescript = files?.includes(".test.ts") === true;
  const branches: Branch[] = [];
  const misdrawn = name === "" ? [title] : [];
  for (const line of lines) {
    const [, ofBranch, names] = /^[│ ]*(.*?)\s*→ (.+)$/.exec(line) ?? [];
    const tests = isTypescript ? [names ?? ""].filter((each) => each !== "") : namesIn(names ?? "");
    if (ofBranch === "") {
      branches.at(-1)?.tests.push(...tests);
      continue;
    }
    const [, bars = "", corner, says = ""] = /^((?:│ {3}| {4})*)([├└])── ([^→]+?)(?: →.*)?$/.exec(line) ?? [];
    if (corner === undefined) misdrawn.push(line);
    else branches.push({ depth: bars.length / 4 + 1, says, isLast: corner === "└", tests });
  }
  return { files: files === undefined ? [`${name}.t.sol`] : namesIn(files), branches, misdrawn };
}

/** Sentences about what is drawn as no tree is. */
function misdrawnIn({ branches, misdrawn }: Tree): string[] {
  const wrong = branches.filter(({ depth, isLast }, index) => {
    const before = branches[index - 1]?.depth ?? 0;
    const sibling = branches.slice(index + 1).find((later) => later.depth <= depth);
    return depth > before + 1 || isLast === (sibling?.depth === depth);
  });
  return [...misdrawn, ...wrong.map(({ says }) => says)].map((line) => `is not drawn as a tree: ${line}`);
}

/** Sentences about leaves that no test shows, and tests that are not there. */
function untested({ branches }: Tree, tests: ReadonlySet<string>): string[] {
  return branches.flatMap((branch, index) => {
    const missing = branch.tests.filter((test) => !tests.has(test));
    const isLeaf = (branches[index + 1]?.depth ?? 0) <= branch.depth;
    // The branches on the way to this one: of each depth above it the last before it.
    const way = branches.slice(0, index + 1).filter(({ depth }, at) => {
      const later = branches.slice(at + 1, index + 1);
      return later.every((other) => other.depth > depth);
    });
    const isShown = way.some((above) => above.tests.length > 0);
    return [
      ...missing.map((test) => `names ${test}, which its files do not have`),
      ...(isLeaf && !isShown ? [`names no test of "${branch.says}"`] : []),
    ];
  });
}

/** Tests, with their file, that no tree of that file names. */
function unnamed(trees: readonly Tree[], testsOf: ReadonlyMap<string, readonly string[]>): string[] {
  return [...testsOf].flatMap(([file, tests]) => {
    const about = trees.filter(({ files }) => files.includes(file));
    const named = new Set(about.flatMap(({ branches }) => branches.flatMap((branch) => branch.tests)));
    return tests.filter((test) => !named.has(test)).map((test) => `${file} ${test}`);
  });
}

const IN_SOLIDITY = /^ {4}function (test\w*)\(/gm;
const IN_TYPESCRIPT = /^ +it\(\s*["`](.+)["`],/gm;

const testsIn = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(file.endsWith(".sol") ? IN_SOLIDITY : IN_TYPESCRIPT)].map(
    ([, name = ""]) => name,
  );

describe("trees and their tests", () => {
  const trees = globSync("test/**/*.tree")
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map((path) => {
      const tree = parseTree(readFileSync(path, "utf8"));
      return { path, ...tree, files: tree.files.map((file) => posix.join(posix.dirname(path), file)) };
    });

  it("are many", () => {
    expect(trees.length).to.be.at.least(70);
  });

  it("each tree names the tests of each leaf, and only tests that are there", () => {
    const wrong = trees.flatMap((tree) => {
      const absent = tree.files.filter((file) => !existsSync(file));
      const tests = new Set(tree.files.filter((file) => existsSync(file)).flatMap(testsIn));
      return [
        ...absent.map((file) => `is about ${file}, which is not there`),
        ...misdrawnIn(tree),
        ...untested(tree, tests),
      ].map((sentence) => `${tree.path} ${sentence}`);
    });
    expect(wrong).to.deep.equal([]);
  });

  it("each test of a contract is named in a tree", () => {
    const files = globSync(`${TESTED}/**/*.t.sol`)
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => !path.startsWith(UNSTATED));
    expect(files.length).to.be.at.least(60);
    expect(unnamed(trees, new Map(files.map((file) => [file, testsIn(file)])))).to.deep.equal([]);
  });

  describe("the rule itself", () => {
    const text = [
      "Open (Open.t.sol, Other.t.sol)",
      "├── when it was opened before",
      "│   └── it reverts → test_One, test_Two",
      "└── when all is well",
      "    → test_Three",
      "    ├── it opens",
      "    └── it tells",
      "",
    ].join("\n");
    const all = new Set(["test_One", "test_Two", "test_Three"]);

    it("reads files, cases, leaves and tests, of a leaf or of all leaves of a case", () => {
      const tree = parseTree(text);
      expect(tree.files).to.deep.equal(["Open.t.sol", "Other.t.sol"]);
      expect(tree.branches.map(({ depth, says, tests }) => [depth, says, tests.length])).to.deep.equal([
        [1, "when it was opened before", 0],
        [2, "it reverts", 2],
        [1, "when all is well", 1],
        [2, "it opens", 0],
        [2, "it tells", 0],
      ]);
      expect([...misdrawnIn(tree), ...untested(tree, all)]).to.deep.equal([]);
    });

    it("finds a leaf without a test, and a test that is not there", () => {
      const bare = parseTree(text.replace(" → test_One, test_Two", ""));
      expect(untested(bare, all)).to.deep.equal(['names no test of "it reverts"']);
      expect(untested(parseTree(text), new Set(["test_One", "test_Three"]))).to.deep.equal([
        "names test_Two, which its files do not have",
      ]);
    });

    it("finds a test that no tree of its file names", () => {
      const tree = parseTree(text);
      const testsOf = new Map([
        ["Open.t.sol", ["test_One", "test_Four"]],
        ["Elsewhere.t.sol", ["test_Two"]],
      ]);
      expect(unnamed([tree], testsOf)).to.deep.equal(["Open.t.sol test_Four", "Elsewhere.t.sol test_Two"]);
    });

    it("finds what is not drawn as a tree", () => {
      for (const wrong of [
        text.replace("│   └── it reverts", "│   ├── it reverts"),
        text.replace("    ├── it opens", "    └── it opens"),
        text.replace("│   └── it reverts", "│   │   └── it reverts"),
        text.replace("└── when all", "when all"),
      ]) {
        expect(misdrawnIn(parseTree(wrong)), wrong).to.not.deep.equal([]);
      }
    });
  });
});

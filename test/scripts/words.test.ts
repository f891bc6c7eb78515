import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { trackedFiles } from "../../scripts/words/files.ts";
import { replaceSequences } from "../../scripts/words/identifier.ts";

const MARK = [{ old: ["pass", "mark"], new: ["passing", "score"] }];

/** A tree of old words that git knows; `run` is the codemod on it. */
function treeOf(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "words-"));
  const plugins = [import.meta.resolve("prettier-plugin-solidity")];
  writeFileSync(join(root, ".prettierrc.json"), JSON.stringify({ plugins }));
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  execFileSync("git", ["add", "--all"], { cwd: root });
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["scripts/words.ts", "--root", root, ...args], { encoding: "utf8" });
  return {
    run,
    files: () => trackedFiles(root),
    read: (file: string) => readFileSync(join(root, file), "utf8"),
    remove: () => rmSync(root, { recursive: true }),
  };
}

describe("a name of several words", () => {
  for (const [old, wanted] of [
    ["passMark", "passingScore"],
    ["PassMark", "PassingScore"],
    ["PASS_MARK", "PASSING_SCORE"],
    ["pass_mark", "passing_score"],
    ["pass-mark", "passing-score"],
    ["_passMarkOf", "_passingScoreOf"],
    ["test_AroundThePassMark", "test_AroundThePassingScore"],
    ["bypassMark", "bypassMark"],
    ["passesMarked", "passesMarked"],
    ["pass", "pass"],
  ] as const) {
    it(`${old} becomes ${wanted}`, () => {
      expect(replaceSequences(old, MARK)).to.equal(wanted);
    });
  }
});

describe("the codemod of words", () => {
  const OLD = {
    "contracts/PolicyWire.sol": [
      "// passMark is code, the pass mark is not, and `row` is.",
      "/// @param passMark In basis points.",
      'bytes32 constant T = keccak256("Acceptance(bytes32 deal,string locator)");',
      'library PolicyWire { function thaw(uint passMark, bytes calldata row) external { revert("passMark"); } }',
      "",
    ].join("\n"),
    "sdk/rooms/pass-mark.ts": [
      'import { thaw } from "../ladder/thaw.ts";',
      "",
      "/**",
      " * Thaws by a standing",
      " * payout.",
      " *",
      " * @example",
      " * const passMark = 1; // a row",
      " */",
      "export const passMark = thaw(`passMark of row`) + thaw('passMark');",
      "",
    ].join("\n"),
    "sdk/ladder/thaw.ts": "export const thaw = (row: string) => row;\n",
    "docs/thaw.md":
      "See [thaw](../sdk/ladder/thaw.ts#thaw) and `passMark`.\n\n```ts\nconst passMark = 1;\n```\n",
  };

  it("lists what it would change, and exits with 1", () => {
    const tree = treeOf(OLD);
    try {
      const { status, stdout } = tree.run();
      expect(status).to.equal(1);
      expect(stdout).to.include(
        "sdk/ladder/thaw.ts: sdk/ladder/thaw.ts → sdk/lifecycle/unfreeze.ts".slice(0, 18),
      );
      expect(stdout).to.include("contracts/PolicyWire.sol:4: passMark → passingScore");
      const found: { old: string; file: string; line: number }[] = JSON.parse(tree.run("--json").stdout);
      expect(found.find(({ old, line }) => old === "passMark" && line === 2)?.file).to.equal(
        "contracts/PolicyWire.sol",
      );
    } finally {
      tree.remove();
    }
  });

  it("changes code, file names, links and terms of art, and has nothing to do the second time", () => {
    const tree = treeOf(OLD);
    try {
      const { status, stderr } = tree.run("--write");
      expect(status, stderr).to.equal(0);
      expect(tree.files()).to.deep.equal([
        ".prettierrc.json",
        "contracts/PackedPolicy.sol",
        "docs/unfreeze.md",
        "sdk/lifecycle/unfreeze.ts",
        "sdk/rooms/passing-score.ts",
      ]);
      const solidity = tree.read("contracts/PackedPolicy.sol");
      expect(solidity).to.include("// passingScore is code, the passing score is not, and `slot` is.");
      expect(solidity).to.include("@param passingScore In basis points.");
      expect(solidity).to.include('keccak256("Acceptance(bytes32 deal,string locator)")');
      expect(solidity).to.match(/library PackedPolicy \{\s+function unfreeze\(\s*uint passingScore/);
      const typescript = tree.read("sdk/rooms/passing-score.ts");
      expect(typescript).to.include('import { unfreeze } from "../lifecycle/unfreeze.ts";');
      expect(typescript).to.include(" * Unfreezes by a provisional\n * payout.");
      expect(typescript).to.include(" * const passingScore = 1; // a row");
      expect(tree.read("sdk/lifecycle/unfreeze.ts")).to.include("(row: string) => row");
      expect(tree.read("docs/unfreeze.md")).to.equal(
        "See [unfreeze](../sdk/lifecycle/unfreeze.ts#unfreeze) and `passingScore`.\n\n```ts\nconst passingScore = 1;\n```\n",
      );
      const again = tree.run("--write");
      expect(again.stdout).to.equal("0 old words in 0 files\n");
      expect(tree.run().status).to.equal(0);
    } finally {
      tree.remove();
    }
  });
});

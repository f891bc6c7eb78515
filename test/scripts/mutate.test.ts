import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { build, chooseCompiling } from "../../scripts/mutate/build.ts";
import type { Outcome } from "../../scripts/mutate/campaign.ts";
import type { Mutant } from "../../scripts/mutate/mutant.ts";
import { constantsOf, mutantsOf } from "../../scripts/mutate/mutants.ts";
import { type Project, readProject } from "../../scripts/mutate/project.ts";
import { ranked } from "../../scripts/mutate/sample.ts";
import { judge, readSurvivors } from "../../scripts/mutate/survivors.ts";
import { compile, treesOf } from "../../scripts/solc/compiler.ts";

const FILE = "contracts/Purse.sol";
const EVM = "osaka";
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;
// Bytes are counted, not letters: · —
contract Purse {
    error Short(uint256 wanted, uint256 held);
    event Spent(uint256 amount);
    uint256 private constant MOST = 100;
    uint256 internal held;

    function spend(uint256 amount, bool loud) external returns (bool) {
        if (amount > held) revert Short(amount, held);
        if (amount >= MOST) return false;
        held -= amount;
        if (loud && amount != 0) emit Spent(amount);
        return true;
    }

    function halfOf(uint256 amount) internal pure returns (uint256 half) {
        assembly ("memory-safe") {
            if lt(amount, 2) { revert(0, 0) }
            half := shr(1, amount)
        }
    }
}
`;

async function mutantsOfSource(): Promise<Mutant[]> {
  const { errors, trees } = await compile({ [FILE]: SOURCE }, { evmVersion: EVM }, treesOf([FILE]));
  expect(errors).to.deep.equal([]);
  const tree = trees.get(FILE);
  if (tree === undefined) throw new Error("no tree");
  const source = Buffer.from(SOURCE).toString("latin1");
  return mutantsOf(FILE, source, tree, constantsOf(trees.values()));
}

const project = (sources: Record<string, string> = { [FILE]: SOURCE }): Project => ({
  sources: new Map(
    Object.entries(sources).map(([file, text]) => [file, Buffer.from(text).toString("latin1")]),
  ),
  mutated: [FILE],
  tests: [],
  supports: [],
  deployed: [FILE],
});

describe("mutants", () => {
  let mutants: Mutant[];
  before(async () => {
    mutants = await mutantsOfSource();
  });

  const changesIn = (line: string) =>
    mutants.filter(({ original }) => original.startsWith(line)).map(({ change }) => change);

  it("move a bound, and take a check away", () => {
    expect(changesIn("if (amount > held)")).to.include.members([
      "delete `if (amount > held) revert Short(amount, held);`",
      "`>` → `>=`",
      "`>` → `<=`",
      "`amount, held` → `held, amount`",
    ]);
    expect(changesIn("if (amount >= MOST)")).to.include.members([
      "`MOST` → `(MOST + 1)`",
      "`MOST` → `(MOST - 1)`",
    ]);
  });

  it("change an operator, a condition, a truth, and delete statements", () => {
    expect(changesIn("held -= amount")).to.have.members(["`-=` → `+=`", "delete `held -= amount;`"]);
    expect(changesIn("if (loud && amount != 0)")).to.include.members(["`&&` → `||`", "`!=` → `==`"]);
    expect(changesIn("return true")).to.deep.equal(["`true` → `false`"]);
  });

  it("reach into assembly", () => {
    expect(changesIn("if lt(amount, 2)")).to.include.members([
      "`lt` → `gt`",
      "`lt(amount, 2)` → `iszero(gt(amount, 2))`",
      "`2` → `3`",
      "delete `if lt(amount, 2) { revert(0, 0) }`",
    ]);
    expect(changesIn("half := shr(1, amount)")).to.include.members([
      "`shr` → `shl`",
      "`1, amount` → `amount, 1`",
      "delete `half := shr(1, amount)`",
    ]);
  });

  it("know their function and line, and have keys of their own", () => {
    const check = mutants.find(({ change }) => change.startsWith("delete `if (amount > held)"));
    expect(check).to.include({ file: FILE, where: "Purse.spend", line: 11 });
    expect(new Set(mutants.map(({ key }) => key)).size).to.equal(mutants.length);
  });

  it("compile all at once, those left out that do not compile", async () => {
    const chosen = await chooseCompiling(project(), EVM, mutants, mutants.length);
    expect(chosen.length).to.be.greaterThan(20);
    const { contracts, numbers } = await build(project(), EVM, chosen);
    expect(contracts.map(([, name]) => name)).to.deep.equal(["Purse"]);
    expect([...numbers.values()]).to.deep.equal(chosen.map((_, index) => index + 1));

    const broken: Mutant = { ...(mutants[0] as Mutant), key: "broken" };
    const edited = { ...broken, edit: { ...broken.edit, text: "no such thing" } };
    const rest = await chooseCompiling(project(), EVM, [edited, ...chosen.slice(0, 3)], 3);
    expect(rest).to.deep.equal(chosen.slice(0, 3));
  });

  it("do not hide that the source itself does not compile", async () => {
    const wrong = project({ [FILE]: SOURCE, "contracts/Wrong.sol": "contract Wrong { uint x = y; }" });
    const refusal = await chooseCompiling(wrong, EVM, mutants.slice(0, 1), 1).then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(refusal).to.match(/even unmutated[\s\S]*Wrong\.sol/);
  });

  describe("in a sample", () => {
    const keys = (seed: string, from = mutants) => ranked(from, seed).map(({ key }) => key);

    it("are the same for the same seed, whatever their order, and others for another", () => {
      expect(keys("a")).to.deep.equal(keys("a", mutants.toReversed()));
      expect(keys("a")).to.not.deep.equal(keys("b"));
      expect(keys("b")).to.have.members(keys("a"));
    });

    it("keep their order when another goes", () => {
      const [, gone, ...rest] = keys("a");
      const without = keys(
        "a",
        mutants.filter(({ key }) => key !== gone),
      );
      expect(without.slice(2)).to.deep.equal(rest.slice(1));
    });
  });
});

describe("the mutation gate", () => {
  const mutant = (key: string): Mutant => ({
    key,
    file: FILE,
    where: "Purse.spend",
    line: 1,
    original: key,
    change: "`a` → `b`",
    edit: { start: 0, end: 1, text: "b" },
    body: { start: 0, end: 2 },
  });
  const killed = (key: string): Outcome => ({
    mutant: mutant(key),
    killer: { suite: "PurseTest", test: "test_Spend", reason: "" },
  });
  const survived = (key: string): Outcome => ({ mutant: mutant(key), killer: undefined });
  const kills = (count: number) => Array.from({ length: count }, (_, index) => killed(`k${index}`));
  const known = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ mutant: { key } }) => key));
  const judged = (outcomes: readonly Outcome[], whys: Record<string, string> = {}) =>
    judge(outcomes, new Map(Object.entries(whys)), known(outcomes));

  it("takes 95 % with every survivor explained", () => {
    expect(judged([...kills(19), survived("s")], { s: "costs gas only" })).to.deep.equal([]);
  });

  it("refuses less, and no mutants at all", () => {
    expect(judged([...kills(18), survived("s")], { s: "costs gas only" })).to.deep.equal([
      "killed 94.74 % < 95 %",
    ]);
    expect(judged([]).join()).to.match(/nothing was measured/);
  });

  it("refuses a survivor without explanation, and explanations that are stale", () => {
    expect(judged([...kills(19), survived("s")])).to.deep.equal(["no explanation for: s"]);
    expect(judged(kills(19), { k0: "was never killed" }).join()).to.match(
      /PurseTest\.test_Spend kills it: k0/,
    );
    expect(judged(kills(19), { gone: "of a line that went" }).join()).to.match(/no more: gone/);
  });

  describe("without its inputs", () => {
    let root: string;
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "mutate-"));
    });
    afterEach(() => rmSync(root, { recursive: true }));

    const write = (file: string, text: string) => {
      mkdirSync(join(root, file, ".."), { recursive: true });
      writeFileSync(join(root, file), text);
      return join(root, file);
    };

    it("refuses no contracts, interfaces alone, and no tests", () => {
      expect(() => readProject(root)).to.throw("no file to mutate");
      write("contracts/interfaces/IPurse.sol", "interface IPurse {}");
      expect(() => readProject(root)).to.throw("no file to mutate");
      write(FILE, SOURCE);
      expect(() => readProject(root)).to.throw("no test that could kill");
    });

    it("refuses an import that leads nowhere", () => {
      write(FILE, SOURCE);
      write("test/contracts/Purse.t.sol", 'import {Purse} from "../../contracts/Nowhere.sol";');
      expect(() => readProject(root)).to.throw("imports contracts/Nowhere.sol, which does not exist");
    });

    it("reads the survivors of this tree", () => {
      expect(readSurvivors("test/mutation/survivors.json").size).to.be.greaterThan(0);
    });

    it("refuses survivors unexplained: no file, no JSON, no sentence, one twice", () => {
      expect(() => readSurvivors(join(root, "none.json"))).to.throw("none.json is missing");
      expect(() => readSurvivors(write("a.json", "{"))).to.throw("is not JSON");
      const entry = (why: string) => ({ key: "k", why });
      const file = (...survivors: object[]) => write("b.json", JSON.stringify({ survivors }));
      expect(() => readSurvivors(file(entry("because")))).to.throw("why no test can tell");
      const why = "The slow way gives the same answer.";
      expect(() => readSurvivors(file(entry(why), entry(why)))).to.throw("explains a mutant twice: k");
      expect([...readSurvivors(file(entry(why)))]).to.deep.equal([["k", why]]);
    });
  });
});

describe("the command mutate", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["scripts/mutate.ts", ...args], { encoding: "utf8" });

  it("shows examples with --help", () => {
    const { status, stdout } = run("--help");
    expect(stdout).to.contain("npm run mutate -- --file");
    expect(status).to.equal(0);
  });

  it("ends with code 2 on wrong usage, and names the option", () => {
    const wrong = [["--colour"], ["--sample", "0"], ["--all", "--sample", "3"]] as const;
    for (const args of wrong) {
      const { status, stderr } = run(...args);
      expect(stderr).to.contain(args.at(0));
      expect(status).to.equal(2);
    }
  });
});

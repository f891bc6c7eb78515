import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { CommanderError } from "commander";
import { changedSince } from "../../scripts/test/changed.ts";
import { choose, isQuick, testFiles } from "../../scripts/test/choose.ts";
import { readOptions } from "../../scripts/test/options.ts";
import { readTree, testsReachedBy } from "../../scripts/test/reach.ts";
import { resultOf } from "../../scripts/test/runner.ts";
import { readTimes } from "../../scripts/test/stopwatch.ts";
import { longestFirst, slowest } from "../../scripts/test/times.ts";
import { together } from "../../scripts/test/together.ts";

describe("npm test", () => {
  describe("its options", () => {
    it("are files of either kind, and what is left out", () => {
      expect(readOptions([])).to.deep.equal({ files: [], grep: undefined, quick: false, since: undefined });
      expect(readOptions(["./test/contracts/Open.t.sol", "--grep", "when"])).to.deep.include({
        files: ["test/contracts/Open.t.sol"],
        grep: "when",
      });
      expect(readOptions(["--changed"]).since).to.equal("");
      expect(readOptions(["--changed", "--since", "HEAD~3", "--quick"])).to.deep.include({
        since: "HEAD~3",
        quick: true,
      });
    });

    it("are folders, too: every test file in them, each once", () => {
      const { files } = readOptions(["./test/cli/", "test/cli/account.test.ts"]);
      expect(files).to.include.members(["test/cli/account.test.ts", "test/cli/indexed.test.ts"]);
      expect(files.every((file) => /^test\/cli\/.*\.test\.ts$/.test(file))).to.equal(true);
      expect(new Set(files).size).to.equal(files.length);
      const contracts = readOptions(["test/contracts"]).files;
      expect(contracts).to.include("test/contracts/Open.t.sol");
      expect(contracts.some((file) => file.endsWith(".test.ts"))).to.equal(true);
    });

    it("are paths as a shell completes them: absolute ones, and the root for all", () => {
      expect(readOptions([resolve("test/cli/account.test.ts")]).files).to.deep.equal([
        "test/cli/account.test.ts",
      ]);
      const { solidity, typescript } = testFiles();
      for (const root of [".", "./"]) {
        expect(readOptions([root]).files).to.have.members([...solidity, ...typescript]);
      }
    });

    it("refuse files that hold no tests or do not exist, unknown options, and a commit to compare with for nothing", () => {
      const unusable = ["contracts/Quittance.sol", "contracts", "test/contracts/Nowhere.t.sol", "test/con"];
      for (const args of [...unusable.map((file) => [file]), ["--colour"], ["--since", "HEAD"]]) {
        expect(() => readOptions(args), args.join(" ")).to.throw(CommanderError);
      }
    });

    it("refuse a commit that git does not know", () => {
      expect(() => changedSince("no-such-commit")).to.throw(
        /--since no-such-commit: git knows no such commit/,
      );
    });
  });

  describe("--changed", () => {
    const tree = new Map([
      ["contracts/A.sol", 'import {B} from "./lib/B.sol";\nimport "@openzeppelin/contracts/C.sol";'],
      ["contracts/lib/B.sol", ""],
      ["test/contracts/A.t.sol", 'import {\n    A,\n    D\n} from "../../contracts/A.sol";'],
      ["test/contracts/B.t.sol", "new bytes(0); // imports nothing"],
      ["test/contracts/Deployed.t.sol", '    _deploy("A.sol:A");'],
      ["sdk/a.ts", 'export * from "./b.ts";'],
      ["sdk/b.ts", 'import { address } from "viem";'],
      ["test/cli/run.test.ts", ""],
      ["test/sdk/room/a.test.ts", 'const { a } = await import("../../../sdk/a.ts");'],
      ["test/sdk/room/c.test.ts", 'import { a } from "viem";'],
    ]);

    it("runs what imports or deploys a changed Solidity file, by however many steps", () => {
      expect(testsReachedBy(["contracts/lib/B.sol"], tree)).to.deep.equal([
        "test/contracts/A.t.sol",
        "test/contracts/Deployed.t.sol",
      ]);
      expect(testsReachedBy(["test/contracts/B.t.sol"], tree)).to.deep.equal(["test/contracts/B.t.sol"]);
    });

    it("runs what imports a changed TypeScript file, and what runs it as a process of its own", () => {
      expect(testsReachedBy(["sdk/b.ts"], tree)).to.deep.equal([
        "test/cli/run.test.ts",
        "test/sdk/room/a.test.ts",
      ]);
    });

    it("runs everything when what every test stands on has changed, and nothing when nothing has", () => {
      expect(testsReachedBy(["hardhat.config.ts"], tree)).to.have.length(6);
      expect(testsReachedBy([], tree)).to.deep.equal([]);
    });

    it("follows the names of packages, and finds tests of this repository's own files", () => {
      const reached = testsReachedBy(["sdk/protocol/deal-id.ts"], readTree());
      expect(reached).to.include("test/e2e/differential.test.ts");
      expect(reached).to.include("test/examples/milestones.test.ts");
      const ofContracts = testsReachedBy(["contracts/modules/Ledger.sol"], readTree());
      expect(ofContracts).to.include("test/invariants/Invariants.t.sol");
      expect(ofContracts).to.not.include("test/sdk/identity/links.test.ts");
    });
  });

  describe("npm run test:quick", () => {
    it("leaves out invariants and end-to-end tests, and runs most of the others", () => {
      const { solidity, typescript } = choose({ files: [], quick: true, changed: undefined });
      const chosen = [...solidity, ...typescript];
      expect(chosen.filter((file) => /^test\/(invariants|e2e)\//.test(file))).to.deep.equal([]);
      const all = testFiles();
      const left = [...all.solidity, ...all.typescript].filter((file) => !isQuick(file));
      expect(chosen.length).to.be.greaterThan(left.length);
      expect(chosen.every((file) => existsSync(file))).to.equal(true);
    });
  });

  describe("files that share a chain", () => {
    const { typescript } = testFiles();

    it("are loaded by one file when all of them run", () => {
      const left = together(typescript);
      expect(left).to.include("test/e2e/on-one-stack.ts").and.to.not.include("test/e2e/life.test.ts");
      expect(left.length).to.be.lessThan(typescript.length - 1);
    });

    it("are loaded one by one when some of them run", () => {
      const some = ["test/e2e/life.test.ts", "test/cli/indexed.test.ts", "test/cli/account.test.ts"];
      expect(together(some)).to.deep.equal(some);
    });
  });

  describe("its times", () => {
    it("put the longest file first, known ones before those that are only likely to be long", () => {
      const files = ["test/a.test.ts", "test/b.test.ts", "test/e2e/c.test.ts", "test/d.test.ts"];
      const times = { "test/a.test.ts": 10, "test/b.test.ts": 99_000 };
      expect(longestFirst(files, times)).to.deep.equal([
        "test/b.test.ts",
        "test/e2e/c.test.ts",
        "test/a.test.ts",
        "test/d.test.ts",
      ]);
    });

    it("name the ten slowest files", () => {
      const times = Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [`test/${index}`, index * 1_000]),
      );
      expect(slowest(times)).to.have.length(10);
      expect(slowest(times)[0]).to.equal("   11.0 s  test/11");
    });

    it("are read from the notes of the workers", () => {
      expect(readTimes("12 test/a.test.ts\n3400 test/b c.test.ts\n")).to.deep.equal({
        "test/a.test.ts": 12,
        "test/b c.test.ts": 3_400,
      });
    });
  });

  describe("the result of a runner", () => {
    const report = { passed: 5, failed: 0, skipped: 1, times: {} };

    it("is what it reported", () => {
      expect(resultOf("solidity", 0, report)).to.deep.equal({ ...report, problem: undefined });
      expect(resultOf("solidity", 1, { ...report, failed: 2 })).to.deep.include({
        failed: 2,
        problem: undefined,
      });
    });

    it("counts one failure when it ends badly without naming one, or says nothing", () => {
      for (const result of [resultOf("solidity", 134, report), resultOf("solidity", 0, undefined)]) {
        expect(result.failed).to.equal(1);
        expect(result.problem).to.match(/^the solidity runner ended with exit code (134|0) /);
      }
    });
  });
});

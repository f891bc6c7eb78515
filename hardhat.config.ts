import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import { defineConfig } from "hardhat/config";
import { QUICK_LEGACY } from "./scripts/solc/compiler.ts";
import { compileTogether } from "./scripts/test/compile-together.ts";
import { HUNG_MS } from "./scripts/test/limits.ts";

/** Execution rules Base runs today; compiler and simulated chain must agree on them. */
const HARDFORK = "osaka";

/** QUITTANCE_DEEP=1 searches ten times as long (`npm run test:deep`): about an hour on two processors. */
const DEEP = process.env.QUITTANCE_DEEP === "1";
/** QUITTANCE_QUICK=1 tries fewer inputs (`npm run test:quick`). */
const QUICK = process.env.QUITTANCE_QUICK === "1";

/** Instrumented contracts are kept apart: they must not pass for the real ones. */
const BUILD = process.argv.includes("--coverage")
  ? { cache: "./cache/coverage", artifacts: "./cache/coverage/artifacts" }
  : { cache: "./cache", artifacts: "./artifacts" };

/**
 * The compiler is the npm package, so nothing is downloaded. One setting for every profile: one bytecode. The more runs, the
 * longer the code; as many as leave room below 24,576 bytes.
 */
const compiler = {
  version: "0.8.37",
  path: fileURLToPath(new URL("./node_modules/solc/soljson.js", import.meta.url)),
  settings: {
    optimizer: { enabled: true, runs: 20_000 },
    viaIR: true,
    evmVersion: HARDFORK,
    // Bytecode follows from code alone: neither a comment nor an unrelated file changes it.
    metadata: { bytecodeHash: "none" },
    // The pieces run on one storage: a test compares their layouts.
    outputSelection: { "*": { "*": ["storageLayout"] } },
  },
};

/**
 * Counting lines adds a call to every statement, for which inlined code has no stack left; and no step of the optimiser at
 * all makes the compiler three times as fast.
 */
const covering = process.argv.includes("--coverage");
const coverable = {
  ...compiler,
  settings: {
    ...compiler.settings,
    optimizer: {
      enabled: true,
      details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: ":" } },
    },
  },
};

const withRuns = (runs: number) => ({
  ...compiler,
  settings: { ...compiler.settings, optimizer: { enabled: true, runs } },
});

/** These companions hold more. */
const companions = {
  "contracts/Disputes.sol": 50,
  "contracts/Accounts.sol": 1_000,
  "contracts/Agreements.sol": 200,
  "contracts/Batches.sol": 3_500,
};

/** Tests are compiled without the IR, ten times as fast; the contracts they test are deployed as shipped. */
const forTests = {
  ...compiler,
  settings: { evmVersion: HARDFORK, metadata: { bytecodeHash: "none" }, ...QUICK_LEGACY },
} as const;
const testFiles = globSync("test/{contracts,invariants}/**/*.sol", { cwd: import.meta.dirname });
const profile = {
  compilers: [covering ? coverable : compiler],
  overrides: {
    ...(covering
      ? {}
      : Object.fromEntries(Object.entries(companions).map(([file, runs]) => [file, withRuns(runs)]))),
    ...Object.fromEntries(testFiles.map((file) => [file, forTests])),
  },
};

const simulated = {
  type: "edr-simulated",
  chainType: "l1",
  hardfork: HARDFORK,
  allowUnlimitedContractSize: false,
} as const;

export default defineConfig({
  plugins: [
    toolbox,
    hardhatViem,
    compileTogether({ tests: testFiles, supports: ["test/support/contracts"] }),
  ],
  paths: {
    ...BUILD,
    sources: { solidity: ["./contracts", "./test/support/contracts"] },
    tests: { solidity: "./test", mocha: "./test" },
  },
  solidity: {
    splitTestsCompilation: true,
    profiles: { default: profile, production: profile },
  },
  coverage: { skipFiles: ["test/**"] },
  typechain: { dontOverrideCompile: true },
  networks: { default: simulated, node: simulated },
  test: {
    mocha: { timeout: HUNG_MS },
    solidity: {
      fuzz: { runs: DEEP ? 2_560 : QUICK ? 32 : 256, seed: "0x71756974" },
      invariant: { runs: DEEP ? 2_560 : 256, depth: 500, failOnRevert: false },
    },
  },
});

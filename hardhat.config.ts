import { fileURLToPath } from "node:url";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import { defineConfig } from "hardhat/config";

/** Execution rules Base runs today; compiler and simulated chain must agree on them. */
const HARDFORK = "osaka";

/** QUITTANCE_DEEP=1 searches longer (`npm run test:deep`). */
const DEEP = process.env.QUITTANCE_DEEP === "1";

/** Instrumented contracts are kept apart: they must not pass for the real ones. */
const BUILD = process.argv.includes("--coverage")
  ? { cache: "./cache/coverage", artifacts: "./cache/coverage/artifacts" }
  : { cache: "./cache", artifacts: "./artifacts" };

/** The compiler is the npm package, so nothing is downloaded. One setting for every profile: one bytecode. */
const compiler = {
  version: "0.8.37",
  path: fileURLToPath(new URL("./node_modules/solc/soljson.js", import.meta.url)),
  settings: {
    optimizer: { enabled: true, runs: 1_000_000 },
    viaIR: true,
    evmVersion: HARDFORK,
    // Bytecode follows from code alone: neither a comment nor an unrelated file changes it.
    metadata: { bytecodeHash: "none" },
  },
};

const simulated = {
  type: "edr-simulated",
  chainType: "l1",
  hardfork: HARDFORK,
  allowUnlimitedContractSize: false,
} as const;

export default defineConfig({
  plugins: [toolbox, hardhatViem],
  paths: {
    ...BUILD,
    sources: { solidity: ["./contracts", "./test/support/contracts"] },
    tests: { solidity: "./test", mocha: "./test" },
  },
  solidity: {
    splitTestsCompilation: true,
    profiles: { default: compiler, production: compiler },
  },
  coverage: { skipFiles: ["test/**"] },
  typechain: { dontOverrideCompile: true },
  networks: { default: simulated, node: simulated },
  test: {
    mocha: { timeout: 120_000 },
    solidity: {
      fuzz: { runs: DEEP ? 10_000 : 256, seed: "0x71756974" },
      invariant: DEEP
        ? { runs: 1_000, depth: 500, failOnRevert: false }
        : { runs: 64, depth: 100, failOnRevert: false },
    },
  },
});

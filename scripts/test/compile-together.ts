// A Hardhat plugin: how the Solidity tests are compiled.

import { resolve, sep } from "node:path";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { CompilerInput } from "hardhat/types/solidity";

interface TestFiles {
  /** Source names of the test files, each with an override in every profile. */
  readonly tests: readonly string[];
  /** Folders of contracts under the tests' folder: they are compiled as contracts already. */
  readonly supports: readonly string[];
}

/**
 * Hardhat compiles together what shares one settings object, and makes an object of its own for each override. This plugin
 * gives all test files the object of the first, so that the compiler reads the contracts once and not for every test file.
 */
export function compileTogether({ tests, supports }: TestFiles): HardhatPlugin {
  const [first = ""] = tests;
  const isSupport = (path: string) => supports.some((folder) => path.startsWith(resolve(folder) + sep));
  return {
    id: "quittance-compile-together",
    hookHandlers: {
      config: async () => ({
        default: async () => ({
          resolveUserConfig: async (userConfig, resolveVariable, next) => {
            const resolved = await next(userConfig, resolveVariable);
            for (const { overrides } of Object.values(resolved.solidity.profiles)) {
              const shared = overrides[first];
              if (shared !== undefined) for (const file of tests) overrides[file] = shared;
            }
            return resolved;
          },
        }),
      }),
      solidity: async () => ({
        default: async () => ({
          invokeSolc: async (context, compiler, input, settings, next) =>
            next(context, compiler, isOfTests(input) ? withoutTraces(input) : input, settings),
          build: async (context, paths, options, next) => {
            const isOfTests = options?.scope === "tests";
            return next(context, isOfTests ? paths.filter((path) => !isSupport(path)) : paths, options);
          },
        }),
      }),
    },
  };
}

const isTest = (source: string) => source.endsWith(".t.sol");
const isOfTests = (input: CompilerInput) => Object.keys(input.sources).some(isTest);

/** What Hardhat's runner needs of a contract of tests. */
const NEEDED = [
  "abi",
  ...["object", "linkReferences"].map((part) => `evm.bytecode.${part}`),
  ...["object", "linkReferences", "immutableReferences"].map((part) => `evm.deployedBytecode.${part}`),
  "evm.methodIdentifiers",
];

/**
 * Hardhat also asks for the code of every contract that a test names, for opcodes as text, and for what a stack trace is
 * made of. Reading and writing all that takes as long as a third of the compile, and there are no traces: tests take the
 * contracts by `getCode`, which Hardhat does not replay. A failure names the test, the error and its arguments; where a
 * test does not use `getCode`, Hardhat adds that it has no build info to make a trace of.
 */
function withoutTraces(input: CompilerInput): CompilerInput {
  const tests = Object.keys(input.sources).filter(isTest);
  const outputSelection = Object.fromEntries(tests.map((source) => [source, { "*": NEEDED }]));
  return { ...input, settings: { ...input.settings, outputSelection } };
}

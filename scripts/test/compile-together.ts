// A Hardhat plugin: how the Solidity tests are compiled.

import { resolve, sep } from "node:path";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { CompilerInput, CompilerOutput } from "hardhat/types/solidity";

/** What a run needs of the compiler's output. */
const PARTS = [
  "abi",
  "evm.methodIdentifiers",
  "evm.bytecode.object",
  "evm.bytecode.sourceMap",
  "evm.bytecode.linkReferences",
  "evm.deployedBytecode.object",
  "evm.deployedBytecode.sourceMap",
  "evm.deployedBytecode.linkReferences",
  "evm.deployedBytecode.immutableReferences",
];

/** Set to 1, tests are compiled without what only a stack trace reads: a third of the time. */
export const LEAN = "QUITTANCE_LEAN_TESTS";

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
          build: async (context, paths, options, next) => {
            const isOfTests = options?.scope === "tests";
            return next(context, isOfTests ? paths.filter((path) => !isSupport(path)) : paths, options);
          },
          preprocessSolcInputBeforeBuilding: async (context, input, next) => {
            const prepared = await next(context, input);
            if (!isLean(prepared)) return prepared;
            return {
              ...prepared,
              settings: { ...prepared.settings, outputSelection: { "*": { "*": PARTS } } },
            };
          },
          invokeSolc: async (context, compiler, input, config, next) => {
            const output = await next(context, compiler, input, config);
            return isLean(input) ? withEmptyParts(output) : output;
          },
        }),
      }),
    },
  };
}

/** Contracts are compiled through the IR, their tests are not. */
const isLean = ({ settings }: CompilerInput) => process.env[LEAN] === "1" && settings.viaIR !== true;

/** The runner refuses an output that lacks what it was not asked for. */
function withEmptyParts(output: CompilerOutput): CompilerOutput {
  for (const source of Object.values(output.sources ?? {})) {
    source.ast ??= { nodeType: "SourceUnit", id: source.id, src: `0:0:${source.id}`, nodes: [] };
  }
  for (const contracts of Object.values(output.contracts ?? {})) {
    for (const { evm } of Object.values(contracts)) {
      for (const bytecode of [evm?.bytecode, evm?.deployedBytecode]) if (bytecode) bytecode.opcodes ??= "";
    }
  }
  return output;
}

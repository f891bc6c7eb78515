// A Hardhat plugin: how the Solidity tests are compiled.

import { resolve, sep } from "node:path";
import type { HardhatPlugin } from "hardhat/types/plugins";

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
        }),
      }),
    },
  };
}

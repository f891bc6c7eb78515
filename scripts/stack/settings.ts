import { resolve } from "node:path";
import { takesSetting } from "../../sdk/testing/indexer-settings.ts";

/** Settings whose value may be the path of a file, seen from the folder in which the command was started. */
const PATHS = ["QUITTANCE_TRUST_P256_KEY", "QUITTANCE_TRUST_REVOCATIONS"];

/**
 * What an environment has of the settings that the stack's indexer takes, with paths as they are from every folder.
 *
 * @param folder In which the command was started.
 */
export function settingsIn(env: NodeJS.ProcessEnv, folder: string): Readonly<Record<string, string>> {
  const given = Object.entries(env).flatMap(([name, value]) =>
    value && takesSetting(name) ? [[name, PATHS.includes(name) ? pathIn(value, folder) : value]] : [],
  );
  return Object.fromEntries(given);
}

/** A key may also stand there itself, as JSON. */
const pathIn = (value: string, folder: string) => (/^\s*\{/.test(value) ? value : resolve(folder, value));

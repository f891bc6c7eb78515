import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SettingsError } from "./settings.ts";

/** What decides what a row says, besides the chain: files of the indexer. */
const OWN = ["ponder.schema.ts", "schema/**/*.ts", "accounting/**/*.ts", "src/**/*.ts"];
/** Files of the library that decide it, too: its source in the repository, what it was built into elsewhere. */
const PROTOCOL = "*.{ts,js}";

/** The folder of the library's rules, wherever it is installed. */
export function protocolFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve("quittance/protocol")));
}

/**
 * Digests the code that turns events into rows. Ponder sees for itself that the schema or `src` changed, but not what
 * they import; rows of older logic must not be continued with newer.
 * @param root The indexer's folder.
 * @param protocol The folder of the library's rules.
 * Throws `SettingsError` when a pattern matches no file: rows would be bound to no logic.
 */
export function digestLogic(root: string, protocol: string = protocolFolder()): string {
  const hash = createHash("sha256");
  for (const [folder, pattern] of [
    ...OWN.map((each) => [root, each] as const),
    [protocol, PROTOCOL] as const,
  ]) {
    const files = globSync(pattern, { cwd: folder }).sort();
    if (files.length === 0) {
      throw new SettingsError(
        `${folder} has no file that matches ${pattern}. Start the indexer from its own folder, whole.`,
      );
    }
    for (const file of files) {
      hash.update(file.replaceAll("\\", "/")).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest("hex");
}

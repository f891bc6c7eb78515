import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SettingsError } from "./settings.ts";

/** What decides what a row says, besides the chain: files of the indexer. */
const OWN = ["ponder.schema.ts", "schema/**/*.ts", "accounting/**/*.ts", "src/**/*.ts"];
/** Files of the library that decide it, too: its source in the repository, what it was built into elsewhere. */
const PROTOCOL = "*.{ts,js}";

/** The folder of the library's rules: its source in the repository, what is built of it elsewhere. */
export function protocolFolder(): string {
  const library = dirname(createRequire(import.meta.url).resolve("quittance/package.json"));
  const source = join(library, "protocol");
  return existsSync(source) ? source : join(library, "dist", "protocol");
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

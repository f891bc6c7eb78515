import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What decides what a row says, besides the chain. */
const LOGIC = [
  "ponder.schema.ts",
  "schema/**/*.ts",
  "accounting/**/*.ts",
  "src/**/*.ts",
  "../sdk/typed-data/*.ts",
];

/**
 * Digest of the code that turns events into rows. Ponder sees for itself that the schema or `src` changed, but not what
 * they import; rows of older logic must not be continued with newer.
 * @param root The indexer's folder.
 */
export function digestLogic(root: string): string {
  const hash = createHash("sha256");
  for (const path of globSync(LOGIC, { cwd: root }).sort()) {
    hash.update(path.replaceAll("\\", "/")).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SettingsError } from "./settings.ts";

/** Folders whose TypeScript decides what a row says, besides the schema and the chain. */
const FOLDERS = ["schema", "accounting", "src"];
const SCHEMA = "ponder.schema.ts";
/** Files of the library that decide it, too: its source in the repository, what it was built into elsewhere. */
const PROTOCOL = /\.(ts|js)$/;

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
 * Throws `SettingsError` when one of the places has no file: rows would be bound to no logic.
 */
export function digestLogic(root: string, protocol: string = protocolFolder()): string {
  const hash = createHash("sha256");
  const read = (folder: string, files: readonly string[], kind: string) => {
    if (files.length === 0) {
      throw new SettingsError(`${folder} has no ${kind}. Start the indexer from its own folder, whole.`);
    }
    for (const file of files) {
      hash.update(file.replaceAll("\\", "/")).update(readFileSync(join(folder, file)));
    }
  };
  read(root, existsSync(join(root, SCHEMA)) ? [SCHEMA] : [], SCHEMA);
  for (const folder of FOLDERS) read(root, filesBelow(root, folder), `TypeScript below ${folder}`);
  const rules = existsSync(protocol) ? readdirSync(protocol).filter((file) => PROTOCOL.test(file)) : [];
  read(protocol, rules.sort(), "TypeScript or JavaScript");
  return hash.digest("hex");
}

/** TypeScript files below a folder, as paths from `root`, in ascending order. */
function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file))
    .sort();
}

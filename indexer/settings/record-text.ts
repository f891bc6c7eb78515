import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../../deployments/", import.meta.url);

/** The text of a deployment record, by its path or by its network's name; throws when there is none. */
export function recordText(where: { readonly path: string } | { readonly network: string }): string {
  const path = "path" in where ? where.path : fileURLToPath(new URL(`${where.network}.json`, FOLDER));
  return readFileSync(path, "utf8");
}

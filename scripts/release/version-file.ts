import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the library has its own version, which the links in its errors name. */
export const VERSION_FILE = "sdk/errors/version.ts";

/** The text of that file. */
export const versionSource = (version: string): string =>
  [
    "// Written by `npm run release:version`; never edited.",
    "",
    "/** The version of this package. */",
    `export const VERSION = ${JSON.stringify(version)};`,
    "",
  ].join("\n");

/** Writes the version of the packages into the library. */
export function writeVersion(root: string, version: string): void {
  const file = join(root, VERSION_FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, versionSource(version));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Packed } from "../release/npm.ts";
import { runOutside } from "./outsider.ts";

/** Holds the types of every entry of a library against what Node and bundlers load: are-the-types-wrong. */
export async function requireRightTypes(root: string, { tarball }: Packed): Promise<void> {
  const attw = join(root, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");
  await runOutside(
    process.execPath,
    [attw, tarball, "--format", "ascii", "--profile", "node16", "--exclude-entrypoints", "./package.json"],
    { cwd: root },
  );
}

/** Entries of the lock file without an integrity, links and workspaces aside. */
export function entriesWithoutIntegrity(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly link?: boolean }>>;
  };
  return Object.entries(packages)
    .filter(
      ([path, entry]) =>
        path.includes("node_modules/") && entry.link !== true && entry.integrity === undefined,
    )
    .map(([path]) => path);
}

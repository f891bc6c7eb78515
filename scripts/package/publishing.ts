import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { outsiderEnvironment, run } from "./commands.ts";
import type { Tarball } from "./pack.ts";

/** What publint has against packed packages, one a line. */
export async function publintProblems(tarballs: readonly Tarball[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, file } of tarballs) {
    const content = readFileSync(file);
    const tarball = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength);
    const { messages, pkg } = await publint({ pack: { tarball: tarball as ArrayBuffer }, strict: true });
    problems.push(...messages.map((message) => `${name}: ${formatMessage(message, pkg) ?? message.code}`));
  }
  return problems;
}

/** Holds the types of every entry of a library against what Node and bundlers load: are-the-types-wrong. */
export async function requireRightTypes(root: string, { file }: Tarball): Promise<void> {
  const attw = join(root, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");
  await run(
    process.execPath,
    [attw, file, "--format", "ascii", "--profile", "node16", "--exclude-entrypoints", "./package.json"],
    { cwd: root },
  );
}

/** Rehearses the publication of a package. */
export async function rehearsePublication({ folder, file }: Tarball): Promise<void> {
  const args = [
    "publish",
    file,
    "--dry-run",
    "--ignore-scripts",
    "--access",
    "public",
    "--loglevel",
    "error",
  ];
  await run("npm", args, { cwd: folder, env: outsiderEnvironment() });
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

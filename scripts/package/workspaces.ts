import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package of the repository that is published. */
export interface Workspace {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
}

/** The published packages, in the order of the root's `workspaces`. */
export function publishedWorkspaces(root: string): Workspace[] {
  const { workspaces } = manifestOf(root) as { readonly workspaces: readonly string[] };
  return workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }).sort())
    .map((file) => join(root, dirname(file)))
    .map((folder) => ({ folder, manifest: manifestOf(folder) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest: { name, version } }) => ({ name: `${name}`, version: `${version}`, folder }));
}

function manifestOf(folder: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

import { realpathSync } from "node:fs";
import { getPackages } from "@manypkg/get-packages";
import { ReleaseRefusal } from "./refusal.ts";

/** The fields of a package.json that a release reads. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly files?: readonly string[];
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A workspace of the repository: its folder, relative to the root, and its package.json. */
export interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The workspaces that the package.json in `root` declares, private ones too. Throws when it declares none. */
export async function findWorkspaces(root: string): Promise<Workspace[]> {
  const { tool, rootDir, packages } = await getPackages(root);
  if (tool.type !== "npm" || realpathSync(rootDir) !== realpathSync(root)) {
    throw new ReleaseRefusal(
      "package.json declares no workspaces, or there is no package-lock.json beside it. " +
        'Name the folders of the packages in "workspaces" and run npm install.',
    );
  }
  return packages.map(({ relativeDir, packageJson }) => ({
    folder: relativeDir.replaceAll("\\", "/"),
    manifest: packageJson as Manifest,
  }));
}

/** What a user's install brings along with a package, or asks the user for: names and ranges. */
export const requirementsOf = ({ manifest }: Workspace): [name: string, range: string][] =>
  Object.entries({
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
    ...manifest.dependencies,
  });

/** The packages to publish, each after those of them that it requires. Throws when two require each other. */
export function publicPackages(workspaces: readonly Workspace[]): Workspace[] {
  const remaining = workspaces
    .filter(({ manifest }) => manifest.private !== true)
    .sort((a, b) => a.manifest.name.localeCompare(b.manifest.name));
  const ordered: Workspace[] = [];
  while (remaining.length > 0) {
    const waiting = new Set(remaining.map(({ manifest }) => manifest.name));
    const next = remaining.findIndex((each) => !requirementsOf(each).some(([name]) => waiting.has(name)));
    if (next < 0) {
      throw new ReleaseRefusal(
        `${[...waiting].join(", ")} require each other. Remove a dependency from one of them.`,
      );
    }
    ordered.push(...remaining.splice(next, 1));
  }
  return ordered;
}

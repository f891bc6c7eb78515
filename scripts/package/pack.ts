import { join } from "node:path";
import { outsiderEnvironment, run } from "./commands.ts";
import { publishedWorkspaces, type Workspace } from "./workspaces.ts";

/** A packed package: what its users install. */
export interface Tarball extends Workspace {
  readonly file: string;
  readonly files: number;
  /** Bytes. */
  readonly packed: number;
  /** Bytes. */
  readonly unpacked: number;
}

/** Packs every published package into `folder`. They have to be built. */
export async function packAll(root: string, folder: string): Promise<Tarball[]> {
  const tarballs: Tarball[] = [];
  for (const workspace of publishedWorkspaces(root)) {
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const printed = await run("npm", args, { cwd: workspace.folder, env: outsiderEnvironment() });
    const [packed] = JSON.parse(printed) as readonly {
      readonly filename: string;
      readonly entryCount: number;
      readonly size: number;
      readonly unpackedSize: number;
    }[];
    if (packed === undefined) throw new Error(`npm pack said nothing of ${workspace.name}`);
    const file = join(folder, packed.filename.replace("@", "").replace("/", "-"));
    const { entryCount: files, size, unpackedSize: unpacked } = packed;
    tarballs.push({ ...workspace, file, files, packed: size, unpacked });
  }
  return tarballs;
}

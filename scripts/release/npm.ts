import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { attended, CommandFailed, run } from "../programs/run.ts";
import type { Workspace } from "./packages.ts";
import { ReleaseRefusal } from "./refusal.ts";

/** A package as a tarball, ready to publish. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** Absolute path of the tarball. */
  readonly tarball: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

/** Runs a package's `build` script. */
export async function build(root: string, { folder }: Workspace): Promise<void> {
  await run("npm", ["run", "build"], { cwd: join(root, folder) });
}

/** Packs a package as it stands into `destination`. Its own pack scripts do not run: `build` has. */
export async function pack(root: string, workspace: Workspace, destination: string): Promise<Packed> {
  const { folder, manifest } = workspace;
  // What `npm run --silent` or `--dry-run` leaves in the environment must not reach this npm.
  const options = ["--json", "--ignore-scripts", "--dry-run=false", "--loglevel=notice"];
  const printed = await run("npm", ["pack", ...options, "--pack-destination", destination], {
    cwd: join(root, folder),
  });
  const [packed] = Object.values<PackReport>(JSON.parse(printed));
  if (packed === undefined) throw new ReleaseRefusal(`npm pack made no tarball of ${manifest.name}.`);
  return {
    name: packed.name,
    version: packed.version,
    folder,
    tarball: join(destination, packed.filename),
    files: packed.files.map(({ path }) => path),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
  };
}

interface PackReport {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** Sentences for what publint finds wrong with a tarball. Its warnings count, its suggestions do not. */
export async function lint({ name, tarball }: Packed): Promise<string[]> {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball);
  const archive = buffer.slice(byteOffset, byteOffset + byteLength);
  const { messages, pkg } = await publint({
    pack: { tarball: archive as ArrayBuffer },
    level: "warning",
    strict: true,
  });
  return messages.map(
    (message) => `${name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  );
}

/** How npm is to offer a package. */
export interface PublishOptions {
  readonly distTag: string;
}

/** Lets npm check a tarball as it would before it sends it. It sends nothing, and it does not ask the registry. */
export async function rehearse({ tarball }: Packed, { distTag }: PublishOptions): Promise<void> {
  // Without --force npm refuses a version that is released, and so every tree between two releases.
  await run("npm", [...publishArguments(tarball, distTag), "--dry-run", "--force"], { cwd: process.cwd() });
}

/** Publishes a tarball. npm may ask for a one-time password. */
export async function publish({ tarball }: Packed, { distTag }: PublishOptions): Promise<void> {
  await attended("npm", publishArguments(tarball, distTag), process.cwd());
}

const publishArguments = (tarball: string, distTag: string) => [
  "publish",
  tarball,
  ...["--access", "public", "--tag", distTag, "--ignore-scripts"],
];

/** True when the registry has this version of a package. Throws when the registry does not answer. */
export async function isPublished({ name, version }: Packed): Promise<boolean> {
  try {
    const found = await run("npm", ["view", `${name}@${version}`, "version", "--json"], {
      cwd: process.cwd(),
    });
    return found.trim() !== "";
  } catch (error) {
    if (error instanceof CommandFailed && /\bE404\b/.test(error.printed)) return false;
    throw error;
  }
}

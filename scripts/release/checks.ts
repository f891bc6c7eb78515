import { releaseOf } from "./changelog.ts";
import { publicPackages, requirementsOf, type Workspace } from "./packages.ts";

/** Sentences for what is wrong with the packages themselves. A dry run fails on each as well. */
export function faultsOf(workspaces: readonly Workspace[]): string[] {
  const released = publicPackages(workspaces);
  if (released.length === 0) return ["Every workspace is private: there is nothing to release."];
  return [
    ...differentVersions(released),
    ...released.flatMap(missingFields),
    ...released.flatMap(wrongConfig),
    ...wrongRanges(workspaces),
  ];
}

function differentVersions(released: readonly Workspace[]): string[] {
  const versions = new Set(released.map(({ manifest }) => manifest.version));
  if (versions.size === 1) return [];
  const list = released.map(({ manifest }) => `${manifest.name} ${manifest.version}`).join(", ");
  return [`The packages have different versions: ${list}. npm run release:version gives them one.`];
}

function missingFields({ folder, manifest }: Workspace): string[] {
  const faults: string[] = [];
  if (!manifest.description) faults.push(`${folder}/package.json has no "description".`);
  if (!manifest.license) faults.push(`${folder}/package.json has no "license".`);
  if (manifest.files === undefined) {
    faults.push(`${folder}/package.json has no "files": npm would publish the tests, too.`);
  }
  return faults;
}

/** What publishConfig may set. npm takes any setting from it, such as the registry: then the package goes elsewhere. */
const CONFIGURABLE = ["access", "provenance"];

function wrongConfig({ folder, manifest }: Workspace): string[] {
  return Object.keys(manifest.publishConfig ?? {})
    .filter((key) => !CONFIGURABLE.includes(key))
    .map(
      (key) =>
        `${folder}/package.json has "publishConfig" with "${key}", which npm would publish by. Remove it: ` +
        "the person who publishes says where to, in the settings of npm.",
    );
}

/** Ranges between workspaces that would not find, or would not fit, what is released with them. */
function wrongRanges(workspaces: readonly Workspace[]): string[] {
  const byName = new Map(workspaces.map((workspace) => [workspace.manifest.name, workspace.manifest]));
  return workspaces.flatMap((workspace) =>
    requirementsOf(workspace).flatMap(([name, range]) => {
      const required = byName.get(name);
      const { private: isPrivate, name: dependent } = workspace.manifest;
      if (required === undefined || (isPrivate && range === "*")) return [];
      if (!isPrivate && required.private) {
        return [`${dependent} requires ${name}, which is private. Publish ${name}, or stop requiring it.`];
      }
      if (range.replace(/^[\^~]/, "") === required.version) return [];
      const wanted = isPrivate
        ? `"*" or "${required.version}"`
        : `"${required.version}", with ^ or ~ or alone`;
      return [`${dependent} requires ${name} as "${range}". Write ${wanted}.`];
    }),
  );
}

/** The state of the tree that only publishing depends on. */
export interface Readiness {
  readonly version: string;
  /** The name under which npm offers the release: `latest`, or another one for a version before it. */
  readonly distTag: string;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
  /** Files in .changeset that no release has taken up. */
  readonly changesets: readonly string[];
  /** Files that git would commit; undefined outside a repository. */
  readonly changedFiles: readonly string[] | undefined;
  /** Files whose changes git was told not to see. */
  readonly unwatchedFiles: readonly string[];
  /** Git tags of the commit. */
  readonly tags: readonly string[];
}

/** Sentences for what keeps this tree from being published. A dry run shows them and passes. */
export function obstaclesOf(tree: Readiness): string[] {
  const { version, distTag, changelog, changesets, changedFiles, unwatchedFiles, tags } = tree;
  const obstacles: string[] = [];
  if (changedFiles === undefined) obstacles.push("This is no git work tree: release from a clone.");
  if (changedFiles !== undefined && changedFiles.length > 0) {
    obstacles.push(`The work tree is not clean: ${listOf(changedFiles)}. Commit or remove it.`);
  }
  if (unwatchedFiles.length > 0) {
    obstacles.push(
      `Git was told not to see changes of ${listOf(unwatchedFiles)}. ` +
        "Undo it with git update-index --no-assume-unchanged or --no-skip-worktree, or release from a new clone.",
    );
  }
  if (!tags.includes(`v${version}`)) {
    obstacles.push(`This commit has no tag v${version}. Set it: git tag v${version}`);
  }
  if (changesets.length > 0) {
    obstacles.push(`Changesets wait for a release: ${listOf(changesets)}. Run: npm run release:version`);
  }
  const { state } = releaseOf(changelog, version);
  if (state === "missing") obstacles.push(`CHANGELOG.md has no section [${version}].`);
  if (state === "unreleased") obstacles.push(`CHANGELOG.md has no date for [${version}].`);
  if (version.includes("-") && distTag === "latest") {
    obstacles.push(`${version} comes before a release. Name its npm tag: --tag next`);
  }
  return obstacles;
}

const LISTED = 3;

/** The first names of a list, and how many more there are. */
function listOf(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** What every package needs to ship, and what none should. */
const NEEDED = ["package.json", "README.md", "LICENSE"];
const UNWANTED =
  /(^|\/)(node_modules\/|\.env|\.npmrc$|test\/|[^/]*keystore[^/]*\.json$)|\.(test|spec)\.\w+$|\.t\.sol$|\.(tsbuildinfo|tgz|log|pem|key|p12)$/i;
/** What a build makes; everything else that is shipped is kept by git. */
const BUILT = "dist/";

/** Sentences for what a tarball lacks, and for what it should not ship. */
export function tarballFaults(name: string, files: readonly string[]): string[] {
  const missing = NEEDED.filter((file) => !files.includes(file));
  const unwanted = files.filter((file) => UNWANTED.test(file));
  return [
    ...missing.map((file) => `The tarball of ${name} has no ${file}.`),
    ...(unwanted.length > 0
      ? [`The tarball of ${name} ships ${listOf(unwanted)}. Leave it out of "files".`]
      : []),
  ];
}

/** A sentence for what a tarball ships that was not built and that git does not keep: no review has seen such a file. */
export function unknownFiles(name: string, files: readonly string[], known: ReadonlySet<string>): string[] {
  const unknown = files.filter((file) => !file.startsWith(BUILT) && !known.has(file));
  if (unknown.length === 0) return [];
  return [
    `The tarball of ${name} ships ${listOf(unknown)}, which git does not know. Remove it, or leave it out of "files".`,
  ];
}

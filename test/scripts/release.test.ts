import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { findWorkspaces } from "../../scripts/release/packages.ts";
import { formatBytes, packagesTable } from "../../scripts/release/report.ts";
import { makeRepository, run, write } from "./support/repository.ts";

/** A registry on this machine that takes what it gets, and has what it took. */
async function startRegistry() {
  const taken: string[] = [];
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(request.url ?? "").slice(1);
    if (request.method === "PUT") {
      const { versions } = JSON.parse(await text(request));
      taken.push(...Object.keys(versions).map((version) => `${name}@${version}`));
      return response.writeHead(201).end("{}");
    }
    const has = taken.includes(`${name}@0.2.0`);
    const body = {
      name,
      "dist-tags": { latest: "0.2.0" },
      versions: { "0.2.0": { name, version: "0.2.0" } },
    };
    return response.writeHead(has ? 200 : 404).end(JSON.stringify(has ? body : {}));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { taken, address, stop: () => server.close() };
}

describe("npm run release", () => {
  let root: string;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  /** Makes npm use that registry, and keeps its cache away from the user's. */
  let env: Record<string, string>;

  before(async () => {
    root = makeRepository();
    registry = await startRegistry();
    const config = join(root, ".git", "npmrc");
    writeFileSync(config, `registry=http://${registry.address}/\n//${registry.address}/:_authToken=t\n`);
    env = { npm_config_userconfig: config, npm_config_cache: join(root, ".git", "npm"), CI: "true" };
  });

  after(() => {
    registry.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it("builds, packs and rehearses every public package, and sends nothing", async () => {
    const { code, out, err } = await run("release", root, ["--json"], env);
    expect(code, err).to.equal(0);
    const { packages, ...report } = JSON.parse(out);
    expect(report).to.deep.equal({ version: "0.2.0", dryRun: true, faults: [], obstacles: [] });
    expect(
      packages.map(({ name, files, outcome }: Record<string, unknown>) => [name, files, outcome]),
    ).to.deep.equal([
      ["quittance", 5, "rehearsed"],
      ["@quittance/cli", 4, "rehearsed"],
    ]);
    expect(packages[0].packedBytes).to.be.greaterThan(0);
    expect(registry.taken).to.deep.equal([]);
  });

  it("does not publish where it cannot ask", async () => {
    const { code, err } = await run("release", root, ["--publish"], env);
    expect(code).to.equal(1);
    expect(err).to.contain("Add --yes.");
    expect(registry.taken).to.deep.equal([]);
  });

  it("does not publish a tree that is not clean", async () => {
    write(root, { "sdk/index.js": "export const one = 2;\n" });
    const { code, out } = await run("release", root, ["--publish", "--yes"], env);
    write(root, { "sdk/index.js": "export const one = 1;\n" });
    expect(code).to.equal(1);
    expect(out).to.contain("The work tree is not clean: sdk/index.js.");
    expect(registry.taken).to.deep.equal([]);
  });

  it("publishes what is required first, and goes on where an earlier run ended", async () => {
    registry.taken.push("quittance@0.2.0");
    const { code, out, err } = await run("release", root, ["--publish", "--yes", "--json"], env);
    expect(code, err).to.equal(0);
    const { packages } = JSON.parse(out);
    expect(packages.map(({ outcome }: { outcome: string }) => outcome)).to.deep.equal([
      "present",
      "published",
    ]);
    expect(registry.taken).to.deep.equal(["quittance@0.2.0", "@quittance/cli@0.2.0"]);
  });

  it("names what publint and the tarball have against a package, and fails", async () => {
    const manifest = join(root, "sdk", "package.json");
    const before = readFileSync(manifest, "utf8");
    writeFileSync(manifest, before.replace('"exports":"./index.js"', '"exports":"./gone.js"'));
    rmSync(join(root, "sdk", "LICENSE"));
    const { code, out } = await run("release", root, ["--no-build"], env);
    writeFileSync(manifest, before);
    expect(code).to.equal(1);
    expect(out).to.contain("To be corrected:\n- The tarball of quittance has no LICENSE.\n- quittance: ");
    expect(out).to.contain("gone.js");
  });

  it("names a file that git ignores and the tarball ships, and fails", async () => {
    const manifest = join(root, "sdk", "package.json");
    const before = readFileSync(manifest, "utf8");
    write(root, { "sdk/package.json": before.replace('"index.js"', '"*.js"'), "sdk/draft.local.js": "1;\n" });
    const { code, out } = await run("release", root, ["--no-build"], env);
    writeFileSync(manifest, before);
    rmSync(join(root, "sdk", "draft.local.js"));
    expect(code).to.equal(1);
    expect(out).to.contain("The tarball of quittance ships draft.local.js, which git does not know.");
  });

  it("sees files that git was told to hide", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
    git("config", "status.showUntrackedFiles", "no");
    git("update-index", "--assume-unchanged", "apps/cli/index.js");
    git("update-index", "--skip-worktree", "apps/cli/README.md");
    write(root, { "sdk/new.js": "1;\n", "apps/cli/index.js": "2;\n" });
    const { code, out } = await run("release", root, ["--publish", "--yes"], env);
    rmSync(join(root, "sdk", "new.js"));
    write(root, { "apps/cli/index.js": "export const one = 1;\n" });
    git("update-index", "--no-assume-unchanged", "apps/cli/index.js");
    git("update-index", "--no-skip-worktree", "apps/cli/README.md");
    expect(code).to.equal(1);
    expect(out).to.match(/The work tree is not clean: .*sdk\/new\.js/);
    expect(out).to.contain("not to see changes of apps/cli/README.md, apps/cli/index.js.");
  });

  it("ends with code 2 when it is called wrongly", async () => {
    const stale = await run("release", root, ["--publish", "--yes", "--no-build"], env);
    expect(stale.code).to.equal(2);
    expect(stale.err).to.contain("--publish and --no-build exclude each other");
    expect((await run("release", root, ["--publish", "--dry-run"], env)).code).to.equal(2);
  });
});

describe("the workspaces of a repository", () => {
  const root = mkdtempSync(join(tmpdir(), "quittance-workspaces-"));
  after(() => rmSync(root, { recursive: true }));

  it("are refused when package.json declares none", async () => {
    write(root, { "package.json": { name: "root", version: "1.0.0" } });
    const refusal = await findWorkspaces(root).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(refusal).to.contain("package.json declares no workspaces");
  });

  it("are those that package.json declares, private ones too", async () => {
    write(root, {
      "package.json": { name: "root", private: true, workspaces: ["sdk", "apps/*"] },
      "package-lock.json": {},
      "sdk/package.json": { name: "quittance", version: "0.2.0" },
      "apps/cli/package.json": { name: "@quittance/cli", version: "0.2.0", private: true },
      "docs/package.json": { name: "elsewhere", version: "0.2.0" },
    });
    const found = await findWorkspaces(root);
    expect(found.map(({ folder, manifest }) => [folder, manifest.name])).to.deep.equal([
      ["apps/cli", "@quittance/cli"],
      ["sdk", "quittance"],
    ]);
  });
});

describe("the table of a release", () => {
  it("gives bytes in the unit that a person reads", () => {
    expect(formatBytes(0)).to.equal("0.0 kB");
    expect(formatBytes(51_840)).to.equal("51.8 kB");
    expect(formatBytes(2_345_678)).to.equal("2.3 MB");
  });

  it("has a line for each package", () => {
    const table = packagesTable([
      {
        ...{ name: "quittance", version: "0.2.0", folder: "sdk", files: 120 },
        ...{ packedBytes: 300_000, unpackedBytes: 1_500_000, outcome: "rehearsed" },
      },
    ]);
    expect(table.split("\n")[1]).to.match(/^quittance +0\.2\.0 +120 +300\.0 kB +1\.5 MB +rehearsed$/);
  });
});

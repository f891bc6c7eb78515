import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { findWorkspaces } from "../../scripts/release/packages.ts";
import { formatBytes, packagesTable } from "../../scripts/release/report.ts";

/** Writes files below a folder: paths to their texts, objects as JSON. */
function write(root: string, files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
}

const packageFiles = (folder: string, manifest: object) => ({
  [`${folder}/package.json`]: {
    ...{ version: "0.2.0", description: "A package.", license: "MIT", type: "module", files: ["index.js"] },
    ...{ exports: "./index.js", ...manifest },
  },
  [`${folder}/index.js`]: "export const one = 1;\n",
  [`${folder}/README.md`]: "# A package\n",
  [`${folder}/LICENSE`]: "MIT\n",
});

/** A repository of two public packages and a private one, on the tag of its version. */
function makeRepository(): string {
  const root = mkdtempSync(join(tmpdir(), "quittance-release-test-"));
  write(root, {
    "package.json": { name: "root", private: true, workspaces: ["sdk", "apps/*"] },
    "package-lock.json": { name: "root", lockfileVersion: 3, packages: {} },
    "CHANGELOG.md": "# Changelog\n\n## [0.2.0] - 2026-03-01\n\n- One.\n",
    ...packageFiles("sdk", {
      ...{ name: "quittance", scripts: { build: "node build.js" } },
      ...{ files: ["index.js", "built.js"] },
    }),
    "sdk/build.js": 'import { writeFileSync } from "node:fs"; writeFileSync("built.js", "export {};\\n");\n',
    ...packageFiles("apps/cli", { name: "@quittance/cli", dependencies: { quittance: "0.2.0" } }),
    ...packageFiles("apps/page", { name: "page", private: true, dependencies: { quittance: "*" } }),
    ".gitignore": "built.js\n",
  });
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@t.example", "commit", "--quiet", "--message", "All");
  git("tag", "v0.2.0");
  return root;
}

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

const SCRIPT = resolve("scripts/release.ts");

/** Runs the command in a repository, with nobody at the keyboard. */
async function release(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: root,
    env: { ...process.env, ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    once(command, "close"),
  ]);
  return { code: code as number, out, err };
}

describe("npm run release", function () {
  this.timeout(180_000);
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
    const { code, out, err } = await release(root, ["--json"], env);
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
    const { code, err } = await release(root, ["--publish"], env);
    expect(code).to.equal(1);
    expect(err).to.contain("Add --yes.");
    expect(registry.taken).to.deep.equal([]);
  });

  it("does not publish a tree that is not clean", async () => {
    write(root, { "sdk/index.js": "export const one = 2;\n" });
    const { code, out } = await release(root, ["--publish", "--yes"], env);
    write(root, { "sdk/index.js": "export const one = 1;\n" });
    expect(code).to.equal(1);
    expect(out).to.contain("The work tree is not clean: sdk/index.js.");
    expect(registry.taken).to.deep.equal([]);
  });

  it("publishes what is required first, and goes on where an earlier run ended", async () => {
    registry.taken.push("quittance@0.2.0");
    const { code, out, err } = await release(root, ["--publish", "--yes", "--no-build", "--json"], env);
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
    const { code, out } = await release(root, ["--no-build"], env);
    writeFileSync(manifest, before);
    expect(code).to.equal(1);
    expect(out).to.contain("To be corrected:\n- The tarball of quittance has no LICENSE.\n- quittance: ");
    expect(out).to.contain("gone.js");
  });

  it("ends with code 2 when it is called wrongly", async () => {
    expect((await release(root, ["--publish", "--dry-run"], env)).code).to.equal(2);
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

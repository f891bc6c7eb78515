// `npm run pack:check`: packs every package, installs the tarballs outside the repository, and does there what users do.
// Exit codes: 0 everything worked, 1 something did not.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packedPages } from "./docs/packed-pages.ts";
import { bundleWithEsbuild, bundleWithVite, titleOf } from "./package/browser.ts";
import { type Consumer, makeConsumer, writeIn } from "./package/consumer.ts";
import { runOutside } from "./package/outsider.ts";
import { entriesUnder, WITH_PEERS } from "./package/peers.ts";
import { entriesWithoutIntegrity, requireRightTypes } from "./package/publishing.ts";
import { firstDeal } from "./package/readme.ts";
import { nodeRuntimes, type Runtime, tryEntries } from "./package/runtimes.ts";
import { closeDeal } from "./package/trade.ts";
import { typeErrors } from "./package/types.ts";
import { lint, type Packed, pack, rehearse } from "./release/npm.ts";
import { findWorkspaces, publicPackages } from "./release/packages.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PROGRAMS = join(ROOT, "scripts/package/consumer");
const EQUIPPED = join(ROOT, "scripts/package/equipped");

const manifest = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));
const pinned = (name: string): string => `${name}@${manifest("package.json").devDependencies[name]}`;

const failures: string[] = [];

/** Runs one step; what it throws is kept, and the next one runs. */
async function step(name: string, work: () => Promise<unknown>): Promise<void> {
  const started = Date.now();
  process.stdout.write(`${name} …`);
  try {
    await work();
    console.log(` done in ${Math.round((Date.now() - started) / 1_000)} s`);
  } catch (error) {
    failures.push(name);
    console.log(` FAILED\n${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function requireNone(what: string, problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Error(`${problems.length} ${what}:\n${problems.slice(0, 20).join("\n")}`);
}

/** Entries that users import, from the packed manifest. */
function entriesOf(folder: string): string[] {
  const { name, exports } = manifest(join(folder, "package.json"));
  return Object.keys(exports)
    .filter((entry) => !entry.includes("package.json"))
    .map((entry) => entry.replace(".", name));
}

async function check(scratch: string): Promise<void> {
  const packages: Packed[] = [];
  await step("pack every package", async () => {
    for (const workspace of publicPackages(await findWorkspaces(ROOT))) {
      packages.push(await pack(ROOT, workspace, scratch));
    }
  });
  const packageOf = (name: string): Packed => {
    const found = packages.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} was not packed`);
    return found;
  };
  const tarballOf = (name: string): string => packageOf(name).tarball;
  const viem = `viem@${manifest("sdk/package.json").peerDependencies.viem}`;

  await step("lock file: every entry has an integrity", async () => {
    requireNone("entries without integrity", entriesWithoutIntegrity(ROOT));
  });
  await step("publint", async () => {
    requireNone("problems", (await Promise.all(packages.map(lint))).flat());
  });
  await step("quittance has the pages that its errors link to", async () => {
    const { files } = packageOf("quittance");
    const wanted = [...packedPages(ROOT).keys()].map((page) => `dist/${page}`);
    requireNone(
      "pages missing",
      wanted.filter((page) => !files.includes(page)),
    );
  });
  await step("are-the-types-wrong", () => requireRightTypes(ROOT, packageOf("quittance")));
  await step("npm publish --dry-run", async () => {
    for (const each of packages) await rehearse(each, { distTag: "latest" });
  });

  let asked: Promise<Runtime[]> | undefined;
  const runtimes = () => (asked ??= nodeRuntimes(scratch));
  const plain: Consumer[] = [];
  await step("install quittance and viem, engine-strict", async () => {
    const wanted = [tarballOf("quittance"), viem, pinned("typescript"), "vite@8.3.8"];
    plain.push(await makeConsumer(scratch, "plain", wanted));
  });
  const [consumer] = plain;
  if (consumer === undefined) return;
  const { buyer, seller } = firstDeal(join(ROOT, "README.md"));
  writeIn(consumer, "buyer.ts", buyer);
  writeIn(consumer, "seller.ts", seller);
  for (const file of readdirSync(PROGRAMS)) cpSync(join(PROGRAMS, file), join(consumer.folder, file));

  await step("import and require under Node 20, 22 and 24", async () => {
    const others = ["quittance/testing", ...Object.keys(WITH_PEERS)];
    const entries = entriesOf("sdk").filter((entry) => !others.includes(entry));
    await tryEntries(consumer, await runtimes(), () => entries);
  });
  const peers = [...new Set(Object.values(WITH_PEERS).flatMap((entry) => entry.peers))].map(pinned);
  const equipped: Consumer[] = [];
  await step("install quittance with the peers that it needs for some entries", async () => {
    equipped.push(await makeConsumer(scratch, "equipped", [tarballOf("quittance"), viem, ...peers]));
  });
  for (const [entry, { node }] of Object.entries(WITH_PEERS)) {
    if (node !== undefined) console.log(`${entry}: skipped before Node ${node}, which its peers need`);
  }
  for (const juror of equipped) {
    await step("import and require entries with their optional peers", async () => {
      await tryEntries(juror, await runtimes(), entriesUnder);
    });
    await step("a juror measures and runs tests in the sandbox, by import and by require", async () => {
      for (const file of readdirSync(EQUIPPED)) cpSync(join(EQUIPPED, file), join(juror.folder, file));
      for (const { node } of await runtimes()) {
        for (const program of ["imported.mjs", "required.cjs"]) {
          await runOutside(node, [program], { cwd: juror.folder });
        }
      }
    });
  }
  await step("quittance/testing names the peer that it lacks", async () => {
    const script = `import { startStack } from "quittance/testing"; await startStack().then(() => { throw new Error("it started"); }, (error) => { if (!/needs hardhat.*npm install --save-dev hardhat@/.test(error.message)) throw error; });\n`;
    await runOutside(process.execPath, [writeIn(consumer, "peer.mjs", script)], { cwd: consumer.folder });
  });
  await step("tsc --strict without @types/node", async () => {
    requireNone("type errors", await typeErrors(consumer, ["buyer.ts", "seller.ts", "page.ts"], []));
  });
  for (const [name, bundle] of [
    ["esbuild", bundleWithEsbuild],
    ["vite", bundleWithVite],
  ] as const) {
    await step(`${name} bundles a page, and it works in Chromium`, async () => {
      const title = await titleOf(await bundle(consumer, "page.ts"));
      if (title !== "works") throw new Error(`the page says: ${title}`);
    });
  }
  await step("tsc --strict with @types/node", async () => {
    const install = ["install", "--no-audit", "--no-fund", "--loglevel", "error", pinned("@types/node")];
    await runOutside("npm", install, { cwd: consumer.folder });
    const programs = ["buyer-main.ts", "seller-main.ts", "jurors-main.ts"];
    requireNone("type errors", await typeErrors(consumer, programs, ["node"]));
  });
  await step("buyer, seller and jurors close a deal as separate processes", () =>
    closeDeal(consumer, "out-nodenext"),
  );

  await step("quittance/testing starts a stack, and the installed indexer follows it", async () => {
    const wanted = [tarballOf("quittance"), tarballOf("@quittance/indexer"), viem, pinned("hardhat")];
    const tester = await makeConsumer(scratch, "tester", wanted);
    for (const program of ["stack.mjs", "schema.mjs"]) {
      cpSync(join(ROOT, "scripts/package/tester", program), join(tester.folder, program));
      await runOutside(process.execPath, [program], { cwd: tester.folder });
    }
  });
  await step("@quittance/cli answers --version and --help", async () => {
    const wanted = [tarballOf("@quittance/cli"), tarballOf("quittance")];
    const user = await makeConsumer(scratch, "cli", wanted);
    const command = join(user.folder, "node_modules", ".bin", "quittance");
    const version = await runOutside(command, ["--version"], { cwd: user.folder });
    if (version.trim() !== packageOf("@quittance/cli").version) throw new Error(`--version says ${version}`);
    await runOutside(command, ["account", "--help"], { cwd: user.folder });
    const unanswered = ["account", `0x${"ab".repeat(20)}`, "--url", "http://127.0.0.1:9"];
    await runOutside(command, unanswered, { cwd: user.folder, codes: [1] });
  });
  await step("@quittance/contracts compiles for an integrator, and offers its data", async () => {
    const wanted = [tarballOf("@quittance/contracts"), pinned("solc")];
    const integrator = await makeConsumer(scratch, "integrator", wanted);
    cpSync(join(ROOT, "scripts/package/integrator.mjs"), join(integrator.folder, "integrator.mjs"));
    await runOutside(process.execPath, ["integrator.mjs"], { cwd: integrator.folder });
  });
}

const scratch = mkdtempSync(join(tmpdir(), "quittance-pack-"));
try {
  await check(scratch);
} finally {
  if (process.env.QUITTANCE_KEEP === undefined) rmSync(scratch, { recursive: true, force: true });
  else console.log(`Kept: ${scratch}`);
}
if (failures.length > 0) {
  console.log(`Failed: ${failures.join("; ")}.`);
  process.exitCode = 1;
} else console.log("The packages work as their users install them.");

// Every npm script starts here: `node scripts/bootstrap.mjs <command> [arguments]`.
// Plain JavaScript, because it must run before anything is installed and on any Node from 20 up. It installs the
// pinned dependencies when they are missing or stale, compiles the contracts when they changed, and then runs the
// command under the project's own Node. Everything it says goes to standard error; standard output is the command's.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const NODE_BIN = join(ROOT, "node_modules", "node", "bin");
const INSTALL_STAMP = join(ROOT, "node_modules", ".quittance-install");
const SETUP_LOCK = join(ROOT, ".setup-lock");
const ABANDONED_LOCK_MS = 20 * 60_000;
const WINDOWS = process.platform === "win32";

/** The condition under which packages of this repository are their source, so that a test needs no build. */
const SOURCE = "@quittance/source";
const QUICK_IMPORTS = pathToFileURL(join(ROOT, "scripts", "quick-imports.mjs")).href;

/** What a compile reads: `contracts` for those that run a chain, `all` adds the Solidity tests. */
const SOURCES = {
  contracts: ["contracts", "test/support/contracts"],
  all: ["contracts", "test"],
};
const SCOPES = Object.keys(SOURCES);

const script = (name, ...args) => ["node", `scripts/${name}.ts`, ...args];
const SOLIDITY = ["contracts/**/*.sol", "test/**/*.sol"];

/**
 * Command name to its steps; caller's arguments go to the last step. `--help` prints what `does` says, or without it asks
 * the last step, which explains itself.
 */
const COMMANDS = {
  quittance: { steps: [["node", "apps/cli/quittance.ts"]] },
  relayer: {
    does: "Runs the relayer until Ctrl-C, with settings from the environment: docs/relayer.md lists them.",
    steps: [["node", "apps/relayer/relayer.ts"]],
  },
  juror: { steps: [["node", "apps/juror/program.ts"]] },
  exchange: {
    does: "Runs a ballot board until Ctrl-C, with settings from the environment: docs/ballot-board.md lists them.",
    steps: [["node", "apps/exchange/exchange.ts"]],
  },
  demo: { compile: "contracts", steps: [script("demo")] },
  stack: { compile: "contracts", steps: [script("stack")] },
  deploy: { compile: "contracts", steps: [script("deploy")] },
  "bench:gas": { compile: "contracts", steps: [script("bench-gas")] },
  "bench:sdk": { steps: [script("bench-sdk")] },
  "bench:deals": { compile: "contracts", steps: [script("bench-deals")] },
  "bench:jury": { steps: [script("bench-jury")] },
  "bench:market": { steps: [script("bench-market")] },
  "bench:index": { compile: "contracts", steps: [script("bench-index")] },
  "sim:verdict": { steps: [script("sim-verdict")] },
  "sim:jury": { steps: [script("sim-jury")] },
  "sim:market": { steps: [script("sim-market")] },
  "sim:trust": { steps: [script("sim-trust")] },
  // The Solidity runner compiles its tests while the TypeScript tests run.
  test: { compile: "contracts", steps: [script("test")] },
  "test:quick": { compile: "contracts", steps: [script("test", "--quick")] },
  "test:deep": { compile: "all", steps: [script("test")], env: { QUITTANCE_DEEP: "1" } },
  coverage: {
    does: "Runs the tests in test/contracts with counted lines and statements, and fails below 98 % of either.",
    steps: [script("coverage-gate")],
  },
  // Compiles for itself, every mutant into the contracts and into their tests.
  mutate: { steps: [script("mutate")] },
  build: {
    does: "Builds every package into its dist folder.",
    compile: "contracts",
    steps: [script("build")],
  },
  "pack:check": {
    does: "Packs every package, installs the tarballs outside the repository, and tries them as users do. Takes 6 minutes.",
    compile: "contracts",
    steps: [script("build"), script("pack-check")],
  },
  "bench:package": { compile: "contracts", steps: [script("build"), script("bench-package")] },
  abi: {
    does: "Writes the ABIs and the bytecode of the SDK, and the ERC-7730 descriptors, from the compiled contracts.",
    compile: "contracts",
    steps: [script("abi"), script("descriptors")],
  },
  "abi:check": {
    does: "Fails when an ABI, bytecode or descriptor is not what the contracts compile to.",
    compile: "contracts",
    steps: [script("abi", "--check"), script("descriptors", "--check")],
  },
  docs: { steps: [script("docs-site")] },
  "docs:build": { steps: [script("docs-site", "--build")] },
  "docs:errors": {
    does: "Writes the tables of errors on the pages of docs/ from NatSpec and the SDK; --check only compares.",
    steps: [script("docs-errors")],
  },
  "docs:queries": {
    does: "Writes the questions of docs/queries.md from indexer/queries; --check only compares.",
    steps: [script("docs-queries")],
  },
  "docs:graphql": {
    does: "Writes what GraphQL says of each table and column from indexer/schema; --check only compares.",
    steps: [script("graphql-descriptions")],
  },
  compile: {
    does: "Compiles the contracts; only what changed since the last time.",
    steps: [["hardhat", "build", "--no-tests"]],
  },
  llms: { steps: [script("llms")] },
  changeset: {
    does: "Asks what a change means for users, and writes it to .changeset/ for the changelog.",
    steps: [["changeset"]],
  },
  release: { compile: "contracts", steps: [script("release")] },
  "release:version": { steps: [script("release-version")] },
  words: {
    does: "Fails when code or a file name has a word that the glossary replaced; --write replaces it.",
    steps: [script("words")],
  },
  typecheck: {
    does: "Checks the types of every TypeScript file.",
    steps: [["tsc", "-p", "."]],
  },
  lint: {
    does: "Checks style and form of TypeScript and Solidity; writes nothing.",

    steps: [
      ["biome", "check", "--error-on-warnings", "."],
      ["solhint", "--disc", "--noPoster", "--max-warnings", "0", ...SOLIDITY],
      ["prettier", "--check", "--log-level", "warn", ...SOLIDITY],
    ],
  },
  format: {
    does: "Rewrites TypeScript and Solidity files in the form that lint asks for.",

    steps: [
      ["biome", "check", "--write", "."],
      ["prettier", "--write", "--log-level", "warn", ...SOLIDITY],
    ],
  },
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What the person at the keyboard has to know and do; shown without a stack. */
class SetupError extends Error {}

/** Children that set up; an interrupted set-up takes them along. */
const setupChildren = new Set();

const say = (line) => process.stderr.write(`${line}\n`);

/** The child's environment: the project's Node and tools come first, telemetry is off, and no command asks questions. */
function childEnvironment(extra = {}) {
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const tools = [NODE_BIN, join(ROOT, "node_modules", ".bin")];
  return {
    ...process.env,
    [pathKey]: [...tools, process.env[pathKey] ?? ""].join(delimiter),
    PONDER_TELEMETRY_DISABLED: "1",
    HARDHAT_DISABLE_TELEMETRY: "true",
    DO_NOT_TRACK: "1",
    // Code that was compiled once is not compiled again by each of the many processes that tests start.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, "cache", "node"),
    NODE_OPTIONS: [process.env.NODE_OPTIONS, `--conditions=${SOURCE}`, `--import=${QUICK_IMPORTS}`]
      .filter(Boolean)
      .join(" "),
    ...extra,
  };
}

/** Runs a set-up step out of sight behind an elapsed-time line; its output becomes the message when it fails. */
function runWithProgress(label, [program, ...args], env) {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    const live = process.stderr.isTTY === true;
    say(`${label} …`);
    const tick = () => (live ? process.stderr.write(`\r  ${seconds()} s`) : say(`  ${seconds()} s`));
    const ticker = setInterval(tick, live ? 1_000 : 10_000);
    let output = "";
    const child = spawn(program, args, { cwd: ROOT, env, shell: WINDOWS, stdio: ["ignore", "pipe", "pipe"] });
    setupChildren.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const finish = (problem) => {
      clearInterval(ticker);
      setupChildren.delete(child);
      if (live) process.stderr.write("\r");
      if (problem === undefined) {
        say(`  done in ${seconds()} s`);
        resolve();
      } else {
        const command = [program, ...args].join(" ");
        reject(
          new SetupError(`${label}: failed (${problem}).\nThe command was: ${command}\n\n${output.trim()}`),
        );
      }
    };
    child.on("error", (error) => finish(error.message));
    child.on("close", (code, signal) => finish(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** True when the set-up lock was left by a process that no longer runs. */
function isLockAbandoned() {
  try {
    const holder = Number(readFileSync(SETUP_LOCK, "utf8"));
    const age = Date.now() - statSync(SETUP_LOCK).mtimeMs;
    if (age > ABANDONED_LOCK_MS) return true;
    // An empty file is a holder between creating it and writing its id.
    return holder > 0 ? !isAlive(holder) : age > 2_000;
  } catch {
    return false;
  }
}

/** Runs `work` while no other command of this tree is setting up; a second command waits for the first. */
async function withSetupLock(work) {
  let waiting = false;
  for (;;) {
    try {
      writeFileSync(SETUP_LOCK, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isLockAbandoned()) {
      rmSync(SETUP_LOCK, { force: true });
      continue;
    }
    if (!waiting) say("Waiting for another command that is setting up …");
    waiting = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const release = () => rmSync(SETUP_LOCK, { force: true });
  const interrupted = (signal) => {
    for (const child of setupChildren) child.kill(signal);
    release();
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    await work();
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupted);
    release();
  }
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function installFingerprint() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform} ${process.arch}`).digest("hex");
}

/** What must work after an install; each of these is native or fetched by an install script. */
const INSTALL_PROBE = `
  import { createRequire } from "node:module";
  const require = createRequire(${JSON.stringify(join(ROOT, "package.json"))});
  require("esbuild").transformSync("let a: number = 1", { loader: "ts" });
  require("secp256k1").publicKeyCreate(new Uint8Array(32).fill(1));
  require("@nomicfoundation/edr");
`;

async function install(fingerprint) {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const pinned = devDependencies.node;
  const npmCi = ["npm", "ci", "--no-audit", "--no-fund"];
  // npm under Node 20 silently skips Hardhat's native package, so the install runs under the pinned Node.
  const underPinned =
    process.versions.node === pinned ? npmCi : ["npx", "-y", "-p", `node@${pinned}`, "--", ...npmCi];
  await runWithProgress("Installing the pinned dependencies (about a minute, once)", underPinned, {
    ...process.env,
    NO_UPDATE_NOTIFIER: "1",
  });
  const node = join(NODE_BIN, WINDOWS ? "node.exe" : "node");
  const remedy =
    "Its install scripts may be switched off (npm config get ignore-scripts). " +
    "Allow them and run: npm rebuild node esbuild secp256k1";
  if (!existsSync(node)) {
    throw new SetupError(`npm installed the package node@${pinned} but not its binary ${node}.\n${remedy}`);
  }
  await runWithProgress(
    "Checking native packages",
    [node, "--input-type=module", "-e", INSTALL_PROBE],
    childEnvironment(),
  );
  writeFileSync(INSTALL_STAMP, fingerprint);
}

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}

/** Changes when a Solidity source of that scope, the compiler settings or the dependencies do. */
function compileFingerprint(scope) {
  const hash = createHash("sha256").update(installFingerprint());
  hash.update(readFileSync(join(ROOT, "hardhat.config.ts")));
  for (const folder of SOURCES[scope]) {
    const sources = [...filesUnder(join(ROOT, folder))].filter((path) => path.endsWith(".sol")).sort();
    for (const path of sources) hash.update(path).update(readFileSync(path));
  }
  return hash.digest("hex");
}

const compileStamp = (scope) => join(ROOT, "cache", `.quittance-compiled-${scope}`);

function isCompiled(scope) {
  return existsSync(join(ROOT, "artifacts")) && readStamp(compileStamp(scope)) === compileFingerprint(scope);
}

async function compile(scope) {
  // Taken before the compiler reads: an edit meanwhile makes the stamp stale, never falsely fresh.
  const compiled = scope === "all" ? SCOPES : [scope];
  const stamps = compiled.map((each) => [compileStamp(each), compileFingerprint(each)]);
  const build = ["hardhat", "build", ...(scope === "all" ? [] : ["--no-tests"])];
  await runWithProgress("Compiling the contracts", build, childEnvironment());
  mkdirSync(join(ROOT, "cache"), { recursive: true });
  for (const [file, fingerprint] of stamps) writeFileSync(file, fingerprint);
}

async function setUp(scope) {
  const installed = () => readStamp(INSTALL_STAMP) === installFingerprint();
  const compiled = () => scope === undefined || isCompiled(scope);
  if (installed() && compiled()) return;
  await withSetupLock(async () => {
    if (!installed()) await install(installFingerprint());
    if (!compiled()) await compile(scope);
  });
}

/**
 * Calls `onGone` when npm, which started this process through a shell, was told to stop: it ends the shell and itself,
 * and the signal never arrives here. Returns what stops watching.
 */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    onGone();
  }, 250);
  return () => clearInterval(timer);
}

/** Runs one step in the foreground and resolves to its exit code; signals reach it. */
function run([program, ...args], env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env, shell: WINDOWS, stdio: "inherit" });
    const forward = (signal) => {
      // A terminal's Ctrl-C already reached the child, which shares the process group.
      if (signal !== "SIGINT" || process.stdin.isTTY !== true) child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const stopWatching = watchNpm(() => child.kill("SIGTERM"));
    child.on("error", (error) => reject(new SetupError(`cannot start ${program}: ${error.message}`)));
    child.on("close", (code, signal) => {
      stopWatching();
      for (const name of SIGNALS) process.removeListener(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

async function main() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) {
    throw new SetupError(
      `Node ${process.versions.node} is too old. Install Node 20 or newer, then run the command again.`,
    );
  }
  const [name, ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name ?? "") ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const known = Object.keys(COMMANDS).join(", ");
    throw new SetupError(`unknown command ${JSON.stringify(name ?? "")}. Use one of: ${known}.`);
  }
  const asksForHelp = args.includes("--help") || args.includes("-h");
  if (asksForHelp && command.does !== undefined) {
    process.stdout.write(`npm run ${name}\n\n${command.does}\n`);
    return;
  }
  await setUp(asksForHelp ? undefined : command.compile);
  const env = childEnvironment(command.env);
  let exitCode = 0;
  for (const [index, step] of command.steps.entries()) {
    const isLast = index === command.steps.length - 1;
    if (asksForHelp && !isLast) continue;
    const code = await run(isLast ? [...step, ...args] : step, env);
    if (exitCode === 0) exitCode = code;
  }
  process.exitCode = exitCode;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`\nquittance: ${error.message}`);
  process.exitCode = 1;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClient, http } from "viem";
import { getBlockNumber } from "viem/actions";
import { writeDeployment } from "../client/deployment/file.ts";
import type { DeploymentRecord } from "../client/deployment/record.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireSettings } from "./indexer-settings.ts";
import { PeerMissingError } from "./peers.ts";

/** An indexer that runs beside the stack. */
export interface LocalIndexer {
  /** Base URL; `/ready`, `/status` and `/graphql` are under it. */
  readonly url: string;
  readonly graphqlUrl: string;
  /**
   * Waits until everything up to a block is indexed; up to the chain's latest block when it is left out.
   *
   * @throws InvalidFieldError for what is no block number; Error with the indexer's last words when it has ended.
   */
  readonly caughtUp: (block?: bigint | number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface IndexerOptions {
  /** The indexer's folder; the installed `@quittance/indexer` when left out. */
  readonly directory?: string | undefined;
  /** PostgreSQL; PGlite in a temporary folder when left out. */
  readonly databaseUrl?: string | undefined;
  /** URLs of stores in which it looks for the documents that the chain names by hash; none when left out. */
  readonly evidenceUrls?: readonly string[] | undefined;
  /**
   * Settings of the indexer by their names: `QUITTANCE_TRUST_…`, `QUITTANCE_EVIDENCE_…`, `QUITTANCE_IPFS_GATEWAYS` and
   * `QUITTANCE_DOCUMENTS_MIB`. Paths are absolute. None when left out: this process's own do not reach the indexer.
   */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds to wait until it is ready; ten minutes when left out. One that ends is noticed at once. */
  readonly timeout?: number | undefined;
}

/** So long may a busy machine take for what a quiet one does in seconds. */
const READY_MS = 600_000;
const LOOK_MS = 50;
const KILL_MS = 60_000;
const KEPT_OUTPUT = 4_000;

/**
 * Starts the indexer as a process of its own, and waits until it is ready. It ends with this process at the latest.
 *
 * @throws InvalidFieldError for a setting that it does not take; Error with the indexer's last words when it does not get ready.
 */
export async function startIndexer(
  chain: { readonly rpcUrl: string; readonly deployment: DeploymentRecord },
  {
    directory = installedIndexer(),
    databaseUrl,
    evidenceUrls = [],
    settings = {},
    timeout = READY_MS,
  }: IndexerOptions,
): Promise<LocalIndexer> {
  if (!existsSync(join(directory, "ponder.config.ts"))) {
    throw new Error(
      `indexer.directory: there is no ponder.config.ts in ${directory}. Pass the indexer's folder.`,
    );
  }
  const given = requireSettings(settings);
  const scratch = mkdtempSync(join(tmpdir(), "quittance-indexer-"));
  const record = join(scratch, "deployment.json");
  writeDeployment(record, chain.deployment);
  const port = await freePort();
  const place = [
    "--root",
    directory,
    "--schema",
    "quittance",
    "--hostname",
    "127.0.0.1",
    "--port",
    `${port}`,
  ];
  const child = spawn(process.execPath, [ponderOf(directory), "start", ...place, "--log-level", "warn"], {
    cwd: scratch,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...withoutPonderSettings(process.env),
      ...given,
      PONDER_TELEMETRY_DISABLED: "1",
      PONDER_RPC_URL: chain.rpcUrl,
      QUITTANCE_DEPLOYMENT: record,
      ...(evidenceUrls.length === 0 ? {} : { QUITTANCE_EVIDENCE_URLS: evidenceUrls.join() }),
      ...(databaseUrl === undefined
        ? { QUITTANCE_PGLITE_DIRECTORY: join(scratch, "pglite") }
        : { DATABASE_URL: databaseUrl }),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
    });
  }
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const stop = async () => {
    process.removeListener("exit", killAtExit);
    await end(child);
    rmSync(scratch, { recursive: true, force: true });
  };

  const url = `http://127.0.0.1:${port}`;
  /** Looks until it sees what it waits for; throws with the indexer's last words when that took too long or it has ended. */
  const waitFor = async (what: string, patience: number, look: () => Promise<boolean>) => {
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    const problem = await until(patience, look, hasEnded);
    if (problem === undefined) return;
    const told = problem === "ended" ? "The indexer has ended" : `The indexer ${what} within ${patience} ms`;
    throw new Error(`${told}. It said:\n${output.trim()}`);
  };
  try {
    const isReady = async () => (await fetch(`${url}/ready`)).status === 200;
    await waitFor("was not ready", timeout, isReady);
  } catch (error) {
    await stop();
    throw error;
  }
  const caughtUp = async (given?: bigint | number) => {
    const block = given === undefined ? await latestBlock(chain.rpcUrl) : requireBlock(given);
    const look = async () => indexedBlock(await (await fetch(`${url}/status`)).json()) >= block;
    await waitFor(`did not reach block ${block}`, READY_MS, look);
  };
  return { url, graphqlUrl: `${url}/graphql`, stop, caughtUp };
}

/** The folder of the installed package `@quittance/indexer`; in the repository, the workspace. */
function installedIndexer(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve("@quittance/indexer/package.json"));
  } catch (error) {
    throw new PeerMissingError("@quittance/indexer", error);
  }
}

/** Ponder's command, as the indexer in `directory` depends on it. */
function ponderOf(directory: string): string {
  const places = createRequire(join(directory, "package.json")).resolve.paths("ponder") ?? [];
  const place = places.find((each) => existsSync(join(each, "ponder", "package.json")));
  if (place === undefined) {
    throw new Error(`indexer.directory: ${directory} has no ponder beside it. Run npm install there.`);
  }
  return join(place, "ponder", "dist", "esm", "bin", "ponder.js");
}

const latestBlock = async (rpcUrl: string): Promise<number> =>
  Number(await getBlockNumber(createClient({ transport: http(rpcUrl) }), { cacheTime: 0 }));

function requireBlock(block: bigint | number): number {
  const number = typeof block === "bigint" ? Number(block) : block;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidFieldError({
    field: "block",
    value: block,
    problem: "must be the number of a block",
    remedy: "Pass the blockNumber of a receipt, or leave it out to wait for the chain's latest block.",
  });
}

function indexedBlock(status: unknown): number {
  const inside = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return Number(inside(inside(inside(status, "chain"), "block"), "number") ?? -1);
}

/** Looks again and again; a look that throws says "not yet". @returns undefined once a look saw it, or why none did. */
async function until(
  patience: number,
  look: () => Promise<boolean>,
  hasEnded: () => boolean,
): Promise<"ended" | "late" | undefined> {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if (hasEnded()) return "ended";
    if (await look().catch(() => false)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return "late";
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), KILL_MS);
  await closed;
  clearTimeout(patience);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

/** The caller's own indexer settings must not reach this one. */
function withoutPonderSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(PONDER_|QUITTANCE_|DATABASE_)/.test(name)),
  );
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HUNG_MS } from "../../../scripts/test/limits.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

const ROOT = fileURLToPath(new URL("../../../indexer", import.meta.url));
const PONDER = fileURLToPath(new URL("../../../node_modules/ponder/dist/esm/bin/ponder.js", import.meta.url));
const CONFIGURATION = join(ROOT, "ponder.config.ts");
const PATIENCE_MS = HUNG_MS / 2;
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** An indexer of its own process. */
export interface Indexer {
  readonly url: string;
  /** Everything it printed. */
  log(): string;
  /** Whether its process is no more. */
  hasEnded(): boolean;
  graphql<data>(query: string, variables?: object): Promise<data>;
  /** Waits until it answers for everything up to a block. */
  reach(block: bigint): Promise<void>;
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Where an indexer keeps its rows, as its environment says it. */
export type Database =
  | { readonly QUITTANCE_PGLITE_DIRECTORY: string }
  | { readonly DATABASE_URL: string; readonly DATABASE_SCHEMA: string };

/** The environment of an indexer of this stack. */
export function environmentOf(stack: Stack, database: Database): Record<string, string> {
  return {
    PONDER_RPC_URL: stack.rpcUrl,
    QUITTANCE_ADDRESS: stack.address,
    QUITTANCE_START_BLOCK: String(stack.startBlock),
    QUITTANCE_CHAIN_ID: String(stack.domain.chainId),
    QUITTANCE_JUROR_POOLS: stack.pool,
    DATABASE_SCHEMA: "quittance",
    ...database,
  };
}

/** Words of a command line. */
export interface Command {
  /** `start` when it is left out; `serve` answers from rows that another one writes. */
  readonly name?: "start" | "serve";
  readonly options?: readonly string[];
}

/**
 * Starts an indexer as a user would; resolves once it is up, which a crash recovery or a long history delays.
 * @param ready What `/ready` answers then; 200 when it is left out.
 */
export async function startIndexer(
  environment: Readonly<Record<string, string>>,
  ready: (answer: Response) => Promise<boolean> = async ({ status }) => status === 200,
  { name = "start", options = [] }: Command = {},
): Promise<Indexer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = ["--root", ROOT, "--hostname", "127.0.0.1", "--port", String(port)];
  const program = [PONDER, name, ...place, ...options];
  const { child, log } = run(program, environment);
  const stop = async (signal: "SIGTERM" | "SIGKILL") => {
    if (hasEnded(child)) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(force);
  };
  try {
    await until("the indexer is ready", async () => {
      if (hasEnded(child)) throw new Ended("the indexer ended");
      return ready(await fetch(`${url}/ready`));
    });
  } catch (error) {
    await stop("SIGKILL");
    throw new Error(`${error}\n${log()}`);
  }
  return {
    url,
    log,
    hasEnded: () => hasEnded(child),
    graphql: (query, variables = {}) => askGraphql(url, query, variables),
    reach: (block) => until(`the indexer has block ${block}`, async () => (await indexedBlock(url)) >= block),
    stop,
  };
}

/** Runs nothing but the configuration, which refuses what an indexer must not start with. */
export async function runConfiguration(environment: Readonly<Record<string, string>>) {
  const { child, log } = run([CONFIGURATION], environment);
  const [code] = await once(child, "close");
  return { code: Number(code), log: log() };
}

function run(program: readonly string[], environment: Readonly<Record<string, string>>) {
  const { DATABASE_URL: _own, QUITTANCE_SQL_DATABASE_URL: _sql, ...inherited } = process.env;
  const child = spawn(process.execPath, [...program], {
    // Ponder writes its GraphQL schema into the working directory.
    cwd: tmpdir(),
    env: { ...inherited, PONDER_TELEMETRY_DISABLED: "1", NO_COLOR: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.removeListener("exit", kill));
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      log += chunk;
    });
  }
  return { child, log: () => log };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

type Status = Readonly<Record<string, { readonly block: { readonly number: number } }>>;

/** The latest block an indexer answers for; -1 before the first. */
export async function indexedBlock(url: string): Promise<bigint> {
  const status = (await (await fetch(`${url}/status`)).json()) as Status;
  return BigInt(status.chain?.block.number ?? -1);
}

async function askGraphql<data>(url: string, query: string, variables: object): Promise<data> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { readonly data?: data; readonly errors?: readonly unknown[] };
  if (answer.data === undefined || answer.errors !== undefined)
    throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** What no waiting mends. */
class Ended extends Error {}

/**
 * Asks again and again until the answer is yes, for half as long as a test may take. A question that throws was asked too
 * early.
 */
export async function until(what: string, question: () => Promise<boolean>): Promise<void> {
  let last: unknown = "";
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    try {
      if (await question()) return;
    } catch (error) {
      if (error instanceof Ended) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`Not within ${PATIENCE_MS} ms: ${what}. ${last}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

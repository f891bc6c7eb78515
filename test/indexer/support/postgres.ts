import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, until } from "./indexer.ts";

/** PostgreSQL refuses to run as root; then it runs as nobody. */
const NOBODY = 65_534;

export interface Postgres {
  readonly url: string;
  /** Ends the server, with all its connections, and starts it again; undefined for one that is not ours. */
  readonly restart?: () => Promise<void>;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL database: a new cluster on a free loopback port when the machine has the programs, else the one that
 * `DATABASE_URL` names, in which schemas stay behind. Undefined when there is neither.
 */
export async function openPostgres(): Promise<Postgres | undefined> {
  const url = process.env.DATABASE_URL;
  return (await openCluster()) ?? (url ? { url, stop: async () => undefined } : undefined);
}

/** A new cluster on a free loopback port, or undefined where the machine has not the programs. */
export async function openCluster(): Promise<Postgres | undefined> {
  const isInstalled = ["initdb", "postgres"].every(
    (program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0,
  );
  if (isInstalled) return startCluster();
  if (process.env.CI && !process.env.DATABASE_URL)
    throw new Error(
      "initdb and postgres are not on the PATH, and CI leaves no test of them out. Run .ci/database.",
    );
  return undefined;
}

async function startCluster(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-postgres-"));
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, "data");
  const initialized = spawnSync(
    "initdb",
    ["--pgdata", data, "--username", "quittance", "--auth", "trust", "--no-sync", "--encoding", "UTF8"],
    { ...identity, cwd: folder, encoding: "utf8" },
  );
  if (initialized.status !== 0) throw new Error(`initdb failed:\n${initialized.stderr}`);
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    fsync: "off",
    max_connections: 200,
  };
  const start = async () => {
    const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const stdio = ["ignore", "ignore", "pipe"] as const;
    const started = spawn("postgres", ["-D", data, ...given], {
      ...{ ...identity, cwd: folder, stdio: [...stdio] },
    });
    let log = "";
    started.stderr?.on("data", (chunk: Buffer) => (log += chunk));
    await until("PostgreSQL is ready", async () => {
      if (started.exitCode !== null) throw new Error(log);
      return log.includes("ready to accept connections");
    });
    return started;
  };
  let server = await start();
  const end = async () => {
    const ended = once(server, "exit");
    server.kill("SIGINT");
    await ended;
  };
  const endAtExit = () => server.kill("SIGINT");
  process.once("exit", endAtExit);
  return {
    url: `postgres://quittance@127.0.0.1:${port}/postgres`,
    restart: async () => {
      await end();
      server = await start();
    },
    stop: async () => {
      process.removeListener("exit", endAtExit);
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

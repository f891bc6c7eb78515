import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../../test/support/postgres.ts";

/** A Ponder app that runs as a process of its own. It ends with this process at the latest. */
export interface AppProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Waits until it answers a path with 200. Throws Error with its last lines when it ends instead. */
  readonly answers: (path: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface AppCommand {
  readonly command: "start" | "serve";
  readonly root: string;
  readonly schema: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line that it prints, which is JSON. */
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

const PONDER = fileURLToPath(
  new URL("../../../../node_modules/ponder/dist/esm/bin/ponder.js", import.meta.url),
);
const LOOK_MS = 20;
const KILL_MS = 60_000;
const KEPT_LINES = 40;
/** Settings of whom the benchmark runs for must not reach the apps. */
const SETTINGS = /^(PONDER_|QUITTANCE_|DATABASE_|BENCH_)/;

export async function runApp({
  command,
  root,
  schema,
  environment,
  onLine,
}: AppCommand): Promise<AppProcess> {
  const port = await freePort();
  const place = ["--root", root, "--schema", schema, "--hostname", "127.0.0.1", "--port", `${port}`];
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const child = spawn(process.execPath, [PONDER, command, ...place, "--log-format", "json"], {
    // Ponder writes its GraphQL schema there.
    cwd: tmpdir(),
    env: { ...Object.fromEntries(inherited), PONDER_TELEMETRY_DISABLED: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(line, child);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ child, url },
    answers: async (path) => {
      while (!(await isAnswered(`${url}${path}`))) {
        if (hasEnded(child)) throw new Error(`${root} ended. It said:\n${lines.join("\n")}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    },
    stop: async () => {
      process.removeListener("exit", killAtExit);
      await end(child);
    },
  };
}

async function isAnswered(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), KILL_MS);
  await closed;
  clearTimeout(patience);
}

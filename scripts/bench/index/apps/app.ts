import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../../test/indexer/support/indexer.ts";
import type { RecordedNode } from "../node/recorded-node.ts";
import type { Recording } from "../recording/file.ts";
import { UNFINAL_BLOCKS } from "../recording/profiles.ts";
import { cpuSecondsOf } from "./cpu-seconds.ts";
import type { AppDatabase } from "./databases.ts";
import type { AppKind } from "./kinds.ts";

/** How long something took, by the clock and, where the system says it, of one processor. */
export interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number | undefined;
}

/** An app that runs, and has indexed what was final when it started. */
export interface RunningApp {
  readonly url: string;
  /** From the start of indexing, when the app is loaded, to the answer that it is ready. */
  readonly backfill: Taken;
  readonly stop: () => Promise<void>;
}

export interface AppStart {
  readonly kind: AppKind;
  readonly recording: Recording;
  readonly node: RecordedNode;
  readonly database: AppDatabase;
  readonly schema: string;
  /** Called when it has read what is final, and begins to index it. */
  readonly begun?: () => void;
}

const PONDER = fileURLToPath(
  new URL("../../../../node_modules/ponder/dist/esm/bin/ponder.js", import.meta.url),
);
const STARTED = "Started backfill indexing";
const LOOK_MS = 20;
const KEPT_LINES = 40;
/** Settings of whom the benchmark runs for must not reach the apps. */
const SETTINGS = /^(PONDER_|QUITTANCE_|DATABASE_|BENCH_)/;

/**
 * Starts an app as a process of its own on a database, and waits until it is ready.
 *
 * @throws Error with its last lines when it ends instead.
 */
export async function startApp({
  kind,
  recording,
  node,
  database,
  schema,
  ...told
}: AppStart): Promise<RunningApp> {
  const port = await freePort();
  const place = ["--root", kind.root, "--schema", schema, "--hostname", "127.0.0.1", "--port", `${port}`];
  const program = [PONDER, "start", ...place, "--log-format", "json"];
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const child = spawn(process.execPath, program, {
    // Ponder writes its GraphQL schema there.
    cwd: tmpdir(),
    env: {
      ...Object.fromEntries(inherited),
      PONDER_TELEMETRY_DISABLED: "1",
      ...kind.environment(recording, node.url),
      ...database.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const lines: string[] = [];
  let begun: { readonly at: number; readonly cpuSeconds: number | undefined } | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      if (begun !== undefined || !line.includes(STARTED)) return;
      begun = { at: performance.now(), cpuSeconds: cpuSecondsOf(child) };
      told.begun?.();
    });
  }
  const stop = async () => {
    process.removeListener("exit", killAtExit);
    await end(child);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    while (!(await isReady(url))) {
      if (hasEnded(child)) throw new Error(`the ${kind.name} ended. It said:\n${lines.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (begun === undefined) throw new Error(`the ${kind.name} was ready before it began`);
    const seconds = (performance.now() - begun.at) / 1_000;
    const cpuSeconds = cpuSecondsOf(child);
    return {
      ...{ url, stop },
      backfill: {
        seconds,
        cpuSeconds:
          cpuSeconds === undefined || begun.cpuSeconds === undefined
            ? undefined
            : cpuSeconds - begun.cpuSeconds,
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The block after which there are so many events at least, and how many there are. */
export function blockWith(
  { entries }: Recording,
  events: number,
): { readonly block: number; readonly events: number } {
  let sum = 0;
  for (const { number, events: count } of entries.slice(0, -UNFINAL_BLOCKS)) {
    sum += count;
    if (sum >= events) return { block: number, events: sum };
  }
  throw new RangeError(`${sum} events were recorded, fewer than ${events}`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ready`)).status === 200;
  } catch {
    return false;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await closed;
  clearTimeout(patience);
}

import type { RecordedNode } from "../node/recorded-node.ts";
import type { Recording } from "../recording/file.ts";
import { cpuSecondsOf } from "./cpu-seconds.ts";
import type { AppDatabase } from "./databases.ts";
import type { AppKind } from "./kinds.ts";
import { runApp } from "./process.ts";

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
  /** Of a processor that it has used so far; undefined where the system does not say. */
  readonly cpuSeconds: () => number | undefined;
  readonly stop: () => Promise<void>;
}

export interface AppStart {
  readonly kind: AppKind;
  readonly recording: Recording;
  readonly node: RecordedNode;
  readonly database: AppDatabase;
  readonly schema: string;
  /** Called when it has read what is final, and begins to index it. */
  readonly onBegin?: () => void;
}

const STARTED = "Started backfill indexing";

/**
 * Starts an app as a process of its own on a database, and waits until it is ready.
 *
 * @throws Error with its last lines when it ends instead.
 */
export async function startApp({ kind, recording, node, database, ...start }: AppStart): Promise<RunningApp> {
  let begun: { readonly at: number; readonly cpuSeconds: number | undefined } | undefined;
  const app = await runApp({
    command: "start",
    root: kind.root,
    schema: start.schema,
    environment: { ...kind.environment(recording, node.url), ...database.environment },
    onLine: (line, child) => {
      if (begun !== undefined || !line.includes(STARTED)) return;
      begun = { at: performance.now(), cpuSeconds: cpuSecondsOf(child) };
      start.onBegin?.();
    },
  });
  try {
    await app.answers("/ready");
    if (begun === undefined) throw new Error(`the ${kind.name} was ready before it began`);
    const seconds = (performance.now() - begun.at) / 1_000;
    const cpuSeconds = differenceOf(cpuSecondsOf(app.child), begun.cpuSeconds);
    return {
      ...{ url: app.url, stop: app.stop, backfill: { seconds, cpuSeconds } },
      cpuSeconds: () => cpuSecondsOf(app.child),
    };
  } catch (error) {
    await app.stop();
    throw error;
  }
}

const differenceOf = (later: number | undefined, earlier: number | undefined) =>
  later === undefined || earlier === undefined ? undefined : later - earlier;

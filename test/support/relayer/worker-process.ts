import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { FaultPoint } from "./faults.ts";
import type { Scene, SceneIntent } from "./scene.ts";

const PROGRAM = fileURLToPath(new URL("killed-worker.ts", import.meta.url));

/** What a worker is told to do, once. Times are milliseconds since 1970. */
export type Command =
  | { readonly do: "arm"; readonly point: FaultPoint }
  | { readonly do: "ask"; readonly intents: readonly AskedIntent[]; readonly now: number }
  | { readonly do: "step"; readonly now: number }
  | { readonly do: "yield" };

export type AskedIntent = Pick<SceneIntent, "id" | "data">;

/** What a process is started with. */
export interface WorkerJob {
  readonly rpcUrl: string;
  /** A path, or the URL of PostgreSQL. */
  readonly database: string;
  /** Of PostgreSQL. */
  readonly schema: string;
  /** With amounts as text. */
  readonly settings: Readonly<Record<string, string | number>>;
}

/** A worker that does what it is told. */
export interface Worker {
  /** False when it ended meanwhile: no answer says how far it came. */
  readonly obey: (command: Command) => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/**
 * Makes one file of the program of a worker, which starts in a fraction of the time.
 *
 * @param folder Inside the repository, where its packages are found.
 * @returns Its path.
 */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, "killed-worker.mjs");
  await build({
    ...{ entryPoints: [PROGRAM], outfile, bundle: true, platform: "node", format: "esm" },
    ...{ conditions: ["@quittance/source"], external: ["pg"], logLevel: "error" },
  });
  return outfile;
}

/** Starts a worker in a process of its own, which kills itself at the point that it is armed with. */
export async function forkWorker(
  program: string,
  scene: Scene,
  place: Pick<WorkerJob, "database" | "schema">,
): Promise<Worker> {
  const settings = Object.fromEntries(
    Object.entries(scene.settings).map(([name, value]) => [
      name,
      typeof value === "bigint" ? String(value) : value,
    ]),
  );
  const job: WorkerJob = { rpcUrl: scene.stack.rpcUrl, ...place, settings };
  const child = fork(program, [], {
    env: { ...process.env, RELAYER_JOB: JSON.stringify(job) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  await answerOf(child, ended);
  return {
    obey: async (command) => {
      const answered = answerOf(child, ended);
      child.send(command, () => undefined);
      return (await answered) === "done";
    },
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Waits for the next answer, or for the end of the process: one of them comes. */
async function answerOf(child: ChildProcess, ended: Promise<unknown[]>): Promise<"done" | "killed"> {
  const answered = once(child, "message").then(() => "done" as const);
  const result = await Promise.race([answered, ended]);
  if (result === "done") return "done";
  answered.catch(() => undefined);
  const [code, signal] = result as [number | null, NodeJS.Signals | null];
  if (signal === "SIGKILL") return "killed";
  throw new Error(`the worker ended by itself, with ${code ?? signal}`);
}

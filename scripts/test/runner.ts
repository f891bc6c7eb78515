import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a runner is to do. */
export interface Job {
  readonly files: readonly string[];
  /** Only tests whose name has this. */
  readonly grep: string | undefined;
}

/** What a runner found, which it sends to its parent before it ends. */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Milliseconds that each test file took. */
  readonly times: Readonly<Record<string, number>>;
}

export interface RunnerResult extends Report {
  /** What is wrong beyond failing tests; undefined when nothing is. */
  readonly problem: string | undefined;
}

const NOTHING: Report = { passed: 0, failed: 0, skipped: 0, times: {} };

/** Result of a runner that ended. One that says nothing, or ends badly without a failing test, counts one failure. */
export function resultOf(runner: string, exitCode: number, report: Report | undefined): RunnerResult {
  const { passed, failed, skipped, times } = report ?? NOTHING;
  const endedBadly = report === undefined || (exitCode !== 0 && failed === 0);
  return {
    ...{ passed, skipped, times },
    failed: endedBadly ? failed + 1 : failed,
    problem: endedBadly
      ? `the ${runner} runner ended with exit code ${exitCode} before its tests did`
      : undefined,
  };
}

/** Output of two runners at once: the first is printed as it comes, the other is held back until its turn. */
export class Turn {
  readonly #held: Buffer[] = [];
  #live: boolean;

  constructor(live: boolean) {
    this.#live = live;
  }

  write(chunk: Buffer): void {
    if (this.#live) process.stdout.write(chunk);
    else this.#held.push(chunk);
  }

  print(): void {
    this.#live = true;
    for (const chunk of this.#held.splice(0)) process.stdout.write(chunk);
  }
}

/** Runs `scripts/test/<runner>.ts` as a process of its own. */
export function run(
  runner: "solidity" | "typescript",
  job: Job,
  turn: Turn,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunnerResult> {
  return new Promise((resolve, reject) => {
    const program = fileURLToPath(new URL(`./${runner}.ts`, import.meta.url));
    const child = fork(program, [JSON.stringify(job)], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: { ...process.env, NODE_ENV: process.env.NODE_ENV ?? "test", ...environment },
    });
    const interrupt = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", interrupt);
    process.on("SIGTERM", interrupt);
    let report: Report | undefined;
    child.on("message", (message) => {
      report = message as Report;
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => turn.write(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      process.removeListener("SIGINT", interrupt);
      process.removeListener("SIGTERM", interrupt);
      resolve(resultOf(runner, code ?? 1, report));
    });
  });
}

/** In a runner: the job it was started with. */
export function givenJob(): Job {
  // The process that started this one is gone, so nothing reads the report.
  process.once("disconnect", () => process.exit(1));
  return JSON.parse(process.argv[2] ?? "") as Job;
}

/** In a runner: hands the report over, and ends. */
export function finish(report: Report): void {
  const end = () => process.exit(report.failed === 0 ? 0 : 1);
  if (process.send === undefined) end();
  else process.send(report, end);
}

import { existsSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { Worker } from "node:worker_threads";
import { say } from "../log/say.ts";
import type { ResultMessage, Task, TaskResult } from "./messages.ts";

/** The thread has no time, or ended while it worked. */
export class ThreadBusy extends Error {
  override readonly name = "ThreadBusy";
}

/** Questions that wait at once; more are turned away. */
const MOST_WAITING = 64;
const SOURCE = "@quittance/source";

interface Waiting {
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: Error) => void;
}

/** The thread in which scores are computed. It starts with the first task, and again after it ended. */
export class ScoreThread {
  readonly #root: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;
  /** Grows with each start: what an earlier thread knew is gone. */
  starts = 0;

  /** @param root The indexer's folder. */
  constructor(root: string) {
    this.#root = realpathSync(root);
  }

  /** Throws `ThreadBusy` when too many wait or the thread ends, and Error with the words of what failed in it. */
  async do(task: Task): Promise<TaskResult> {
    const isQuestion = task.kind === "answers" || task.kind === "find";
    if (isQuestion && this.#waiting.size >= MOST_WAITING) throw new ThreadBusy("Too many questions wait.");
    const worker = this.#worker ?? this.#start();
    const id = ++this.#last;
    return new Promise<TaskResult>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, task });
    });
  }

  #start(): Worker {
    const worker = new Worker(...workerFile(this.#root));
    this.#worker = worker;
    this.starts += 1;
    worker.on("message", ({ id, result = {}, error }: ResultMessage) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      // A thread that has nothing to do does not keep the process from ending.
      if (this.#waiting.size === 0) worker.unref();
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
    worker.on("error", ({ message }) => {
      // Who asks is told only to come again.
      say(
        "error",
        "scores",
        `The thread of scores ended, and starts again with the next question: ${message}`,
      );
      this.#end(worker);
    });
    worker.on("exit", () => this.#end(worker));
    return worker;
  }

  #end(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new ThreadBusy("The thread ended."));
    this.#waiting.clear();
  }
}

/** The source in the repository, whose library is source, too; installed, what was built of it: Node runs no TypeScript there. */
function workerFile(root: string): ConstructorParameters<typeof Worker> {
  const isInstalled = root.split(sep).includes("node_modules");
  const source = join(root, "trust", "worker.ts");
  if (isInstalled || !existsSync(source)) return [join(root, "dist", "trust-worker.js")];
  return [source, { execArgv: [`--conditions=${SOURCE}`] }];
}

import { existsSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { Worker } from "node:worker_threads";

/** What a thread is sent: a task, with a number by which its result is told from others. */
export interface TaskMessage<Task> {
  readonly id: number;
  readonly task: Task;
}

/** What comes back: the result, or the words of what failed. */
export interface ResultMessage<Result> {
  readonly id: number;
  readonly result?: Result | undefined;
  readonly error?: string | undefined;
}

/** How a thread is started, and what becomes of its tasks when it ends. */
export interface ThreadOptions {
  /** The indexer's folder. */
  readonly root: string;
  /** The room whose `worker.ts` it runs; built, that is `dist/<room>-worker.js`. */
  readonly room: string;
  readonly data?: unknown;
  /** Whether tasks that wait keep the process from ending. */
  readonly holdsProcess: boolean;
  /** What tasks that waited are refused with. */
  readonly ended: (reason: string) => Error;
  readonly onError?: (message: string) => void;
}

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

const SOURCE = "@quittance/source";

/** A thread of tasks. It starts with the first one, and again with the next after it ended. */
export class TaskThread<Task, Result> {
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiting<Result>>();
  #worker: Worker | undefined;
  #last = 0;
  #starts = 0;

  constructor(options: ThreadOptions) {
    this.#options = { ...options, root: realpathSync(options.root) };
  }

  /** Grows with each start: what an earlier thread knew is gone. */
  get starts(): number {
    return this.#starts;
  }

  /** Tasks without a result yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Throws what `ended` makes when the thread ends, and Error with the words of what failed in it. */
  do(task: Task): Promise<Result> {
    const worker = this.#worker ?? this.#start();
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      if (this.#options.holdsProcess) worker.ref();
      worker.postMessage({ id, task } satisfies TaskMessage<Task>);
    });
  }

  #start(): Worker {
    const { root, room, data, onError } = this.#options;
    const [file, options] = workerFile(root, room);
    const worker = new Worker(file, { ...options, workerData: data });
    this.#worker = worker;
    this.#starts += 1;
    worker.unref();
    worker.on("message", ({ id, result, error }: ResultMessage<Result>) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      // A thread that has nothing to do does not keep the process from ending.
      if (this.#waiting.size === 0) worker.unref();
      if (error === undefined) waiting?.resolve(result as Result);
      else waiting?.reject(new Error(error));
    });
    worker.on("error", ({ message }) => {
      onError?.(message);
      this.#end(worker, message);
    });
    worker.on("exit", () => this.#end(worker, "it ended"));
    return worker;
  }

  #end(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(this.#options.ended(reason));
    this.#waiting.clear();
  }
}

/** The source in the repository, whose library is source, too; installed, what was built of it: Node runs no TypeScript there. */
function workerFile(root: string, room: string): [file: string, options: { execArgv?: string[] }] {
  const isInstalled = root.split(sep).includes("node_modules");
  const source = join(root, room, "worker.ts");
  if (isInstalled || !existsSync(source)) return [join(root, "dist", `${room}-worker.js`), {}];
  return [source, { execArgv: [`--conditions=${SOURCE}`] }];
}

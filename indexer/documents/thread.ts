import { existsSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadData, ThreadResult, ThreadTask } from "./messages.ts";

const SOURCE = "@quittance/source";

interface Waiting {
  readonly resolve: (result: ThreadResult) => void;
  readonly reject: (error: Error) => void;
}

/** The thread that looks for documents. After it ended it starts again with the next task. */
export class DocumentThread {
  readonly #root: string;
  readonly #data: ThreadData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;

  /** @param root The indexer's folder. */
  constructor(root: string, data: ThreadData) {
    this.#root = realpathSync(root);
    this.#data = data;
  }

  /** Throws Error when the thread ended, or with the words of what failed in it. */
  do(task: ThreadTask): Promise<ThreadResult> {
    const worker = this.#worker ?? this.#start();
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, task });
    });
  }

  #start(): Worker {
    const [file, options] = workerFile(this.#root);
    const worker = new Worker(file, { ...options, workerData: this.#data });
    this.#worker = worker;
    // It does not keep the process from ending.
    worker.unref();
    worker.on("message", ({ id, result = {}, error }: ThreadAnswer) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    });
    worker.on("error", ({ message }) => this.#end(worker, message));
    worker.on("exit", () => this.#end(worker, "it ended"));
    return worker;
  }

  #end(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }
}

/** The source in the repository, whose library is source, too; installed, what was built of it: Node runs no TypeScript there. */
function workerFile(root: string): [string, { execArgv?: string[] }] {
  const isInstalled = root.split(sep).includes("node_modules");
  const source = join(root, "documents", "worker.ts");
  if (isInstalled || !existsSync(source)) return [join(root, "dist", "documents-worker.js"), {}];
  return [source, { execArgv: [`--conditions=${SOURCE}`] }];
}

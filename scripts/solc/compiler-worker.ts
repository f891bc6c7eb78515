// A thread that compiles: solc's answer to the input it was started with is its only message.
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

const { compile } = createRequire(import.meta.url)("solc") as { compile(input: string): string };
parentPort?.postMessage(compile(workerData as string));

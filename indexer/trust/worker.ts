import { parentPort } from "node:worker_threads";
import type { ResultMessage, TaskMessage } from "./messages.ts";
import { Scores } from "./scores.ts";

// Runs in a thread of its own: the scores of a large market take seconds, in which the indexer would index nothing.
const scores = new Scores();

parentPort?.on("message", ({ id, task }: TaskMessage) => {
  const answer = (message: ResultMessage) => parentPort?.postMessage(message);
  try {
    answer({ id, result: scores.do(task) });
  } catch (error) {
    answer({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

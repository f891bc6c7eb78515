import { parentPort } from "node:worker_threads";
import type { ResultMessage, TaskMessage } from "./task-thread.ts";

/** Does the tasks that a thread is sent, and sends back what came of each. */
export function answerTasks<Task, Result>(answer: (task: Task) => Result | Promise<Result>): void {
  const reply = (message: ResultMessage<Result>) => parentPort?.postMessage(message);
  parentPort?.on("message", async ({ id, task }: TaskMessage<Task>) => {
    try {
      reply({ id, result: await answer(task) });
    } catch (error) {
      reply({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

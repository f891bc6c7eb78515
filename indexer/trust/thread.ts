import { say } from "../log/say.ts";
import { TaskThread } from "../threads/task-thread.ts";
import type { Task, TaskResult } from "./messages.ts";

/** The thread has no time, or ended while it worked. */
export class ThreadBusy extends Error {
  override readonly name = "ThreadBusy";
}

/** Questions that wait at once; more are turned away. */
const MOST_WAITING = 64;

/** The thread in which scores are computed. It starts with the first task, and again after it ended. */
export class ScoreThread {
  readonly #thread: TaskThread<Task, TaskResult>;

  /** @param root The indexer's folder. */
  constructor(root: string) {
    this.#thread = new TaskThread({
      ...{ root, room: "trust", holdsProcess: true },
      ended: () => new ThreadBusy("The thread ended."),
      // Who asks is told only to come again.
      onError: (message) =>
        say(
          "error",
          "scores",
          `The thread of scores ended, and starts again with the next question: ${message}`,
        ),
    });
  }

  /** Grows with each start: what an earlier thread knew is gone. */
  get starts(): number {
    return this.#thread.starts;
  }

  /** Throws `ThreadBusy` when too many wait or the thread ends, and Error with the words of what failed in it. */
  async do(task: Task): Promise<TaskResult> {
    const isQuestion = task.kind === "answers" || task.kind === "find";
    if (isQuestion && this.#thread.waiting >= MOST_WAITING) throw new ThreadBusy("Too many questions wait.");
    return this.#thread.do(task);
  }
}

import { TaskThread } from "../threads/task-thread.ts";
import type { ThreadData, ThreadResult, ThreadTask } from "./messages.ts";

/** The thread that looks for documents. Its tasks throw Error when it ended, or with the words of what failed in it. */
export type DocumentThread = TaskThread<ThreadTask, ThreadResult>;

/** @param root The indexer's folder. */
export const documentThread = (root: string, data: ThreadData): DocumentThread =>
  new TaskThread({
    ...{ root, room: "documents", data, holdsProcess: false },
    ended: (reason) => new Error(reason),
  });

import { type IndexedStack, startIndexedStack } from "./indexed-stack.ts";

let users = 0;
let started: Promise<IndexedStack> | undefined;

/**
 * One local chain with indexer for all suites that a process has loaded and that call this in their `describe`: started by
 * the first that runs, stopped after the last. A suite keeps to accounts and deals of its own, and never goes back in time.
 */
export function useIndexedStack(): () => IndexedStack {
  let stack: IndexedStack | undefined;
  users += 1;
  before(async () => {
    started ??= startIndexedStack();
    stack = await started;
  });
  after(async () => {
    users -= 1;
    if (users > 0) return;
    const last = started;
    // A file that the same process runs later starts a stack of its own.
    started = undefined;
    await (await last)?.stop();
  });
  return () => {
    if (stack === undefined) throw new Error("useIndexedStack: only inside hooks and tests");
    return stack;
  };
}

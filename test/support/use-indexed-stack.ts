import type { Context, Suite } from "mocha";
import { type IndexedStack, startIndexedStack } from "./indexed-stack.ts";

let started: Promise<IndexedStack> | undefined;

/**
 * One local chain with indexer for all suites that a process has loaded and that call this in their `describe`: started by
 * the first that runs, stopped when all have run. A suite keeps to accounts and deals of its own, and never goes back in
 * time.
 */
export function useIndexedStack(): () => IndexedStack {
  let stack: IndexedStack | undefined;
  before(async function (this: Context) {
    if (started === undefined) {
      started = startIndexedStack();
      // Not after the suites themselves: Mocha calls no hook of one from which --grep leaves nothing.
      outermost(this.test?.parent)?.afterAll(stop);
    }
    stack = await started;
  });
  return () => {
    if (stack === undefined) throw new Error("useIndexedStack: only inside hooks and tests");
    return stack;
  };
}

async function stop(): Promise<void> {
  const last = started;
  // A file that the same process runs later starts a stack of its own.
  started = undefined;
  await (await last)?.stop();
}

const outermost = (suite: Suite | undefined): Suite | undefined =>
  suite?.parent === undefined ? suite : outermost(suite.parent);

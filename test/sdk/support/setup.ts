import { type Stack, type StackOptions, startStack } from "../../../sdk/testing/index.ts";

/** A stack for the tests of one `describe`, put back after each of them. */
export function useStack(options: StackOptions = {}): () => Stack {
  let stack: Stack | undefined;
  let fresh: Awaited<ReturnType<Stack["snapshot"]>> | undefined;
  const current = (): Stack => {
    if (stack === undefined) throw new Error("the stack starts before the first test");
    return stack;
  };
  before(async () => {
    stack = await startStack(options);
  });
  beforeEach(async () => {
    fresh = await current().snapshot();
  });
  afterEach(async () => {
    if (fresh !== undefined) await current().revert(fresh);
  });
  after(async () => {
    await stack?.stop();
  });
  return current;
}

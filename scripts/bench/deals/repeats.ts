import { startStack } from "../../../sdk/testing/index.ts";
import { actionCases } from "../../../test/support/actions/all.ts";
import { repeatAction, waysFor } from "../../../test/support/actions/repeat.ts";
import { startNode } from "../../../test/support/nodes/loopback-node.ts";

/** How often actions were repeated, and how often that did something a second time. */
export interface RepeatCounts {
  readonly repeated: number;
  readonly doubled: number;
}

/**
 * Does every action of the library, loses the answer in every way that the tests know, and repeats it.
 *
 * @param share Of the actions that are tried, above 0 and up to 1.
 */
export async function countRepeats(share: number): Promise<RepeatCounts> {
  const stack = await startStack();
  const node = await startNode((call) => stack.publicClient.request(call as never));
  let [repeated, doubled] = [0, 0];
  try {
    let fresh = await stack.snapshot();
    const all = Object.entries(actionCases);
    for (const [name, actionCase] of all.slice(0, Math.ceil(share * all.length))) {
      const prepared = await actionCase.prepare(stack);
      for (const way of waysFor(actionCase)) {
        const before = await stack.snapshot();
        const { isDoubled } = await repeatAction({ stack, node }, { name, actionCase, prepared, way });
        repeated++;
        if (isDoubled) doubled++;
        await stack.revert(before);
      }
      await stack.revert(fresh);
      fresh = await stack.snapshot();
    }
  } finally {
    await node.stop();
    await stack.stop();
  }
  return { repeated, doubled };
}

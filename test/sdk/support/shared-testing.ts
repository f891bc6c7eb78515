import type { Hex } from "viem";
import { type Stack, startStack as startOwnStack } from "../../../sdk/testing/index.ts";

export * from "../../../sdk/testing/index.ts";

let shared: Stack | undefined;
let fresh: Hex | undefined;

/** In place of `startStack`, so that all examples share one chain: each finds it as new, and none ends it. */
export async function startStack(): Promise<Stack> {
  shared ??= await startOwnStack();
  fresh ??= await shared.snapshot();
  return { ...shared, stop: putBack };
}

async function putBack(): Promise<void> {
  if (shared !== undefined && fresh !== undefined) await shared.revert(fresh);
  fresh = undefined;
}

/** Ends the chain behind the examples. */
export async function stopSharedStack(): Promise<void> {
  await shared?.stop();
  shared = undefined;
  fresh = undefined;
}

import type { Hex } from "viem";
import { pinSeedFunction, seedPinnedEvent } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { requireNumber } from "./numbers.ts";

export interface PinSeedParameters {
  /** Block number of the contest: `openedInBlock` of `getContest`. */
  readonly openedInBlock: bigint | number;
}

/** A seed that draws keep using, however old its block gets. */
export interface PinnedSeed {
  readonly openedInBlock: bigint;
  readonly seedBlock: bigint;
  readonly seed: Hex;
}

/**
 * Pins the block hash that seeds the draws of contests made in one block, before the chain forgets it. Anyone may send it.
 * `address` is the pool's.
 *
 * @throws PoolSeedUnknownError while the block is not mined; EventMissingError when it was pinned before, which is as good.
 * @example
 * import { getContest, pinSeed } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, pool, walletClient } = stack;
 * const { dealId } = await openContestedDeal(stack);
 * const contest = await getContest(walletClient, { address, dealId, milestone: 0, round: 2 });
 * const { seed } = await pinSeed(walletClient, { address: pool, openedInBlock: contest?.openedInBlock ?? 0 });
 * console.log(seed);
 * await stack.stop();
 */
export const pinSeed = /* @__PURE__ */ defineAction<PinSeedParameters, PinnedSeed>({
  name: "pinSeed",
  fields: "openedInBlock",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ openedInBlock }) => contractCall(pinSeedFunction, [requireNumber("openedInBlock", openedInBlock)]),
  extract: (logs, from) => ({ ...eventIn(logs, from, seedPinnedEvent).args }),
});

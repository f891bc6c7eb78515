import type { Address } from "viem";
import { collectRewardFunction, rewardCollectedEvent } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface CollectRewardParameters {
  /** The wallet the USDC goes to. */
  readonly to: Address;
}

/** Rewards that were paid out. */
export interface CollectedReward {
  readonly account: Address;
  readonly to: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/**
 * Pays out what the sender earned by reports. `address` is the pool's.
 *
 * @example
 * import { collectReward, drawPanel, getSeats, reportAbsence } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, pool, walletClient, relayer } = stack;
 * const { terms } = await openContestedDeal(stack);
 * const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * await stack.increaseTime(terms.verdictWindow);
 * const [held] = await getSeats(walletClient, { address: pool, key: panel[0] });
 * const report = { terms, milestone: 0, panel, positions: [0], seats: [held?.seat ?? 0n] };
 * await reportAbsence(walletClient, { address: pool, ...report });
 * const { amount } = await collectReward(walletClient, { address: pool, to: relayer.address });
 * console.log(amount); // 500000n
 * await stack.stop();
 */
export const collectReward = /* @__PURE__ */ defineAction<CollectRewardParameters, CollectedReward>({
  name: "collectReward",
  fields: "to",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ to }) => {
    requireAddress("to", to);
    return contractCall(collectRewardFunction, [to]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, rewardCollectedEvent).args }),
});

import type { Address } from "viem";
import { stakeReturnedEvent, withdrawStakeFunction } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import type { SeatOf } from "./leave-seat.ts";
import { requireNumber } from "./numbers.ts";

/** Stake that went back. */
export interface ReturnedStake {
  readonly seat: bigint;
  readonly owner: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/**
 * Returns the stake of a closed seat to its owner once it has cooled. `address` is the pool's.
 *
 * @example
 * import { leaveSeat, withdrawStake } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pool: address, walletClient } = stack;
 * const [account] = await stack.seatJurors(1);
 * const { stakeUntil } = await leaveSeat(walletClient, { address, seat: 0n, account });
 * await stack.setTime(stakeUntil);
 * const { amount } = await withdrawStake(walletClient, { address, seat: 0n, account });
 * console.log(amount); // 100000000n
 * await stack.stop();
 */
export const withdrawStake = /* @__PURE__ */ defineAction<SeatOf, ReturnedStake>({
  name: "withdrawStake",
  fields: "seat",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ seat }) => contractCall(withdrawStakeFunction, [requireNumber("seat", seat)]),
  extract: (logs, from) => ({ ...eventIn(logs, from, stakeReturnedEvent).args }),
});

import { leaveSeatFunction, seatClosedEvent } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { requireNumber } from "./numbers.ts";

/** One seat of the sender's. */
export interface SeatOf {
  readonly seat: bigint | number;
}

/** A seat that is drawn no more. */
export interface ClosedSeat {
  readonly seat: bigint;
  /** Unix seconds; `withdrawStake` works from then on. */
  readonly stakeUntil: number;
}

/**
 * Closes the sender's seat: it is not drawn for contests made from now on. `address` is the pool's.
 *
 * @example
 * import { leaveSeat } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const [account] = await stack.seatJurors(1);
 * const { stakeUntil } = await leaveSeat(stack.walletClient, { address: stack.pool, seat: 0n, account });
 * console.log(stakeUntil > (await stack.now())); // true
 * await stack.stop();
 */
export const leaveSeat = /* @__PURE__ */ defineAction<SeatOf, ClosedSeat>({
  name: "leaveSeat",
  fields: "seat",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ seat }) => contractCall(leaveSeatFunction, [requireNumber("seat", seat)]),
  extract: (logs, from) => ({ ...eventIn(logs, from, seatClosedEvent).args }),
});

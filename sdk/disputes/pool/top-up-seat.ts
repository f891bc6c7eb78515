import type { Address } from "viem";
import { seatToppedUpEvent, topUpSeatFunction } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import type { SeatOf } from "./leave-seat.ts";
import { requireNumber } from "./numbers.ts";

/** A seat whose stake is whole again. */
export interface ToppedUpSeat {
  readonly seat: bigint;
  readonly payer: Address;
  /** USDC base units that were missing. */
  readonly amount: bigint;
}

/**
 * Makes the stake of an open seat whole again after a penalty, and changes nothing else of the seat. Anyone may send it, who
 * approved what is missing (`approveStake`); the stake is the owner's. `address` is the pool's.
 *
 * @throws PoolSeatWholeError, PoolSeatAlreadyClosedError, PoolSeatVacantError
 * @example
 * import { approveStake, drawPanel, getPool, getSeats, reportAbsence, topUpSeat } from "quittance";
 * import { openContestedDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, pool, token, walletClient } = stack;
 * const { terms } = await openContestedDeal(stack);
 * const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
 * await stack.increaseTime(terms.verdictWindow); // no juror voted
 * const [held] = await getSeats(walletClient, { address: pool, key: panel[0] });
 * const seat = held?.seat ?? 0n;
 * await reportAbsence(walletClient, { address: pool, terms, milestone: 0, panel, positions: [0], seats: [seat] });
 * const { absencePenalty } = await getPool(walletClient, { address: pool });
 * await approveStake(walletClient, { address: pool, token, amount: absencePenalty });
 * const { amount } = await topUpSeat(walletClient, { address: pool, seat });
 * console.log(amount); // 5000000n
 * await stack.stop();
 */
export const topUpSeat = /* @__PURE__ */ defineAction<SeatOf, ToppedUpSeat>({
  name: "topUpSeat",
  fields: "seat",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ seat }) => contractCall(topUpSeatFunction, [requireNumber("seat", seat)]),
  extract: (logs, from) => ({ ...eventIn(logs, from, seatToppedUpEvent).args }),
});

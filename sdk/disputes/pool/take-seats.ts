import type { Address } from "viem";
import { seatTakenEvent, takeSeatsFunction } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn, eventsIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { requireAddress } from "../../protocol/address.ts";
import { type KeyAuthorization, keyAuthorizationOf } from "./key-authorization.ts";
import { requireNumber } from "./numbers.ts";

export interface TakeSeatsParameters extends KeyAuthorization {
  /** Signs ballots for the seats: a plain ECDSA key. */
  readonly key: Address;
  /** How many; 1 when left out. */
  readonly count?: bigint | number;
}

/** Seats that were taken. */
export interface TakenSeats {
  readonly seats: readonly bigint[];
  readonly owner: Address;
  readonly key: Address;
  /** USDC base units in each. */
  readonly stake: bigint;
}

/**
 * Takes seats in the pool for the sender, who approved the stake (`approveStake`). They are drawn for what becomes
 * provisional once they have matured. `address` is the pool's.
 *
 * @example
 * import { approveStake, getKeyNonce, signSeatKey, takeSeats } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pool: address, poolDomain: domain, token, seller: account, walletClient } = stack;
 * const [, , , , , , key] = stack.accounts; // signs ballots, holds no money
 * if (key === undefined) throw new Error("the stack has twenty accounts");
 * await approveStake(walletClient, { address, token, amount: 200_000_000n, account });
 * const validUntil = (await stack.now()) + 600;
 * const nonce = await getKeyNonce(walletClient, { address, key: key.address });
 * const keySignature = await signSeatKey({ domain, owner: account.address, nonce, validUntil, account: key });
 * const request = { key: key.address, count: 2, keySignature, validUntil };
 * const { seats } = await takeSeats(walletClient, { address, ...request, account });
 * console.log(seats.length); // 2
 * await stack.stop();
 */
export const takeSeats = /* @__PURE__ */ defineAction<TakeSeatsParameters, TakenSeats>({
  name: "takeSeats",
  repeats: true,
  fields: "key count keySignature validUntil",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ key, count = 1, ...authorization }) => {
    requireAddress("key", key);
    const [validUntil, signature] = keyAuthorizationOf(authorization, "take-seats");
    return contractCall(takeSeatsFunction, [key, requireNumber("count", count, 1n), validUntil, signature]);
  },
  extract: (logs, from) => {
    const { owner, key, stake } = eventIn(logs, from, seatTakenEvent).args;
    const seats = eventsIn(logs, from, seatTakenEvent).map(({ args }) => args.seat);
    return { seats, owner, key, stake };
  },
});

import { type Address, zeroAddress } from "viem";
import { seatOfFunction, seatsFunction } from "../../abi/fragments/juror-pool.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { readPool } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";

/** A seat that somebody holds. */
export interface SeatFacts {
  readonly seat: bigint;
  readonly owner: Address;
  /** Signs ballots of contests made after `keySince`. */
  readonly key: Address;
  /** Unix seconds. */
  readonly keySince: number;
  /** Signs those of contests made before. */
  readonly previousKey: Address;
  /** Unix seconds. */
  readonly joinedAt: number;
  /** Unix seconds since when it is drawn no more; undefined while it is active. */
  readonly closedAt: number | undefined;
  /** USDC base units. */
  readonly stake: bigint;
}

/**
 * A seat of the pool; undefined while it is vacant.
 *
 * @example
 * import { getSeat } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.seatJurors(1);
 * const seat = await getSeat(stack.publicClient, { address: stack.pool, seat: 0n });
 * console.log(seat?.stake); // 100000000n
 * await stack.stop();
 */
export async function getSeat(
  client: ActingClient,
  input: { readonly address: Address; readonly seat: bigint },
): Promise<SeatFacts | undefined> {
  requireOptions(input, "address seat");
  const { address, seat } = input;
  const facts = await readPool(client, address, seatOfFunction, [seat]);
  const { owner, key, keySince, previousKey, joinedAt, closedAt, stake } = facts;
  if (owner === zeroAddress) return undefined;
  const since = closedAt === 0 ? undefined : closedAt;
  return { seat, owner, key, keySince, previousKey, joinedAt, closedAt: since, stake };
}

/**
 * The seats that somebody holds, in order; those of one owner, or those a key sits on, when asked.
 *
 * @example
 * import { getSeats } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const [juror] = await stack.seatJurors(3);
 * const seats = await getSeats(stack.publicClient, { address: stack.pool, key: juror?.address });
 * console.log(seats.length); // 1
 * await stack.stop();
 */
export async function getSeats(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly owner?: Address | undefined;
    /** Present or previous key. */
    readonly key?: Address | undefined;
  },
): Promise<SeatFacts[]> {
  requireOptions(parameters, "address owner key");
  const { address, owner, key } = parameters;
  const count = Number(await readPool(client, address, seatsFunction, []));
  const all = await Promise.all(
    Array.from({ length: count }, (_, seat) => getSeat(client, { address, seat: BigInt(seat) })),
  );
  const isMeant = (seat: SeatFacts) =>
    (owner === undefined || isSameAddress(seat.owner, owner)) &&
    (key === undefined || [seat.key, seat.previousKey].some((held) => isSameAddress(held, key)));
  return all.filter((seat) => seat !== undefined).filter(isMeant);
}

import type { Address, Hex } from "viem";
import {
  seatClosedEvent,
  seatKeyChangedEvent,
  seatTakenEvent,
  seedPinnedEvent,
} from "../../abi/fragments/juror-pool.ts";
import { decodedLogs } from "../chain/decoded-logs.ts";
import type { PoolRecord } from "../chain/record.ts";

/** A seat, as the pool keeps it. Times are unix seconds. */
interface Seat {
  readonly owner: Address;
  readonly joinedAt: number;
  closedAt: number;
  key: Address;
  keySince: number;
  previousKey: Address;
}

/** What the pool's events came to up to one block. */
export interface SeatsThen {
  readonly seats: ReadonlyMap<number, Seat>;
  /** When the number of seats grew, and to how many. */
  readonly growth: readonly { readonly at: number; readonly count: number }[];
  /** Seeds that were remembered, by the block of the contest. */
  readonly pinned: ReadonlyMap<bigint, { readonly seedBlock: bigint; readonly seed: Hex }>;
}

/** Every draw of a deal plays the pool's events again. */
const eventsOf = /* @__PURE__ */ decodedLogs([
  seatTakenEvent,
  seatKeyChangedEvent,
  seatClosedEvent,
  seedPinnedEvent,
]);

/** Plays the events of a juror pool up to a place in the chain: who had which seat, and since when. */
export function seatsAt(pool: PoolRecord, block: bigint, logIndex: number): SeatsThen {
  const times = new Map(pool.blocks.map(({ number, timestamp }) => [number, Number(timestamp)]));
  const seats = new Map<number, Seat>();
  const growth: { at: number; count: number }[] = [];
  const pinned = new Map<bigint, { seedBlock: bigint; seed: Hex }>();
  for (const { log, event } of eventsOf(pool.logs)) {
    const number = BigInt(log.blockNumber ?? 0);
    if (number > block || (number === block && Number(log.logIndex) > logIndex)) break;
    const at = times.get(log.blockNumber as Hex) ?? 0;
    if (event.eventName === "SeedPinned") {
      const { openedInBlock, seedBlock, seed } = event.args;
      pinned.set(openedInBlock, { seedBlock, seed });
      continue;
    }
    const seat = Number(event.args.seat);
    if (event.eventName === "SeatTaken") {
      const { owner, key } = event.args;
      if (!seats.has(seat)) growth.push({ at, count: seat + 1 });
      seats.set(seat, { owner, joinedAt: at, closedAt: 0, key, keySince: at, previousKey: key });
      continue;
    }
    const held = seats.get(seat);
    if (held === undefined) continue;
    if (event.eventName === "SeatClosed") held.closedAt = at;
    else Object.assign(held, { previousKey: event.args.previousKey, key: event.args.key, keySince: at });
  }
  return { seats, growth, pinned };
}

/** Who votes for a seat in a contest, if the seat can be drawn for it. Undefined when it cannot. */
export function jurorAt(
  then: SeatsThen,
  seat: number,
  when: { readonly since: number; readonly openedAt: number; readonly maturity: number },
): { readonly key: Address; readonly owner: Address } | undefined {
  const held = then.seats.get(seat);
  if (held === undefined || held.joinedAt + when.maturity > when.since) return undefined;
  if (held.joinedAt >= when.openedAt || (held.closedAt !== 0 && held.closedAt < when.openedAt))
    return undefined;
  return { key: held.keySince < when.openedAt ? held.key : held.previousKey, owner: held.owner };
}

/** How many seats had been made `maturity` before the second `since`. */
export function maturedSeats(then: SeatsThen, since: number, maturity: number): number {
  if (since < maturity) return 0;
  return then.growth.reduce((count, made) => (made.at <= since - maturity ? made.count : count), 0);
}

import type { Address } from "viem";
import type { SeatFact } from "./facts.ts";
import type { OrderedSources } from "./order-sources.ts";
import type { SeatSource, SourcePlace } from "./sources.ts";

interface Seat {
  readonly pool: Address;
  readonly number: number;
  owner: Address;
  stake: bigint;
  joinedAt: bigint;
  closedAt: bigint | undefined;
  isVacant: boolean;
}

/** The seats of the pools as they are at the block; those that gave their stake back are left out. */
export function deriveSeats({ seats: changes, principals }: OrderedSources): SeatFact[] {
  const seats = new Map<string, Seat>();
  for (const change of changes) apply(seats, change);
  return [...seats.values()]
    .filter(({ isVacant }) => !isVacant)
    .sort((a, b) => (a.pool === b.pool ? a.number - b.number : a.pool < b.pool ? -1 : 1))
    .map(({ pool, number, owner, stake, joinedAt, closedAt }) => {
      const ownerPrincipal = principals.get(owner);
      return {
        ...{ pool, number, owner, stake, joinedAt },
        ...(ownerPrincipal === undefined ? {} : { ownerPrincipal }),
        ...(closedAt === undefined ? {} : { closedAt }),
      };
    });
}

function apply(seats: Map<string, Seat>, change: SeatSource): void {
  const { pool, seat: number, kind, owner, amount, timestamp } = change;
  const key = `${pool}/${number}`;
  if (kind === "taken" && owner !== undefined) {
    const taken = { pool, number, owner, stake: amount, joinedAt: timestamp };
    seats.set(key, { ...taken, closedAt: undefined, isVacant: false });
    return;
  }
  const seat = seats.get(key);
  // It was taken before the first block that was read.
  if (seat === undefined) return;
  seat.stake += amount;
  if (kind === "closed") seat.closedAt = timestamp;
  if (kind === "returned") seat.isVacant = true;
}

/** Who owned the seat of a juror's key at a moment; undefined when no seat of the pools had it. */
export type OwnerAt = (pool: Address, key: Address, at: SourcePlace) => Address | undefined;

/** Finds the owners of keys. A key changes hands only after its seat gave it up, so that the latest to have it counts. */
export function ownersOf(
  { seats: changes }: Pick<OrderedSources, "seats">,
  isBefore: (a: SourcePlace, b: SourcePlace) => boolean,
): OwnerAt {
  const ownerOfSeat = new Map<string, Address>();
  const held = new Map<string, { readonly owner: Address; readonly place: SourcePlace }[]>();
  for (const change of changes) {
    const { pool, seat, kind, key } = change;
    if (kind === "taken" && change.owner !== undefined) ownerOfSeat.set(`${pool}/${seat}`, change.owner);
    const owner = ownerOfSeat.get(`${pool}/${seat}`);
    if ((kind !== "taken" && kind !== "keyChanged") || key === undefined || owner === undefined) continue;
    const list = held.get(`${pool}/${key}`) ?? [];
    list.push({ owner, place: change });
    held.set(`${pool}/${key}`, list);
  }
  return (pool, key, at) => held.get(`${pool}/${key}`)?.findLast(({ place }) => isBefore(place, at))?.owner;
}

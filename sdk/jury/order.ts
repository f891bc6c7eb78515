import { type Address, concatBytes, type Hex, hexToBytes, keccak256, numberToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { keyOf } from "./fields.ts";
import type { SnapshotSeat } from "./snapshot.ts";

/** How many able candidates a draw takes for each place on the panel. */
export const CANDIDATES_PER_PLACE = 5;

const WORD_BYTES = 4;
const WORDS = 8;
const WORD_RANGE = 2 ** 32;

/** Words of 32 bits that follow from a seed: keccak256(seed ‖ i), i of 4 bytes from 0 on, cut into eight words each. */
function wordsOf(seed: Hex): () => number {
  const head = hexToBytes(seed);
  let block = 0;
  let at = WORDS;
  let view: DataView = new DataView(new ArrayBuffer(0));
  return () => {
    if (at === WORDS) {
      const hash = keccak256(concatBytes([head, numberToBytes(block, { size: 4 })]), "bytes");
      view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
      block += 1;
      at = 0;
    }
    at += 1;
    return view.getUint32((at - 1) * WORD_BYTES);
  };
}

/** A number from 0 up to, but not including, `limit`, each equally likely: words beyond the last whole multiple are passed over. */
function below(next: () => number, limit: number): number {
  const end = WORD_RANGE - (WORD_RANGE % limit);
  for (;;) {
    const word = next();
    if (word < end) return word % limit;
  }
}

/**
 * Puts all seats of a snapshot into the order that a seed gives them, by Fisher and Yates: from the last place down, each place
 * changes with one at or before it. The order follows from the seed and the seats alone; no pact changes it.
 *
 * @throws InvalidFieldError for a seed that is no 32 bytes.
 * @example
 * import { orderSeats } from "quittance/jury";
 *
 * const person = "0x00000000000000000000000000000000000000b1";
 * const seats = [0, 1, 2, 3].map((seat) => ({ seat, owner: person, key: person }) as const);
 * const order = orderSeats({ seed: `0x${"11".repeat(32)}`, seats });
 * console.log(order.map(({ seat }) => seat).toSorted()); // [ 0, 1, 2, 3 ]
 */
export function orderSeats(input: {
  readonly seed: Hex;
  readonly seats: readonly SnapshotSeat[];
}): readonly SnapshotSeat[] {
  requireOptions(input, "seed seats");
  const { seed } = input;
  if (!/^0x[0-9a-f]{64}$/i.test(seed)) {
    throw new InvalidFieldError({
      field: "seed",
      value: seed,
      problem: "must be 32 bytes",
      remedy: "Give what seedOf returned.",
    });
  }
  const order = [...input.seats];
  const next = wordsOf(seed);
  for (let place = order.length - 1; place > 0; place--) {
    const other = below(next, place + 1);
    const [here, there] = [order[place], order[other]];
    if (here === undefined || there === undefined) continue;
    order[place] = there;
    order[other] = here;
  }
  return order;
}

/** Which seats count for a panel. */
export interface SeatFilter {
  /** Keys whose profile says that they can check the pact, in lower case. */
  readonly able: ReadonlySet<string>;
  /** Addresses that neither own a seat of the panel nor are its key, in lower case. */
  readonly excluded: ReadonlySet<string>;
}

/** Who could be drawn. */
export interface DrawOutlook {
  /** Seats of the snapshot. */
  readonly seats: number;
  /** Distinct owners of seats. */
  readonly owners: number;
  /** Distinct owners with a juror who can check the pact; when there are fewer distinct keys, their number. */
  readonly able: number;
  /** How many of them a draw takes: five for each place. */
  readonly needed: number;
}

function counts({ able, excluded }: SeatFilter, { owner, key }: SnapshotSeat): boolean {
  const [ofOwner, ofKey] = [keyOf(owner), keyOf(key)];
  return able.has(ofKey) && !excluded.has(ofOwner) && !excluded.has(ofKey);
}

/** How many could be drawn for a panel of `jurors`. It is known before there is a seed. */
export function outlookOf(seats: readonly SnapshotSeat[], filter: SeatFilter, jurors: number): DrawOutlook {
  const counted = seats.filter((seat) => counts(filter, seat));
  const owners = new Set(counted.map(({ owner }) => keyOf(owner)));
  const keys = new Set(counted.map(({ key }) => keyOf(key)));
  return {
    seats: seats.length,
    owners: new Set(seats.map(({ owner }) => keyOf(owner))).size,
    able: Math.min(owners.size, keys.size),
    needed: CANDIDATES_PER_PLACE * jurors,
  };
}

/** The first `jurors` keys of the order that count, each owner and each key once. */
export function firstAble(order: readonly SnapshotSeat[], filter: SeatFilter, jurors: number): Address[] {
  const panel: Address[] = [];
  const taken = new Set<string>();
  for (const seat of order) {
    if (panel.length === jurors) break;
    const [owner, key] = [`owner ${keyOf(seat.owner)}`, `key ${keyOf(seat.key)}`];
    if (!counts(filter, seat) || taken.has(owner) || taken.has(key)) continue;
    taken.add(owner).add(key);
    panel.push(seat.key);
  }
  return panel;
}

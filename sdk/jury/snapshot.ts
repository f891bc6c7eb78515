import { type Address, type Hex, zeroAddress } from "viem";
import { maturityFunction, seatOfFunction, seatsFunction } from "../abi/fragments/juror-pool.ts";
import type { ActingClient } from "../client/action-types.ts";
import { readPool } from "../client/read.ts";
import { isRevert, readMany } from "../client/read-many.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { DrawMismatchError } from "../errors/jury.ts";
import { lazily } from "../errors/lazily.ts";
import { lastBlockAt } from "../identity/did/blocks.ts";
import { hashCanonical } from "../json/canonical.ts";
import { address, bytes32, list, must, record, type Schema, time, uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { requireAddress } from "../protocol/address.ts";
import { momentOrClock } from "../protocol/moment.ts";
import { readHeader } from "./block.ts";
import { blockNumber, format, keyOf } from "./fields.ts";

/** A seat of a snapshot. */
export interface SnapshotSeat {
  readonly seat: number;
  readonly owner: Address;
  /** The key that signs its ballots. */
  readonly key: Address;
}

/** The seats of a pool that could be drawn from in one block: taken, open and mature. */
export interface SeatSnapshot {
  readonly format: "quittance/seats/1";
  readonly chainId: number;
  readonly pool: Address;
  /** A final block; the snapshot is of the state after it. */
  readonly block: number;
  readonly blockHash: Hex;
  /** Of that block, unix seconds. */
  readonly timestamp: number;
  /** Seconds that a seat must have been taken for, of the pool. */
  readonly maturity: number;
  /** Ascending by number. */
  readonly seats: readonly SnapshotSeat[];
}

/** How old a snapshot is at least when a draw is proposed: no seat is taken and no key changed for one deal. Seconds. */
export const SNAPSHOT_LEAST_AGE = 86_400;
/** How old it is at most, so that no side picks among old days the one on which it had most seats. Seconds. */
export const SNAPSHOT_MOST_AGE = 7 * 86_400;
const MOST_SEATS = 50_000;

export const snapshotSchema = /* @__PURE__ */ lazily(
  (): Schema<SeatSnapshot> =>
    record({
      format: format("quittance/seats/1"),
      chainId: uint(48, { minimum: 1 }),
      pool: address(),
      block: blockNumber(),
      blockHash: bytes32(),
      timestamp: time(),
      maturity: uint(40),
      seats: list(record({ seat: uint(48), owner: address(), key: address() }), {
        entries: "seats",
        maximum: MOST_SEATS,
      }).check(
        must(
          (seats) => seats.every(({ seat }, at) => at === 0 || seat > (seats[at - 1]?.seat ?? 0)),
          "must be ascending by number",
        ),
      ),
    }),
);

/**
 * Takes the snapshot that a draw is made from: the open and mature seats of a pool, after the last final block that is at least a
 * day older than the first offer. Everybody who asks about the same block gets the same snapshot, with the same hash.
 *
 * @param input.firstOffer Unix seconds of the deal's first offer; this machine's clock when left out.
 * @param input.block The block, where the other side named one.
 * @throws InvalidFieldError when that block is not final, or not a day old; ContractMissingError when there was no pool;
 * RpcFailedError or NodeUnreachableError when the node does not answer, or has no state of that day any more.
 * @example
 * import { hashSeatSnapshot, takeSeatSnapshot } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.seatJurors(7);
 * await stack.increaseTime(60); // until the seats are mature
 * await stack.increaseTime(86_400);
 * const snapshot = await takeSeatSnapshot(stack.publicClient, { pool: stack.pool, firstOffer: await stack.now() });
 * console.log(snapshot.seats.length); // 7
 * console.log(hashSeatSnapshot(snapshot).length); // 66
 * await stack.stop();
 */
export async function takeSeatSnapshot(
  client: ActingClient,
  input: { readonly pool: Address; readonly firstOffer?: number; readonly block?: number },
): Promise<SeatSnapshot> {
  requireOptions(input, "pool firstOffer block");
  const { pool } = input;
  requireAddress("pool", pool);
  const latest = momentOrClock("firstOffer", input.firstOffer) - SNAPSHOT_LEAST_AGE;
  const final = await readHeader(client, "finalized");
  if (input.block === undefined) {
    const head = { number: BigInt(final.number), time: final.timestamp };
    const found = await lastBlockAt(client, latest, { first: 0n, head });
    if (found === undefined) return refuseBlock(0, "must be of a chain that is at least a day old");
    return seatsAfter(client, pool, Number(found.number));
  }
  const block = parseWith("block", blockNumber(), input.block);
  if (block > final.number) refuseBlock(block, `must be final: the last final block is ${final.number}`);
  const { timestamp } = await readHeader(client, BigInt(block));
  if (timestamp > latest) refuseBlock(block, "must be at least a day older than the first offer");
  return seatsAfter(client, pool, block);
}

/** Reads every seat after one block. The header is read again at the end: a node that changed its chain meanwhile is noticed. */
async function seatsAfter(client: ActingClient, pool: Address, number: number): Promise<SeatSnapshot> {
  const block = BigInt(number);
  const { hash, timestamp } = await readHeader(client, block);
  const [count, maturity] = await Promise.all([
    readPool(client, pool, seatsFunction, [], block),
    readPool(client, pool, maturityFunction, [], block),
  ]);
  if (count > BigInt(MOST_SEATS)) refuseBlock(number, `must have at most ${MOST_SEATS} seats in the pool`);
  const asked = Array.from({ length: Number(count) }, (_, seat) => ({
    address: pool,
    abi: [seatOfFunction],
    functionName: "seatOf",
    args: [BigInt(seat)],
  }));
  const answers = await readMany(client, asked, block);
  const seats = answers.flatMap((answer, seat): SnapshotSeat[] => {
    if (isRevert(answer)) throw answer;
    const { owner, key, joinedAt, closedAt } = answer as SeatAnswer;
    const isTaken = owner !== zeroAddress && closedAt === 0 && joinedAt + maturity <= timestamp;
    return isTaken ? [{ seat, owner, key }] : [];
  });
  const again = await readHeader(client, block);
  if (again.hash !== hash)
    throw new DrawMismatchError("snapshot", `block ${number} was replaced while it was read`);
  const chainId = await chainOf(client);
  const found = { chainId, pool, block: number, blockHash: hash, timestamp, maturity, seats };
  return parseWith("snapshot", snapshotSchema(), { format: "quittance/seats/1", ...found });
}

interface SeatAnswer {
  readonly owner: Address;
  readonly key: Address;
  readonly joinedAt: number;
  readonly closedAt: number;
}

async function chainOf(client: ActingClient): Promise<number> {
  return Number(await client.request({ method: "eth_chainId" } as never));
}

/**
 * The hash that names a snapshot: keccak256 of its canonical JSON.
 *
 * @throws InvalidFieldError for a malformed snapshot.
 * @example
 * import { hashSeatSnapshot } from "quittance/jury";
 *
 * const person = "0x00000000000000000000000000000000000000b1";
 * const hash = hashSeatSnapshot({
 *   ...{ format: "quittance/seats/1", chainId: 8453, pool: "0x00000000000000000000000000000000000000c1" },
 *   ...{ block: 1, blockHash: `0x${"11".repeat(32)}`, timestamp: 1_800_000_000, maturity: 604_800 },
 *   seats: [{ seat: 0, owner: person, key: person }],
 * });
 * console.log(hash.length); // 66
 */
export function hashSeatSnapshot(snapshot: SeatSnapshot): Hex {
  return hashCanonical(parseWith("snapshot", snapshotSchema(), snapshot));
}

/**
 * A snapshot from elsewhere: an object, or its JSON text. Whether the chain says the same is `checkSeatSnapshot`'s business.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseSeatSnapshot } from "quittance/jury";
 *
 * const block = `"block":1,"blockHash":"0x${"11".repeat(32)}","timestamp":1800000000,"maturity":604800`;
 * const text = `{"format":"quittance/seats/1","chainId":8453,"pool":"0x${"22".repeat(20)}",${block},"seats":[]}`;
 * console.log(parseSeatSnapshot(text).block); // 1
 */
export function parseSeatSnapshot(input: unknown): SeatSnapshot {
  return parseWith("snapshot", snapshotSchema(), input);
}

/**
 * Makes sure that a snapshot is what the chain says about its block, which is final by now.
 *
 * @throws DrawMismatchError when a seat or the block differs; RpcFailedError when the node has no state of that day any more.
 * @example
 * import { checkSeatSnapshot, takeSeatSnapshot } from "quittance/jury";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.seatJurors(3);
 * await stack.increaseTime(60); // until the seats are mature
 * await stack.increaseTime(86_400);
 * const { publicClient, pool } = stack;
 * const snapshot = await takeSeatSnapshot(publicClient, { pool, firstOffer: await stack.now() });
 * await checkSeatSnapshot(publicClient, { snapshot });
 * await stack.stop();
 */
export async function checkSeatSnapshot(
  client: ActingClient,
  input: { readonly snapshot: SeatSnapshot },
): Promise<void> {
  requireOptions(input, "snapshot");
  const given = parseWith("snapshot", snapshotSchema(), input.snapshot);
  const final = await readHeader(client, "finalized");
  if (given.block > final.number) {
    throw new DrawMismatchError("snapshot", `block ${given.block} of the snapshot is not final`);
  }
  const { hash } = await readHeader(client, BigInt(given.block));
  if (keyOf(hash) !== keyOf(given.blockHash)) {
    throw new DrawMismatchError(
      "snapshot",
      `block ${given.block} of the snapshot has another hash on the chain`,
    );
  }
  const own = await seatsAfter(client, given.pool, given.block);
  if (hashSeatSnapshot(own) === hashSeatSnapshot(given)) return;
  throw new DrawMismatchError("snapshot", "the snapshot has other seats than the pool had in its block");
}

function refuseBlock(block: number, problem: string): never {
  throw new InvalidFieldError({
    field: "block",
    value: block,
    problem,
    remedy: "Leave it out: the last final block that is a day old is taken then.",
  });
}

import { type Address, type Hex, keccak256, toHex } from "viem";
import type { Database, Statements } from "../../../apps/exchange/store/database.ts";
import { addPlaces } from "../../../apps/exchange/store/listing-places.ts";
import { type Dice, diceOf } from "../../../scripts/bench/market/requests.ts";
import { toJson } from "../../../sdk/json/index.ts";
import { hashListing, knownTasks, type ListingQuery, type SignedListing } from "../../../sdk/market/index.ts";
import { CLAUSE_KINDS } from "../../../sdk/pact/index.ts";

export const NOW = 1_900_000_000;
const DAY = 86_400;
const REGIONS = ["DE", "FR", "US", "US-CA", "JP", "IN", "BR", "GB", "NL", "KE", "SG", "PL"];
const CONTRACT: Address = `0x${"aa".repeat(20)}`;
/** Listings that are written at once. */
const BATCH = 2_000;

const pick = <Item>(dice: Dice, items: readonly Item[]): Item => {
  const item = items[dice(items.length)];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
};

const addressOf = (index: number): Address => `0x${keccak256(toHex(`seller/${index}`)).slice(2, 42)}`;

/** A listing such as sellers make; its signature is of the right length, and no one's: the store keeps text. */
function listingOf(index: number, dice: Dice): SignedListing {
  const task = pick(dice, knownTasks());
  const amount = BigInt(1_000_000 + dice(200_000_000));
  const price = pick(dice, [
    { model: "fixed", amount },
    { model: "per-unit", unit: "word", amount: BigInt(1 + dice(10_000)), least: amount },
    { model: "range", least: amount, most: amount * 3n },
  ] as const);
  return {
    ...{ format: "quittance/listing/1", chainId: 8_453, contract: CONTRACT, seller: addressOf(index >> 2) },
    ...{
      name: `listing-${index & 3}`,
      sequence: 1,
      task: `${task.name}@1`,
      schema: keccak256(toHex(task.name)),
    },
    ...{ title: `Work number ${index}`, description: "What is done, how, and what is not. ".repeat(6) },
    pact: keccak256(toHex(`pact/${index}`)),
    clauses: CLAUSE_KINDS.filter(() => dice(2) === 0).map((kind) => ({ kind, weight: 1_000 })),
    ...{ price, latency: 600 + dice(30 * DAY), capacity: 1 + dice(50), identity: {} },
    regions: dice(4) === 0 ? [] : [...new Set([pick(dice, REGIONS), pick(dice, REGIONS)])],
    ...{ validFrom: NOW - DAY, validUntil: NOW + (1 + dice(60)) * DAY },
    signature: `0x${"5a".repeat(65)}`,
  };
}

/** Fills an empty store; gives the hashes. */
export async function fillListings(database: Database, count: number): Promise<Hex[]> {
  const dice = quickDice(7);
  const hashes: Hex[] = [];
  for (let from = 0; from < count; from += BATCH) {
    await database.alone(async (sql) => {
      for (let index = from; index < Math.min(count, from + BATCH); index++) {
        hashes.push(await insert(sql, listingOf(index, dice), index, dice(10_001)));
      }
    });
  }
  return hashes;
}

async function insert(sql: Statements, listing: SignedListing, index: number, trust: number): Promise<Hex> {
  const hash = hashListing(listing);
  await sql.run(
    "INSERT INTO listings (sequence, kind, hash, seller, name, number, valid_until, body, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ...[index + 1, "listing", hash, listing.seller, listing.name, 1, listing.validUntil, toJson(listing), 0],
  );
  await sql.run(
    "INSERT INTO listing_hashes (hash, seller, name, kept_at) VALUES (?, ?, ?, 0)",
    ...[hash, listing.seller, listing.name],
  );
  await addPlaces(sql, listing, index + 1, trust);
  return hash;
}

/** Numbers of a small generator (xorshift): a hash for each would take longer than the store does. */
export function quickDice(seed: number): Dice {
  let state = (diceOf(seed)(2 ** 31) | 1) >>> 0;
  return (most) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % most;
  };
}

/** A question with ten filters. */
export function questionOf(dice: Dice): ListingQuery {
  const least = BigInt(1_000_000 + dice(100_000_000));
  return {
    task: `${pick(dice, knownTasks()).name}@1`,
    clauses: [pick(dice, CLAUSE_KINDS)],
    ...{ leastPrice: least, mostPrice: least + BigInt(10_000_000 + dice(100_000_000)) },
    region: pick(dice, REGIONS),
    latency: DAY + dice(30 * DAY),
    capacity: 1 + dice(30),
    model: pick(dice, ["fixed", "per-unit", "range"] as const),
    goodAt: NOW + dice(20) * DAY,
    trust: dice(6_000),
  };
}

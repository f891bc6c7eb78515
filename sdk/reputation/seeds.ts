import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireEach, requireList } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import type { PersonalSeed } from "./facts.ts";
import type { ReputationParameters } from "./parameters.ts";
import { lower, type Principals } from "./principals.ts";
import type { OwnedSeat } from "./read-facts.ts";

/** What each seed vouches with, in USDC base units, by principal; in the order of addresses. */
export type Seeds = ReadonlyMap<Address, bigint>;

const LARGEST_WEIGHT = 2 ** 32 - 1;

const inOrder = (stakes: ReadonlyMap<Address, bigint>): Seeds =>
  new Map([...stakes].filter(([, stake]) => stake > 0n).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Seeds of the global view: the stake of seats that are open and mature, by owner, each up to a cap. Stake is locked and can be lost,
 * and anybody who reads the chain sees it; an account, a deal with oneself or a rating costs nothing. A seat vouches with more of its
 * stake each day, so that what vouches was paid for with capital and time, in whichever proportion. Only the pools that are named
 * count, since anyone can deploy a pool that holds a token without value.
 */
export function seedsOfSeats(
  seats: readonly OwnedSeat[],
  pools: readonly Address[] | undefined,
  at: bigint,
  { seedMaturity, seedGrowth, seedCap }: ReputationParameters,
): Seeds {
  requireList("pools", pools ?? []);
  pools?.forEach((pool, index) => {
    requireAddress(`pools[${index}]`, pool);
  });
  const counted = new Set(pools?.map(lower));
  const stakes = new Map<Address, bigint>();
  for (const { pool, holder, stake, joinedAt, closedAt } of seats) {
    const isOpen = closedAt === undefined || closedAt > at;
    if (!counted.has(lower(pool)) || !isOpen || joinedAt + seedMaturity > at) continue;
    const age = at - joinedAt;
    const vouched = age < seedGrowth ? (stake * age) / seedGrowth : stake;
    const sum = (stakes.get(holder) ?? 0n) + vouched;
    stakes.set(holder, sum < seedCap ? sum : seedCap);
  }
  return inOrder(stakes);
}

/** Seeds of a personal view: what the asker trusts, by weight. */
export function seedsOfAsker(
  seeds: readonly PersonalSeed[],
  principals: Principals,
  { personalStake }: ReputationParameters,
): Seeds {
  requireEach("seeds", seeds, "address weight");
  const weights = new Map<Address, bigint>();
  seeds.forEach(({ address, weight }, index) => {
    requireAddress(`seeds[${index}].address`, address);
    if (!Number.isSafeInteger(weight) || weight < 1 || weight > LARGEST_WEIGHT) {
      throw new InvalidFieldError({
        field: `seeds[${index}].weight`,
        value: weight,
        problem: `must be a whole number from 1 to ${LARGEST_WEIGHT}`,
        remedy: "Give 1 to each when all count the same.",
      });
    }
    const principal = principals.of(address);
    weights.set(principal, (weights.get(principal) ?? 0n) + BigInt(weight));
  });
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0n);
  const stakes = [...weights].map(([seed, weight]) => [seed, (personalStake * weight) / sum] as const);
  return inOrder(new Map(stakes));
}

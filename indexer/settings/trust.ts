import { isAddress } from "viem";
import { type Deployment, type Environment, SettingsError } from "./settings.ts";

/** How scores are served. */
export interface TrustSettings {
  /** Juror pools whose stake vouches and whose duties count. */
  readonly pools: readonly `0x${string}`[];
  /** Points of one caller in a minute; a plain question costs one. */
  readonly perMinute: number;
  /** Whether a proxy of the operator's writes `x-forwarded-for`. */
  readonly isProxied: boolean;
}

const PER_MINUTE = 600;
const MOST_PER_MINUTE = 1_000_000;

/**
 * Reads how scores are served. Pools must be indexed: the others have no rows, and would vouch with nothing in silence.
 * Throws `SettingsError`.
 */
export function readTrustSettings(
  env: Environment,
  { jurorPools }: Pick<Deployment, "jurorPools">,
): TrustSettings {
  return {
    pools: readPools(env.QUITTANCE_TRUST_POOLS, jurorPools),
    perMinute: readPerMinute(env.QUITTANCE_TRUST_PER_MINUTE),
    isProxied: readFlag(env.QUITTANCE_PROXIED),
  };
}

function readPools(given: string | undefined, indexed: readonly string[]): readonly `0x${string}`[] {
  const values = given ? given.split(",").map((value) => value.trim().toLowerCase()) : indexed;
  const pools = [...new Set(values)].sort();
  const strange = pools.find((pool) => !isAddress(pool, { strict: false }));
  if (strange !== undefined) {
    const shown = strange.length > 42 ? "(not shown)" : JSON.stringify(strange);
    throw new SettingsError(
      `QUITTANCE_TRUST_POOLS has ${shown}, which is no address. Give 0x and 40 hex digits for each pool, with commas between.`,
    );
  }
  const unknown = pools.find((pool) => !indexed.includes(pool));
  if (unknown !== undefined) {
    throw new SettingsError(
      `QUITTANCE_TRUST_POOLS has ${unknown}, which is not indexed. Add it to QUITTANCE_JUROR_POOLS, or leave it out.`,
    );
  }
  return pools as `0x${string}`[];
}

function readPerMinute(given: string | undefined): number {
  if (!given) return PER_MINUTE;
  const value = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= MOST_PER_MINUTE) return value;
  throw new SettingsError(
    `QUITTANCE_TRUST_PER_MINUTE is ${JSON.stringify(given.slice(0, 20))}. Give a whole number from 1 to ${MOST_PER_MINUTE}.`,
  );
}

function readFlag(given: string | undefined): boolean {
  if (!given || given === "0") return false;
  if (given === "1") return true;
  throw new SettingsError(
    `QUITTANCE_PROXIED is ${JSON.stringify(given.slice(0, 20))}. Give 1 where your own proxy is in front of the indexer, else 0.`,
  );
}

import { isAddress } from "viem";
import { type CallerSettings, readCallers } from "./callers.ts";
import { type Deployment, type Environment, SettingsError } from "./settings.ts";

/** How scores are served; a plain question costs one point. */
export interface TrustSettings extends CallerSettings {
  /** Juror pools whose stake vouches and whose duties count. */
  readonly pools: readonly `0x${string}`[];
}

const PER_MINUTE = 600;

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
    ...readCallers(env, "QUITTANCE_TRUST_PER_MINUTE", PER_MINUTE),
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

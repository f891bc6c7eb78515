import type { Address } from "viem";
import type { ProfileConflict } from "./directory.ts";
import { keyOf } from "./fields.ts";
import type { SignedJurorProfile } from "./profile.ts";

/** Where a directory keeps what it was given. All of it was verified before. */
export interface ProfileStore {
  /** How many jurors have a profile. */
  readonly count: () => Promise<number>;
  readonly get: (juror: Address) => Promise<SignedJurorProfile | undefined>;
  readonly put: (signed: SignedJurorProfile) => Promise<void>;
  readonly all: () => Promise<readonly SignedJurorProfile[]>;
  /** Keeps proof that a juror signed two profiles with one sequence number. One proof of a juror is enough. */
  readonly keepConflict: (conflict: ProfileConflict) => Promise<void>;
  readonly conflicts: () => Promise<readonly ProfileConflict[]>;
}

/**
 * Keeps profiles in memory, for a directory that may start empty: jurors publish again.
 *
 * @example
 * import { memoryProfiles } from "quittance/jury";
 *
 * console.log(await memoryProfiles().count()); // 0
 */
export function memoryProfiles(): ProfileStore {
  const profiles = new Map<string, SignedJurorProfile>();
  const conflicts = new Map<string, ProfileConflict>();
  return {
    count: async () => profiles.size,
    get: async (juror) => profiles.get(keyOf(juror)),
    put: async (signed) => {
      profiles.set(keyOf(signed.profile.juror), signed);
    },
    all: async () => [...profiles.values()],
    keepConflict: async (conflict) => {
      const juror = keyOf(conflict[0].profile.juror);
      if (!conflicts.has(juror)) conflicts.set(juror, conflict);
    },
    conflicts: async () => [...conflicts.values()],
  };
}

/** How a recorded chain is filled. */
export interface Profile {
  readonly name: string;
  /** Events of the project's contracts in each block, about. */
  readonly perBlock: number;
}

export const PROFILES = {
  /** What is indexed at once, and what cost is looked at as it grows. */
  dense: { name: "dense", perBlock: 500 },
  sparse: { name: "sparse", perBlock: 50 },
  /** 2,800 events in 20 blocks. */
  burst: { name: "burst", perBlock: 140 },
  /** For five blocks a second. */
  live: { name: "live", perBlock: 12 },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof PROFILES;

/** Blocks from the one that Ponder takes as final to the latest: it indexes those live. */
export const UNFINAL_BLOCKS = 30;

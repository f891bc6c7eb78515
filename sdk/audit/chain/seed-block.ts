/** Blocks between a contest and the one whose hash seeds its draw, as the juror pool has it. */
export const SEED_DELAY = 25n;
/** How many past blocks' hashes a contract can ask for (EIP-2935). */
const SEED_REACH = 8191n;

/** The block whose hash seeds the draw of a contest, when the draw is made in block `draw` and no seed was pinned. */
export function seedBlockAt(contest: bigint, draw: bigint): bigint {
  const first = contest + SEED_DELAY;
  return draw > first ? first + ((draw - first - 1n) / SEED_REACH) * SEED_REACH : first;
}

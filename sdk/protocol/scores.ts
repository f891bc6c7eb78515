const LANE_BITS = 16n;
const LANES = 16;

/** A ballot on record: the juror's position in its panel, and the score. */
export interface RecordedScore {
  readonly position: number;
  readonly score: number;
}

/** Ballots from the contract's words: each position has a lane of 16 bits with score + 1, or 0 when its juror has not voted. */
export function scoresIn(words: readonly bigint[]): readonly RecordedScore[] {
  return Array.from({ length: words.length * LANES }, (_, position) => {
    const word = words[Math.floor(position / LANES)] ?? 0n;
    const lane = (word >> (LANE_BITS * BigInt(position % LANES))) % (1n << LANE_BITS);
    return { position, score: Number(lane) - 1 };
  }).filter(({ score }) => score >= 0);
}

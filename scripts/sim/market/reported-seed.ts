/** What the figures of the docs are played from. */
export const REPORTED_SEED = 7;
/** Negotiations of each pair of strategies. */
export const REPORTED_RUNS = 400;

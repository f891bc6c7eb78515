/** What the figures of the docs are played from. Tuning uses other seeds. */
export const REPORTED_SEED = 7;
/** How many times more a ring must spend for the top tier than without graph and caps, at least. */
export const LEAST_RING_COST_RATIO = 20;

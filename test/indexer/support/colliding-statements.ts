/**
 * Two statements that Ponder 0.16.10 takes for one. It remembers what it allows by the first 10 hex digits of SHA-256,
 * 0a229e8c36 for both: after the first, it runs the second without a look. Found by hashing 2^22 of the first with a
 * counter in its comment, then of the second until one was known: 67 s on one core of a busy machine.
 */
export const COLLIDING = {
  allowed: "select count(*) from deal /* 308296 */",
  forbidden: "update deal set milestone_count = 0 /* 204304 */",
} as const;

/**
 * Milliseconds after which a test counts as hung. No test has a limit of its own: what a quiet machine does in a second takes
 * a busy one a minute.
 */
export const HUNG_MS = 30 * 60_000;

/** The day of UTC that unix seconds lie in, as `2026-11-21`. */
export function dayOf(seconds: bigint): string {
  return new Date(Number(seconds) * 1_000).toISOString().slice(0, "2026-11-21".length);
}

/** Milliseconds between two looks, the same for everything that is measured. */
export const LOOK_MS = 20;
/** A machine that is this slow has stopped. */
const HUNG_MS = 600_000;

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Looks until something is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + HUNG_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("what was sent was not mined");
    await pause(LOOK_MS);
  }
}

/** Seconds that something takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/** The value that 95 of 100 are not above. */
export function p95Of(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.ceil(sorted.length * 0.95) - 1];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

import { setTimeout as sleep } from "node:timers/promises";

/** Looks until it is so; the runner's own limit ends what never is. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

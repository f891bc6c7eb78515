/** One operation; what it does is counted, not kept. */
export type Task = () => void | Promise<void>;

/** Two ways to do the same, measured beside each other. */
export interface Pair {
  readonly ours: Task;
  readonly baseline: Task;
}

/** Operations in a second of one core's work, independent of other load on the machine. */
export interface Rates {
  readonly ours: number;
  readonly baseline: number;
}

/** How long to measure. */
export interface Span {
  /** Milliseconds for everything; a round that has begun is ended. */
  readonly total: number;
  /** Milliseconds of one task in one round. */
  readonly slice: number;
}

/** Operations between two looks at the clock. */
const BURST = 8;
/** Rounds whose rates do not count: the engine is still compiling. */
const WARM_UP = 2;
const MICROSECONDS = 1_000_000;

/**
 * Rates of pairs of tasks in rounds, in each of which every task has its turn, so that both of a pair meet the same
 * machine. There is at least one round that counts.
 */
export async function measure<Name extends string>(
  pairs: Readonly<Record<Name, Pair>>,
  { total, slice }: Span,
): Promise<Record<Name, Rates[]>> {
  const names = Object.keys(pairs) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Rates[]>;
  const end = performance.now() + total;
  for (let round = 0; round <= WARM_UP || performance.now() < end; round++) {
    for (const name of names) {
      const { ours, baseline } = pairs[name];
      const rates = { ours: await rateOf(ours, slice), baseline: await rateOf(baseline, slice) };
      if (round >= WARM_UP) rounds[name].push(rates);
    }
  }
  return rounds;
}

async function rateOf(task: Task, slice: number): Promise<number> {
  const end = performance.now() + slice;
  const before = process.cpuUsage();
  let count = 0;
  do {
    for (let index = 0; index < BURST; index++) {
      const done = task();
      if (done !== undefined) await done;
    }
    count += BURST;
  } while (performance.now() < end);
  const { user, system } = process.cpuUsage(before);
  return (count * MICROSECONDS) / Math.max(1, user + system);
}

/** The middle of some numbers; the lower middle of an even count. */
export function medianOf(values: readonly number[]): number {
  const middle = [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}

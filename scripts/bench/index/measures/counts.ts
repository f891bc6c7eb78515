import { type IndexFigure, medianOf, ratioOf } from "../figures/goals.ts";
import { type Load, type Question, serveUnder } from "../http/load.ts";
import { countedQuery, requestOf } from "../http/thirty.ts";
import type { Bench } from "./bench.ts";
import type { Servers } from "./serving.ts";

const CONNECTIONS = 16;
/** How often each query is asked with its count and without, one after the other. */
const TURNS = 5;

interface Rates {
  readonly plain: number;
  readonly counted: number;
}

/** The query that a count of all rows slows down most, of all that have lists. */
export async function countFigure({ sizes, progress }: Bench, servers: Servers): Promise<IndexFigure> {
  const load = { connections: CONNECTIONS, seconds: sizes.loadSeconds / TURNS };
  const ratios: { readonly name: string; readonly clock: Rates; readonly cpu: Rates }[] = [];
  for (const query of servers.queries) {
    const withCount = countedQuery(query);
    if (withCount === undefined) continue;
    const [plain, counted] = [requestOf(query), requestOf(withCount)];
    await serveUnder({ ...load, seconds: load.seconds / 2 }, servers.indexer, [plain, counted]);
    const turns: { readonly plain: Turn; readonly counted: Turn }[] = [];
    // They take turns, so that other work of the machine slows both.
    for (let turn = 0; turn < TURNS; turn++) {
      const one = await ratesOf(load, servers, plain);
      turns.push({ plain: one, counted: await ratesOf(load, servers, counted) });
    }
    const clock = medians(turns, "perSecond");
    const cpu = medians(turns, "perCpuSecond");
    const share = (rates: Rates) => (rates.counted / rates.plain).toFixed(2);
    progress(
      `${query.name}: ${clock.counted.toFixed(0)} a second with a count, ${clock.plain.toFixed(0)} without: ${share(clock)}; ` +
        `in seconds of a processor ${share(cpu)}`,
    );
    ratios.push({ name: query.name, clock, cpu });
  }
  const shareOf = ({ counted, plain }: Rates) => counted / plain;
  const [worst] = [...ratios].sort((a, b) => shareOf(a.clock) - shareOf(b.clock));
  if (worst === undefined) throw new Error("no query asks for a list");
  const cpuValue = Math.min(...ratios.map(({ cpu }) => shareOf(cpu)));
  return ratioOf("count_rps_ratio", {
    ...{ measured: worst.clock.counted, baseline: worst.clock.plain },
    ...(Number.isFinite(cpuValue) ? { cpuValue } : {}),
    size: `${worst.name}, the worst of ${ratios.length} over ${servers.size}`,
  });
}

interface Turn {
  readonly perSecond: number;
  /** NaN where the system does not say. */
  readonly perCpuSecond: number;
}

async function ratesOf(load: Load, { indexer, cpuSeconds }: Servers, question: Question): Promise<Turn> {
  const before = await cpuSeconds.indexer();
  const { perSecond, waits } = await serveUnder(load, indexer, [question]);
  return { perSecond, perCpuSecond: waits.length / ((await cpuSeconds.indexer()) - before) };
}

function medians(turns: readonly { readonly plain: Turn; readonly counted: Turn }[], of: keyof Turn): Rates {
  const plain = medianOf(turns.map((turn) => turn.plain[of]));
  return { plain, counted: plain * medianOf(turns.map((turn) => turn.counted[of] / turn.plain[of])) };
}

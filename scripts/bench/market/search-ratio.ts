import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ListingQuery } from "../../../sdk/market/index.ts";
import { openListings } from "../../../test/support/exchange/listing-server.ts";
import { questionOf, quickDice } from "../../../test/support/exchange/many-listings.ts";
import type { MarketFigure } from "./order-changes.ts";

export interface SearchOptions {
  /** Listings of the store; 100,000 when left out. */
  readonly listings?: number | undefined;
  /** Searches, and as many reads by key; 2,000 when left out. */
  readonly rounds?: number | undefined;
}

/** Rounds before anything is counted. */
const WARM = 300;
/** Searches over the plain table. */
const SCANS = 40;

/**
 * How much longer an agent waits for a search with ten filters than for one listing by its key: the 95th percentile of each, by turns,
 * over HTTP from one exchange whose database is a file. The baseline is the same search, where the conditions are held against every
 * line of a plain table. What the database alone takes is told beside it, by medians: other programs lengthen single reads of microseconds.
 */
export async function measureSearchRatio(options: SearchOptions = {}): Promise<MarketFigure> {
  const { listings = 100_000, rounds = 2_000 } = options;
  const path = join(tmpdir(), `quittance-search-${process.pid}.sqlite`);
  const served = await openListings(path, listings);
  const { base, hashes } = served;
  try {
    const dice = quickDice(11);
    const times: Record<"search" | "read" | "storeSearch" | "storeRead" | "plain", number[]> = {
      ...{ search: [], read: [], storeSearch: [], storeRead: [], plain: [] },
    };
    for (let round = -WARM; round < rounds; round++) {
      const [query, other] = [questionOf(dice), questionOf(dice)];
      const [hash, another] = [dice(hashes.length), dice(hashes.length)].map((each) => hashes[each] ?? "0x");
      const read = await timed(() => get(`${base}/listings/${hash}`));
      const search = await timed(() => get(`${base}/listings?${parametersOf(query)}`));
      const storeRead = await timed(() => served.readOne(another ?? "0x"));
      const storeSearch = await timed(() => served.search(other));
      if (round < 0) continue;
      for (const [name, time] of Object.entries({ search, read, storeSearch, storeRead })) {
        times[name as keyof typeof times].push(time);
      }
    }
    // Afterwards, as it leaves nothing of the index in the processor's caches.
    for (let round = 0; round < SCANS; round++) {
      times.plain.push(await timed(() => get(`${base}/plain?${parametersOf(questionOf(dice))}`)));
    }
    const [search, read, plain] = [p95(times.search), p95(times.read), p95(times.plain)];
    const inStore = share(times.storeSearch, MIDDLE) / share(times.storeRead, MIDDLE);
    return {
      ...{ name: "search_p95_ratio", value: search / read, unit: "times", baseline: plain / read, goal: 10 },
      what:
        `p95 of a search with ten filters over ${listings} listings (${micro(search)}) over p95 of one listing by its key ` +
        `(${micro(read)}), by HTTP; in the database alone, by their medians, ${inStore.toFixed(1)} times`,
    };
  } finally {
    await served.stop();
    for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  }
}

function parametersOf(query: ListingQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return parameters;
}

async function get(url: string): Promise<void> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`the exchange answered ${response.status}: ${text.slice(0, 100)}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start);
}

const MIDDLE = 0.5;

/** The time that so many of all are below. */
function share(times: number[], part: number): number {
  const sorted = times.sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * part)] ?? 0;
}

const p95 = (times: number[]) => share(times, 0.95);

const micro = (nanoseconds: number) => `${(nanoseconds / 1_000).toFixed(0)} µs`;

import { once } from "node:events";
import { rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { listingsMount } from "../../../apps/exchange/market/listings.ts";
import type { Market } from "../../../apps/exchange/market/market.ts";
import type { Database } from "../../../apps/exchange/store/database.ts";
import { searchPlaces } from "../../../apps/exchange/store/listing-places.ts";
import { openSqlite } from "../../../apps/exchange/store/sqlite.ts";
import { openStoreOn } from "../../../apps/exchange/store/store.ts";
import { type ListingQuery, parseListingQuery } from "../../../sdk/market/index.ts";
import { fillListings, NOW, questionOf, quickDice } from "./listings.ts";
import type { MarketFigure } from "./order-changes.ts";

export interface SearchOptions {
  /** Listings of the store; 100,000 when left out. */
  readonly listings?: number | undefined;
  /** Searches, and as many reads by key; 2,000 when left out. */
  readonly rounds?: number | undefined;
}

/** A page of an exchange, as it gives it unasked. */
const LIMIT = 10;
/** Rounds before anything is counted. */
const WARM = 300;
/** Searches over the plain table. */
const SCANS = 40;

/**
 * How much longer an agent waits for a search with ten filters than for one listing by its key: the 95th percentile of each, by turns,
 * over HTTP from one exchange whose database is a file. The baseline is the same search, where the conditions are held against every
 * line of a plain table. What the database alone takes is told beside it.
 */
export async function measureSearchRatio(options: SearchOptions = {}): Promise<MarketFigure> {
  const { listings = 100_000, rounds = 2_000 } = options;
  const path = join(tmpdir(), `quittance-search-${process.pid}.sqlite`);
  const database = openSqlite(path);
  const server = createAdaptorServer({ fetch: await answersOf(database) });
  try {
    const hashes = await fillListings(database, listings);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dice = quickDice(11);
    const times: Record<"search" | "read" | "storeSearch" | "storeRead" | "plain", number[]> = {
      ...{ search: [], read: [], storeSearch: [], storeRead: [], plain: [] },
    };
    for (let round = -WARM; round < rounds; round++) {
      const [query, other] = [questionOf(dice), questionOf(dice)];
      const [hash, another] = [dice(hashes.length), dice(hashes.length)].map((each) => hashes[each] ?? "0x");
      const read = await timed(() => get(`${base}/listings/${hash}`));
      const search = await timed(() => get(`${base}/listings?${parametersOf(query)}`));
      const storeRead = await timed(() =>
        database.one("SELECT * FROM listings WHERE hash = ?", another ?? "0x"),
      );
      const storeSearch = await timed(() =>
        searchPlaces(database, other, { now: NOW, limit: LIMIT, after: undefined }),
      );
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
    const inStore = p95(times.storeSearch) / p95(times.storeRead);
    return {
      ...{ name: "search_p95_ratio", value: search / read, unit: "times", baseline: plain / read, goal: 10 },
      what:
        `p95 of a search with ten filters over ${listings} listings (${micro(search)}) over p95 of one listing by its key ` +
        `(${micro(read)}), by HTTP; in the database alone ${inStore.toFixed(1)} times`,
    };
  } finally {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
    await database.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  }
}

/** The listings of an exchange, and the same search over a plain table under `/plain`. */
async function answersOf(database: Database): Promise<(request: Request) => Response | Promise<Response>> {
  const store = await openStoreOn(database);
  const { serve } = listingsMount({ store, now: async () => NOW } as Market);
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/plain") return serve(request);
    const found = await scan(database, parseListingQuery(searchParams));
    return new Response(`{"listings":[${found.map(({ body }) => body).join()}]}`);
  };
}

/** The same question by conditions on the columns, without an index that serves it. */
function scan(database: Database, query: ListingQuery) {
  const { task = "", region = "", latency = 0, capacity = 0, trust = 0, goodAt = 0 } = query;
  return database.all(
    `SELECT listings.body FROM listing_places NOT INDEXED JOIN listings ON listings.sequence = listing_places.listing
      WHERE task = ? AND region IN (?, '*') AND model = 0 AND price BETWEEN ? AND ? AND latency <= ? AND capacity >= ?
        AND trust >= ? AND valid_from <= ? AND listing_places.valid_until > ? ORDER BY price LIMIT ?`,
    ...[task, region, Number(query.leastPrice), Number(query.mostPrice), latency, capacity, trust],
    ...[goodAt, goodAt, LIMIT],
  );
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

function p95(times: number[]): number {
  const sorted = times.sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}

const micro = (nanoseconds: number) => `${(nanoseconds / 1_000).toFixed(0)} µs`;

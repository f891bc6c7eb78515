import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hex } from "viem";
import { listingsMount } from "../../../apps/exchange/market/listings.ts";
import type { Market } from "../../../apps/exchange/market/market.ts";
import type { Database } from "../../../apps/exchange/store/database.ts";
import { searchPlaces } from "../../../apps/exchange/store/listing-places.ts";
import { openSqlite } from "../../../apps/exchange/store/sqlite.ts";
import { openStoreOn } from "../../../apps/exchange/store/store.ts";
import { type ListingQuery, parseListingQuery } from "../../../sdk/market/index.ts";
import { fillListings, NOW } from "./many-listings.ts";

/** A page of an exchange, as it gives it unasked. */
const LIMIT = 10;

/** Many listings in a file of SQLite, served as an exchange serves them, and under `/plain` without an index. */
export async function openListings(path: string, count: number) {
  const database = openSqlite(path);
  const server = createAdaptorServer({ fetch: await answersOf(database) });
  const hashes: readonly Hex[] = await fillListings(database, count);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hashes,
    /** One line by its key, by the database alone. */
    readOne: (hash: string) => database.one("SELECT * FROM listings WHERE hash = ?", hash),
    search: (query: ListingQuery) =>
      searchPlaces(database, query, { now: NOW, limit: LIMIT, after: undefined }),
    stop: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      server.close();
      await database.close();
    },
  };
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

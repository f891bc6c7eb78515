import type { Address } from "viem";
import { openLimiter } from "../../../apps/exchange/http/limiter.ts";
import { openAdmission } from "../../../apps/exchange/market/admission.ts";
import { listingFeed, listingsMount } from "../../../apps/exchange/market/listings.ts";
import type { Market } from "../../../apps/exchange/market/market.ts";
import { rfqsMount } from "../../../apps/exchange/market/rfqs.ts";
import { openSqlite } from "../../../apps/exchange/store/sqlite.ts";
import { openStoreOn } from "../../../apps/exchange/store/store.ts";
import type { ExchangeFetch } from "../../../sdk/market/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** The least ledger balance that admits an account here. */
export const LEAST_BALANCE = 10_000_000n;

/** The market of an exchange in this process, which is asked without a network; several make one `fetch`. */
export async function openTestMarket(
  stack: Stack,
  options: { readonly url?: string; readonly each?: number; readonly perAccount?: number } = {},
) {
  const { url = "http://one.example", each = 20, perAccount = 1_000 } = options;
  const store = await openStoreOn(openSqlite(":memory:"));
  const { publicClient: node, domain, address, now } = stack;
  const rules = { admits: ["balance"], leastBalance: LEAST_BALANCE, leastTrust: 1 } as const;
  const looks = { at: 0 };
  const admission = openAdmission({
    ...{ node, address, pool: undefined, indexer: undefined, rules },
    // Each look is a minute after the one before: what an account has is asked again.
    now: () => (looks.at += 61_000),
  });
  const market: Market = { node, domain, store, admission, limiter: openLimiter(perAccount), each, now };
  const mounts = [listingsMount(market), rfqsMount(market)];
  const fetch: ExchangeFetch = async (asked, init) => {
    const request = new Request(asked, init);
    const { pathname } = new URL(request.url);
    const mount = mounts.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
    return mount === undefined ? new Response("{}", { status: 404 }) : mount.serve(request);
  };
  return { url, market, store, fetch, feed: listingFeed(market), stop: () => store.close() };
}

export type TestMarket = Awaited<ReturnType<typeof openTestMarket>>;

/** Several exchanges under one `fetch`. */
export function fetchOf(
  markets: readonly { readonly url: string; readonly fetch: ExchangeFetch }[],
): ExchangeFetch {
  return (asked, init) => {
    const found = markets.find(({ url }) => asked.startsWith(`${url}/`));
    return found === undefined ? Promise.reject(new Error("no such host")) : found.fetch(asked, init);
  };
}

/** Gives an account the ledger balance that admits it. */
export const admit = (stack: Stack, account: { readonly address: Address }): Promise<void> =>
  stack.fundLedger(account.address, LEAST_BALANCE);

/** What an exchange answers to a path. */
export async function get({ url, fetch }: Pick<TestMarket, "url" | "fetch">, path: string) {
  const response = await fetch(`${url}${path}`, {});
  return { status: response.status, content: (await response.json()) as Record<string, unknown> };
}

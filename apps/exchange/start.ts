import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { getDomain } from "quittance/client";
import { abortedDrawsHandler } from "quittance/jury";
import { openScreening, type ScreeningTelling } from "quittance/node";
import { createPublicClient, http } from "viem";
import { createBoard } from "./board/board.ts";
import { screenedBoard } from "./board/screened.ts";
import { openChainClock } from "./chain/clock.ts";
import { openMatters } from "./chain/matters.ts";
import { directoryMount } from "./directory/directory.ts";
import { createApi, type Mount } from "./http/api.ts";
import { openLimiter } from "./http/limiter.ts";
import { openMetrics } from "./http/metrics.ts";
import { type Log, openLog } from "./log.ts";
import { openAdmission } from "./market/admission.ts";
import { listingFeed, listingsMount } from "./market/listings.ts";
import type { Market } from "./market/market.ts";
import { rfqsMount } from "./market/rfqs.ts";
import { watchSellers } from "./market/sellers.ts";
import { abortedDrawFeed, boardFeed, screenedFeed } from "./peers/feeds.ts";
import { startPuller } from "./peers/puller.ts";
import { codeOf, ExchangeSettingError } from "./setting-error.ts";
import type { ExchangeSettings } from "./settings.ts";
import { openStore } from "./store/open.ts";

/** An exchange that runs. */
export interface Exchange {
  readonly url: string;
  /** Takes no more requests, and ends what is under way. */
  stop(): Promise<void>;
}

/** Milliseconds for answers that are under way when it ends. */
const GRACE_MS = 5_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Starts an exchange: its ballot board, the market, what sides of joint draws did not go on with, and what pulls from its peers.
 *
 * @param mounts Other interfaces under the same port.
 * @throws ExchangeSettingError when the database or the port cannot be opened; as `getDomain` does.
 */
export async function startExchange(
  settings: ExchangeSettings,
  log: Log = openLog((line) => process.stdout.write(`${line}\n`)),
  mounts: readonly Mount[] = [],
): Promise<Exchange> {
  const { rpcUrl, address, host, peers, pullEvery: every, perMinute, isProxied, keepDays } = settings;
  const node = createPublicClient({ transport: http(rpcUrl, { batch: { wait: 2 } }), cacheTime: 0 });
  const domain = await getDomain(node, { address });
  const onAsked: ScreeningTelling["onAsked"] = (news) => metrics.screened(news);
  const screening = openScreening(settings.screening ?? {}, { log, onAsked });
  const store = await openStore(settings);
  const metrics = openMetrics(store);
  const matters = openMatters(node, domain);
  const board = screenedBoard(createBoard({ node, domain, store, matters }), screening);
  const { pool } = settings;
  const abortedDraws = { client: node, domain, store: store.abortedDraws };
  const own = [{ path: "/aborted-draws", serve: abortedDrawsHandler(abortedDraws) }];
  const directory = pool === undefined ? [] : [directoryMount({ node, domain, pool, store: store.profiles })];
  const about = { chainId: domain.chainId, address, ...(pool && { pool }) };
  const market: Market = {
    ...{ node, domain, store, each: settings.listingsEach, now: openChainClock(node) },
    admission: openAdmission({ node, address, pool, indexer: settings.indexer, rules: settings }),
    limiter: openLimiter(settings.perAccount),
  };
  const trading = [listingsMount(market), rfqsMount(market)];
  const limiter = openLimiter(perMinute);
  const app = createApi({
    board,
    store,
    limiter,
    metrics,
    log,
    about,
    isProxied,
    screening,
    mounts: [...own, ...directory, ...trading, ...mounts],
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  try {
    server.listen(settings.port, host);
    await once(server, "listening");
  } catch (error) {
    await store.close();
    const problem = `cannot be used: ${host}:${settings.port} (${codeOf(error)})`;
    const remedy = "Give another port, or 0 for a free one. EXCHANGE_HOST is an address of this machine.";
    throw new ExchangeSettingError("EXCHANGE_PORT", problem, remedy);
  }
  // The board screens what it takes by itself.
  const others = [abortedDrawFeed(abortedDraws), listingFeed(market)];
  const feeds = [boardFeed(board), ...others.map((feed) => screenedFeed(feed, screening))];
  const puller = startPuller({ peers, feeds, store, metrics, log, every });
  const sellers = watchSellers(market, log);
  const prune = () =>
    store.prune(Date.now() - keepDays * DAY_MS).then(
      (deleted) => deleted > 0 && log("info", "old entries deleted", { deleted }),
      () => log("warn", "old entries stay"),
    );
  const pruning = setInterval(prune, HOUR_MS);
  pruning.unref();
  const { port } = server.address() as AddressInfo;
  log("info", "listening", { host, port });
  const stop = async () => {
    log("info", "stopping");
    clearInterval(pruning);
    server.close();
    const grace = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), GRACE_MS);
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    await Promise.all([puller.stop(), sellers.stop()]);
    if (server.listening) await once(server, "close");
    clearTimeout(grace);
    await store.close();
    log("info", "stopped");
  };
  return { url: `http://${host}:${port}`, stop };
}

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { getDomain } from "quittance/client";
import { getLedgerBalance } from "quittance/payments";
import { createPublicClient, http } from "viem";
import { createEngine } from "./engine/engine.ts";
import { createApi } from "./http/api.ts";
import { openFront } from "./http/front.ts";
import { openMetrics } from "./http/metrics.ts";
import { type Log, openLog } from "./log.ts";
import { RelayerSettingError } from "./setting-error.ts";
import type { RelayerSettings } from "./settings.ts";
import { openPostgresStore } from "./store/postgres.ts";
import { openSqliteStore } from "./store/sqlite.ts";
import { startWorker } from "./worker.ts";

/** A relayer that runs. */
export interface Relayer {
  readonly url: string;
  /** Takes no more requests, ends the step that it is in, and lets another worker go on. */
  stop(): Promise<void>;
}

/** Milliseconds for answers that are under way when it ends. */
const GRACE_MS = 5_000;

/**
 * Starts a relayer: its HTTP interface, and a worker for its key.
 *
 * @throws RelayerSettingError when there is no such contract, or when the sender owns something in it.
 */
export async function startRelayer(
  settings: RelayerSettings,
  log: Log = openLog((line) => process.stdout.write(`${line}\n`)),
): Promise<Relayer> {
  const { account, fees, databaseUrl, databasePath, pollEvery, mostQueued, authenticate } = settings;
  const node = createPublicClient({ transport: http(settings.rpcUrl, { batch: { wait: 2 } }), cacheTime: 0 });
  const { address } = settings.engine;
  const { chainId } = await getDomain(node, { address });
  if ((await getLedgerBalance(node, { address, owner: account.address })) > 0n) {
    const remedy = "Withdraw it: what the sender owns is at risk where it sends what others made.";
    throw new RelayerSettingError(
      "RELAYER_KEY_FILE",
      "is of an account with a balance in the contract",
      remedy,
    );
  }
  const engineSettings = { ...settings.engine, chainId };
  const store = databaseUrl ? await openPostgresStore(databaseUrl) : openSqliteStore(databasePath);
  const metrics = openMetrics(store);
  const engine = createEngine({
    ...{ node, account, store, settings: engineSettings, log },
    onMined: ({ gasUsed, effectiveGasPrice }, items) =>
      metrics.mined(gasUsed, gasUsed * effectiveGasPrice, items),
  });
  const worker = startWorker({ engine, node, sender: account.address, metrics, log, pollEvery });
  const front = openFront({
    ...{ node, store, settings: engineSettings, fees, mostQueued, now: Date.now, wake: worker.wake },
  });
  const about = { chainId, address, sender: account.address, ...(fees && { payee: fees.payee }) };
  const app = createApi({ front, authenticate, metrics, log, about, trouble: worker.trouble });
  const server = createAdaptorServer({ fetch: app.fetch });
  const stop = async () => {
    log("info", "stopping");
    server.close();
    const grace = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), GRACE_MS);
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    await worker.stop();
    if (server.listening) await once(server, "close");
    clearTimeout(grace);
    await store.close();
    log("info", "stopped");
  };
  try {
    server.listen(settings.port, settings.host);
    await once(server, "listening");
  } catch (error) {
    await worker.stop();
    await store.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${settings.host}:${port}`;
  log("info", "listening", { host: settings.host, port });
  return { url, stop };
}

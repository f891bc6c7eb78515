import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { getDomain } from "quittance/client";
import { openScreening, type ScreeningTelling } from "quittance/node";
import { getLedgerBalance } from "quittance/payments";
import { type Address, createPublicClient, http } from "viem";
import { createEngine } from "./engine/engine.ts";
import type { NodeClient } from "./engine/node.ts";
import { createRedeemer, type RedeemerOptions } from "./fees/redeemer.ts";
import { createApi } from "./http/api.ts";
import { openArrivals } from "./http/arrivals.ts";
import { openFront } from "./http/front.ts";
import { openMetrics } from "./http/metrics.ts";
import { type Log, openLog } from "./log.ts";
import { codeOf, RelayerSettingError } from "./setting-error.ts";
import type { RelayerSettings } from "./settings.ts";
import { openSimulator } from "./simulation/simulator.ts";
import { openStore } from "./store/open.ts";
import { startWorker } from "./worker.ts";

/** A relayer that runs. */
export interface Relayer {
  readonly url: string;
  /** Takes no more requests, ends the step that it is in, and lets another worker go on. */
  stop(): Promise<void>;
}

/** Redeems what is due after a step, unless that was done shortly before. */
function redeeming(options: RedeemerOptions): () => Promise<void> {
  const redeemer = createRedeemer(options);
  let next = 0;
  return async () => {
    if (options.now() < next) return;
    next = options.now() + options.fees.redeemEvery;
    await redeemer.redeemDue();
  };
}

/** Milliseconds for answers that are under way when it ends. */
const GRACE_MS = 5_000;

/**
 * Starts a relayer: its HTTP interface, and a worker for each of its keys.
 *
 * @throws RelayerSettingError when a sender owns something in the contract, or when the database or the port cannot be opened.
 */
export async function startRelayer(
  settings: RelayerSettings,
  log: Log = openLog((line) => process.stdout.write(`${line}\n`)),
): Promise<Relayer> {
  const { accounts, fees, pollEvery, mostQueued, authenticate } = settings;
  const node = createPublicClient({ transport: http(settings.rpcUrl, { batch: { wait: 2 } }), cacheTime: 0 });
  const { address } = settings.engine;
  const { chainId } = await getDomain(node, { address });
  const senders = accounts.map((account) => account.address);
  for (const owner of senders) await refuseOwner(node, { address, owner });
  const engineSettings = { ...settings.engine, chainId };
  const onAsked: ScreeningTelling["onAsked"] = (news) => metrics.screened(news);
  const screening = openScreening(settings.screening ?? {}, { log, onAsked });
  const store = await openStore(settings, log);
  const metrics = openMetrics(store);
  const arrivals = openArrivals(store);
  const onStep = arrivals.look;
  const redeem = fees && redeeming({ node, store, settings: engineSettings, fees, now: Date.now, log });
  const workers = accounts.map((account, index) => {
    const sender = account.address;
    const engine = createEngine({
      ...{ node, account, store, settings: engineSettings, log },
      onMined: ({ gasUsed, effectiveGasPrice }, items) =>
        metrics.mined(sender, gasUsed, gasUsed * effectiveGasPrice, items),
    });
    // One of them is enough to redeem for all.
    const afterStep = index === 0 ? redeem : undefined;
    return startWorker({
      ...{ engine, node, sender, metrics, log, pollEvery, onStep },
      ...(afterStep && { afterStep }),
    });
  });
  const wake = () => {
    for (const worker of workers) worker.wake();
  };
  const stopWorkers = () => Promise.all(workers.map((worker) => worker.stop()));
  const front = openFront({
    ...{ node, simulator: openSimulator({ node, ...engineSettings }), store, settings: engineSettings },
    ...{ fees, mostQueued, arrivals, now: Date.now, wake, screening },
  });
  const about = { chainId, address, senders, ...(fees && { payee: fees.payee }) };
  const troubles = () => Object.fromEntries(workers.map(({ sender, trouble }) => [sender, trouble()]));
  const app = createApi({ front, authenticate, metrics, log, about, troubles });
  const server = createAdaptorServer({ fetch: app.fetch });
  const stop = async () => {
    log("info", "stopping");
    server.close();
    arrivals.end();
    const grace = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), GRACE_MS);
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    await stopWorkers();
    if (server.listening) await once(server, "close");
    clearTimeout(grace);
    await store.close();
    log("info", "stopped");
  };
  try {
    server.listen(settings.port, settings.host);
    await once(server, "listening");
  } catch (error) {
    await stopWorkers();
    await store.close();
    const problem = `cannot be used: ${settings.host}:${settings.port} (${codeOf(error)})`;
    throw new RelayerSettingError(
      "RELAYER_PORT",
      problem,
      "Give another port, or 0 for a free one. RELAYER_HOST is an address of this machine.",
    );
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${settings.host}:${port}`;
  log("info", "listening", { host: settings.host, port });
  return { url, stop };
}

async function refuseOwner(node: NodeClient, asked: { readonly address: Address; readonly owner: Address }) {
  if ((await getLedgerBalance(node, asked)) === 0n) return;
  const remedy = "Withdraw it: what the sender owns is at risk where it sends what others made.";
  const problem = `has the key of ${asked.owner}, which has a balance in the contract`;
  throw new RelayerSettingError("RELAYER_KEY_FILE", problem, remedy);
}

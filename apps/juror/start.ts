import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { getDomain } from "quittance/client";
import { guardedFetch, openBallotGuard } from "quittance/node";
import { createPublicClient, http } from "viem";
import { boardSteps } from "./daemon/board-work.ts";
import { chainClock } from "./daemon/clock.ts";
import { collecting } from "./daemon/collect.ts";
import { startDaemon } from "./daemon/daemon.ts";
import { createApi } from "./http/api.ts";
import { deliveriesFrom } from "./http/deliveries.ts";
import { openMetrics } from "./http/metrics.ts";
import { openEvaluator } from "./judging/evaluator.ts";
import { openEvidence } from "./judging/evidence.ts";
import { openModels } from "./judging/models.ts";
import { openPacts } from "./judging/pacts.ts";
import { evidenceStores } from "./judging/stores.ts";
import { unsealing } from "./judging/unsealing.ts";
import { type Log, openLog } from "./log.ts";
import { openQueue } from "./queue/queue.ts";
import { codeOf, JurorSettingError } from "./setting-error.ts";
import type { JurorSettings } from "./settings.ts";
import { oneByOne, openSender } from "./settling/sender.ts";
import { settleSteps } from "./settling/settle-work.ts";

/** A juror that runs. */
export interface Juror {
  readonly url: string;
  /** Takes no more work, finishes what it is signing or posting, and closes its files. */
  stop(): Promise<void>;
}

/** Looks at the queue between two looks at a milestone for which something may be due. */
const LOOKS_EACH = 2;
/** Milliseconds for answers that are under way when it ends. */
const GRACE_MS = 5_000;

/**
 * Starts a juror: the daemon that judges, and its HTTP interface.
 *
 * @throws JurorSettingError when a setting cannot be used, or the port or the folder cannot be opened.
 */
export async function startJuror(settings: JurorSettings, given?: Log): Promise<Juror> {
  const log = given ?? openLog((line) => process.stdout.write(`${line}\n`), settings.json);
  const { account, address, folder, pollEvery, allowPrivate, dryRun, rpcUrl } = settings;
  const node = createPublicClient({ transport: http(rpcUrl, { batch: { wait: 2 } }), cacheTime: 0 });
  const domain = await getDomain(node, { address });
  const clock = chainClock(node, pollEvery);
  const fetch = allowPrivate ? undefined : guardedFetch();
  const web = { ...(fetch && { fetch }), allowPrivate, timeoutMs: settings.fetchTimeout };
  const queue = await opened(folder, () =>
    openQueue({ path: join(folder, "juror.sqlite"), leaseFor: settings.leaseFor }),
  );
  const metrics = openMetrics(queue);
  const pacts = openPacts({ folder: join(folder, "pacts"), urls: settings.pacts, web });
  const evidence = openEvidence({
    ...{ stores: evidenceStores(settings.stores), web, mostBytes: settings.mostBytes },
    unseal: await unsealing(settings.encryptionKey),
  });
  const models = settings.models && (await openModels(settings.models, folder, account.address));
  const guard = openBallotGuard({ folder: settings.guardFolder });
  const step = boardSteps({
    account,
    domain,
    guard,
    node,
    clock,
    boards: settings.boards,
    lookEvery: 2 * pollEvery,
  });
  const { collect, submit } = settings;
  const inTurn = oneByOne();
  const daemon = startDaemon({
    ...{
      node,
      queue,
      clock,
      log,
      pollEvery,
      atOnce: settings.atOnce,
      judgingTimeout: settings.judgingTimeout,
    },
    judging: { pacts, evidence, evaluator: openEvaluator(models), leastFee: settings.leastFee },
    step: dryRun ? undefined : step,
    watched: {
      ...{ address, agent: account.address, fromBlock: settings.fromBlock },
      ...{ confirmations: settings.confirmations, pollingInterval: pollEvery },
    },
    settle:
      submit === undefined || dryRun
        ? undefined
        : settleSteps({
            ...{ node, domain, account, boards: settings.boards, clock, oneByOne: inTurn, log },
            ...{ when: submit.when, lookEvery: LOOKS_EACH * pollEvery, counted: metrics.counted },
            sender: openSender({ ...{ node, rpcUrl, account, address }, ...submit }),
          }),
    collect:
      collect === undefined || dryRun
        ? undefined
        : collecting({
            node,
            rpcUrl,
            account,
            address,
            ...collect,
            log,
            collected: metrics.collected,
            oneByOne: inTurn,
          }),
    counted: metrics.counted,
  });
  const about = { juror: account.address, chainId: domain.chainId, address, dryRun, boards: settings.boards };
  const hand = deliveriesFrom({ queue, node, domain, juror: account.address, clock });
  const app = createApi({ queue, pacts, hand, metrics, log, about, trouble: daemon.trouble });
  const server = createAdaptorServer({ fetch: app.fetch });
  const stop = async () => {
    log("info", "stopping");
    server.close();
    const grace = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), GRACE_MS);
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    await daemon.stop();
    if (server.listening) await once(server, "close");
    clearTimeout(grace);
    queue.close();
    log("info", "stopped");
  };
  try {
    server.listen(settings.port, settings.host);
    await once(server, "listening");
  } catch (error) {
    await daemon.stop();
    queue.close();
    const problem = `cannot be used: ${settings.host}:${settings.port} (${codeOf(error)})`;
    const remedy = "Give another port, or 0 for a free one. JUROR_HOST is an address of this machine.";
    throw new JurorSettingError("JUROR_PORT", problem, remedy);
  }
  const { port } = server.address() as AddressInfo;
  log("info", "listening", { host: settings.host, port, juror: account.address });
  return { url: `http://${settings.host}:${port}`, stop };
}

async function opened<Opened>(folder: string, open: () => Opened): Promise<Opened> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return open();
  } catch (error) {
    const remedy =
      "Give a folder on a local disk that the juror may write to, and that is kept across restarts.";
    throw new JurorSettingError("JUROR_FOLDER", `cannot be used (${codeOf(error)})`, remedy);
  }
}

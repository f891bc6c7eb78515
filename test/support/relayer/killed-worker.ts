// A worker in a process of its own, which kills itself at a fault point. Its parent tells it each thing that it does.

import { createPublicClient, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import type { NodeClient } from "../../../apps/relayer/engine/node.ts";
import type { EngineSettings } from "../../../apps/relayer/engine/settings.ts";
import { openPostgresStore } from "../../../apps/relayer/store/postgres.ts";
import { openSqliteStore } from "../../../apps/relayer/store/sqlite.ts";
import { DEVELOPMENT_MNEMONIC } from "../../../sdk/testing/accounts.ts";
import { obedientWorker } from "./obedient-worker.ts";
import type { Command, WorkerJob } from "./worker-process.ts";

const { rpcUrl, database, schema, settings } = JSON.parse(process.env.RELAYER_JOB ?? "") as WorkerJob;
const store = database.startsWith("postgres")
  ? await openPostgresStore(database, schema)
  : openSqliteStore(database);
const read = Object.fromEntries(
  Object.entries(settings).map(([name, value]) => [name, /Fee|Gas/.test(name) ? BigInt(value) : value]),
);
const node = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 }) as NodeClient;
const account = mnemonicToAccount(DEVELOPMENT_MNEMONIC);
const obey = obedientWorker({ node, account, store, settings: read as unknown as EngineSettings }, () =>
  process.kill(process.pid, "SIGKILL"),
);

// Its parent's end is its own: without a channel, nothing keeps it.
process.on("message", async (command: Command) => {
  await obey(command);
  process.send?.("done");
});
process.send?.("ready");

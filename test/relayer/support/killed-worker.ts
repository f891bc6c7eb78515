// A worker in a process of its own, which ends itself at a fault point. Its parent gives it everything by its environment.

import { readFileSync } from "node:fs";
import { createPublicClient, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { createEngine } from "../../../apps/relayer/engine/engine.ts";
import { openPostgresStore } from "../../../apps/relayer/store/postgres.ts";
import { openSqliteStore } from "../../../apps/relayer/store/sqlite.ts";
import { DEVELOPMENT_MNEMONIC } from "../../../sdk/testing/index.ts";
import { type FaultPoint, nodeWithFaults, withFaults } from "./faults.ts";

/** What the parent writes into a file. */
export interface WorkerJob {
  readonly rpcUrl: string;
  /** A path, or the URL of PostgreSQL. */
  readonly database: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly intents: readonly { readonly id: `0x${string}`; readonly data: `0x${string}` }[];
  readonly owner: string;
  /** Where to end; nowhere when it is left out. */
  readonly point?: FaultPoint;
}

const PAUSE_MS = 15;
const job = JSON.parse(readFileSync(process.env.RELAYER_JOB ?? "", "utf8")) as WorkerJob;
const at = (point: FaultPoint) => {
  if (point === job.point) process.kill(process.pid, "SIGKILL");
};
const opened = job.database.startsWith("postgres")
  ? await openPostgresStore(job.database)
  : openSqliteStore(job.database);
const store = withFaults(opened, at);
const plain = createPublicClient({ transport: http(job.rpcUrl), cacheTime: 0 });
const engine = createEngine({
  node: nodeWithFaults(plain, at, (_, forward) => forward()),
  account: mnemonicToAccount(DEVELOPMENT_MNEMONIC),
  store,
  settings: Object.fromEntries(
    Object.entries(job.settings).map(([name, value]) => [name, /Fee|Gas/.test(name) ? BigInt(value) : value]),
  ) as never,
});

for (const { id, data } of job.intents) {
  await store.addIntent({ id, owner: job.owner, data, fee: 0n, askedAt: Date.now() });
}
for (;;) {
  try {
    await engine.step();
  } catch {
    // The node may be about to go back; the next step looks again.
  }
  const { intents, transactions } = await store.counts();
  const isMoving = intents.queued || intents.sent || intents.done || transactions.open || transactions.mined;
  if (!isMoving) break;
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
await engine.yield();
await store.close();

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseGwei } from "viem";
import type { Store } from "../../../apps/relayer/store/store.ts";
import type { FaultPoint } from "./faults.ts";
import type { WorkerJob } from "./killed-worker.ts";
import { mine, OWNER, type Scene } from "./scene.ts";

const PROGRAM = fileURLToPath(new URL("killed-worker.ts", import.meta.url));
const PAUSE_MS = 15;

export interface Story {
  readonly scene: Scene;
  /** A path, or the URL of PostgreSQL. */
  readonly database: string;
  readonly openStore: () => Promise<Store> | Store;
  readonly point: FaultPoint;
}

export interface Told {
  /** Whether the process ended at the point. */
  readonly isEnded: boolean;
  readonly store: Store;
}

/**
 * A story that passes every fault point: a transaction waits until it is replaced, its block is taken back, another transaction
 * takes its nonce, and all is sent again. The worker ends at one point, and another one goes on.
 */
export async function playStory({ scene, database, openStore, point }: Story): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), "quittance-relayer-job-"));
  const [first, second] = scene.intents.filter(({ expected, orderId }) => expected === "done" && orderId);
  const bad = scene.intents.find(({ expected }) => expected === "refused");
  if (first === undefined || second === undefined || bad === undefined)
    throw new Error("the scene lacks intents");
  const settings = Object.fromEntries(
    Object.entries({ ...scene.settings, stuckAfter: 150, leaseFor: 400, freshFor: 0 }).map(
      ([name, value]) => [name, typeof value === "bigint" ? String(value) : value],
    ),
  );
  const write = (name: string, job: Omit<WorkerJob, "rpcUrl" | "database" | "settings" | "owner">) => {
    const path = join(folder, name);
    const { rpcUrl } = scene.stack;
    writeFileSync(path, JSON.stringify({ rpcUrl, database, settings, owner: OWNER, ...job }));
    return path;
  };
  const intents = [first, second, bad].map(({ id, data }) => ({ id, data }));
  const jobs = [write("first", { intents, point }), write("next", { intents })] as const;

  let isEnded = false;
  let isOver = false;
  let child: ChildProcess | undefined;
  const keepWorking = async () => {
    for (let run = 0; !isOver; run++) {
      child = spawn(process.execPath, [PROGRAM], {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, RELAYER_JOB: jobs[run === 0 ? 0 : 1] },
      });
      const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      if (signal === "SIGKILL") isEnded = true;
      else if (code === 0) return;
      else if (run > 2) throw new Error(`the worker ended with ${code ?? signal}`);
    }
  };
  const working = keepWorking();
  working.catch(() => undefined);
  const store = await openStore();
  try {
    await Promise.race([upsetChain(scene, store), working.then(() => new Promise<never>(() => undefined))]);
    await working;
    return { isEnded, store };
  } finally {
    isOver = true;
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
}

/** What happens on the chain meanwhile. */
async function upsetChain(scene: Scene, store: Store): Promise<void> {
  const { relayer, clientOf } = scene.stack;
  const transactions = () => store.unsettled(relayer.address, 0);
  const until = async (fits: () => Promise<boolean>) => {
    while (!(await fits())) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  };
  const stateOf = async () => (await transactions()).at(-1)?.state;
  const attempts = async () => {
    const last = (await transactions()).at(-1);
    return last === undefined ? [] : store.attempts(last.number);
  };
  const snapshot = await scene.request("evm_snapshot");
  await until(async () => (await attempts()).length >= 2);
  await mine(scene, 1);
  await until(async () => (await stateOf()) === "mined");
  await scene.request("evm_revert", snapshot);
  await until(async () => (await stateOf()) === "open");
  // Another program has the key: it takes the nonce.
  const nonce = (await transactions()).at(-1)?.nonce;
  for (const { hash } of await attempts())
    await scene.request("hardhat_dropTransaction", hash).catch(() => undefined);
  const fees = { maxFeePerGas: parseGwei("50"), maxPriorityFeePerGas: parseGwei("50") };
  await clientOf(relayer).sendTransaction({ to: relayer.address, nonce, gas: 21_000n, ...fees });
  await mine(scene, 31);
  await until(async () => (await transactions()).some(({ state }) => state === "lost"));
  await until(async () => (await transactions()).at(-1)?.state === "open");
  await until(async () => {
    await mine(scene, 31);
    const { intents } = await store.counts();
    return !(intents.queued || intents.sent || intents.done);
  });
}

import { parseGwei } from "viem";
import type { Store } from "../../../apps/relayer/store/store.ts";
import type { FaultPoint } from "./faults.ts";
import { obedientWorker } from "./obedient-worker.ts";
import { mine, type Scene } from "./scene.ts";
import type { Command, Worker } from "./worker-process.ts";

/**
 * In which order the chain and the worker do things. A story that leaves this to the clock of a busy machine can wait without an
 * end, for a state that has passed or never comes:
 *
 * - It waits for a second version of the transaction, and a block has the first one already.
 * - It drops the versions that it knows, and the worker has made another one since.
 * - It takes its snapshot late, so that going back leaves versions in the node that it did not count on.
 * - It waits until the worker sees a block, and the worker dies after the chain went back: the next one never sees it.
 */
export interface Order {
  /** How often the transaction is replaced before a block has it; with 0, the block comes first. */
  readonly replacements: 0 | 1 | 2;
  /** Whether the state to which the chain goes back has the replacements already. */
  readonly isSnapshotLate: boolean;
  /** Whether the point counts only once the chain went back, so that the worker lives until then. */
  readonly isArmedLate: boolean;
}

export const usualOrder: Order = { replacements: 1, isSnapshotLate: false, isArmedLate: false };

export interface Story {
  readonly scene: Scene;
  /** The worker that is killed. */
  readonly first: Worker;
  /** The same database, for the story's own looks and for the worker that goes on. */
  readonly store: Store;
  readonly point: FaultPoint;
  readonly order: Order;
}

/** Steps in which something must have come about; twice as many as any story takes. */
const MOST_STEPS = 24;
const START = 1_900_000_000_000;
const SECOND = 1_000;

/**
 * A story that passes every fault point: a transaction waits and is replaced, its block is taken back, another transaction takes
 * its nonce, and all is sent again. One worker is killed at a point, and another one goes on from whatever it left.
 *
 * Nothing happens by itself: each worker does one thing when it is told, by the story's own clock. So an order of events is the
 * same on any machine, and nothing is waited for but the answer of a worker, or its end.
 *
 * @returns Whether the worker was killed at the point.
 * @throws What the story waited for, when it does not come about in so many steps.
 */
export async function playStory({ scene, first, store, point, order }: Story): Promise<boolean> {
  const { replacements, isSnapshotLate, isArmedLate } = order;
  const { node, settings, request, stack } = scene;
  const { relayer, clientOf } = stack;
  const deep = settings.finalDepth + 1;
  let time = START;
  let worker: Worker | undefined = first;
  const goOn = obedientWorker({ node, account: relayer, store, settings }, () => undefined);

  /** Has the worker do something, or the one that comes after it: who had no answer asks again. */
  const direct = async (command: Command) => {
    if (worker !== undefined && (await worker.obey(command))) return;
    worker = undefined;
    if (command.do === "arm") return;
    // The lease of a worker that was killed runs out.
    time += settings.leaseFor;
    await goOn("now" in command ? { ...command, now: time } : command);
  };
  const step = async (after = SECOND) => {
    time += after;
    await direct({ do: "step", now: time });
  };
  const written = () => store.unsettled(relayer.address, 0);
  const last = async () => (await written()).at(-1);
  const until = async (
    what: string,
    isSo: () => Promise<boolean>,
    before: () => Promise<unknown> = async () => undefined,
  ) => {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      if (await isSo()) return;
      await before();
      await step();
    }
    const left = JSON.stringify(await store.counts());
    throw new Error(`${point}: after ${MOST_STEPS} steps the story still waits until ${what}: ${left}`);
  };

  if (!isArmedLate) await direct({ do: "arm", point });
  await direct({ do: "ask", intents: askedIn(scene), now: time });
  await until("a transaction is written", async () => (await last()) !== undefined);
  let snapshot = isSnapshotLate ? undefined : await request("evm_snapshot");
  for (let each = 0; each < replacements; each++) await step(settings.stuckAfter);
  snapshot ??= await request("evm_snapshot");

  // A worker that was killed before it handed over is followed by one that does.
  await until(
    "a block has it",
    async () => (await last())?.state === "mined",
    () => mine(scene, 1),
  );
  await request("evm_revert", snapshot);
  if (isArmedLate) await direct({ do: "arm", point });
  await until("its block is gone", async () => (await last())?.state === "open");

  // Another program has the key: it takes the nonce.
  const overtaken = await last();
  for (const { hash } of await store.attempts(overtaken?.number ?? 0))
    await request("hardhat_dropTransaction", hash).catch(() => undefined);
  const fees = { maxFeePerGas: parseGwei("50"), maxPriorityFeePerGas: parseGwei("50") };
  const foreign = { to: relayer.address, nonce: overtaken?.nonce, gas: 21_000n, ...fees };
  await clientOf(relayer).sendTransaction(foreign);
  await mine(scene, deep);
  await until("it is given up", async () => (await written()).some(({ state }) => state === "lost"));
  await until("another one is written", async () => (await last())?.number !== overtaken?.number);
  await until(
    "all is final",
    async () => {
      const { intents } = await store.counts();
      return !(intents.queued || intents.sent || intents.done);
    },
    () => mine(scene, deep),
  );
  await direct({ do: "yield" });
  return worker === undefined;
}

/** Two orders that can be paid, and one that cannot. */
export function askedIn({ intents }: Scene) {
  const payable = intents.filter(({ expected, orderId }) => expected === "done" && orderId).slice(0, 2);
  const refused = intents.filter(({ expected }) => expected === "refused").slice(0, 1);
  return [...payable, ...refused].map(({ id, data }) => ({ id, data }));
}

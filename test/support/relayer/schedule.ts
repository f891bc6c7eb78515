import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "viem";
import { createEngine, type Engine } from "../../../apps/relayer/engine/engine.ts";
import { openSqliteStore } from "../../../apps/relayer/store/sqlite.ts";
import type { Store } from "../../../apps/relayer/store/store.ts";
import { type FaultPoint, nodeWithFaults, withFaults } from "./faults.ts";
import { type Random, randomOf } from "./random.ts";
import { mine, OWNER, type Scene, type SceneIntent } from "./scene.ts";

/** A process that ended in the middle of something. */
class Ended extends Error {
  override readonly name = "Ended";
}

/** A store of each schedule, which is opened again after each end of a process. */
export type OpenStore = () => Promise<Store> | Store;

export interface Played {
  /** How often a process ended at each point. */
  readonly ends: ReadonlyMap<FaultPoint, number>;
  /** By how many blocks the chain went back. */
  readonly depths: ReadonlySet<number>;
  readonly store: Store;
}

const MOVES = 30;
const MOST_ENDING_MOVES = 80;
const DEEPEST = 25;
/** How likely a process ends at a point. */
const ENDING = 0.05;
/** What a node answers with null, as if it had never heard of it. */
const FORGOTTEN = new Set(["eth_getTransactionReceipt", "eth_getTransactionByHash"]);

/** One random schedule: workers that end anywhere, a node that drops, lies and forgets, blocks that come and go. */
export async function playSchedule(scene: Scene, seed: number, openStore: OpenStore): Promise<Played> {
  const random = randomOf(seed);
  const world = await startWorld(scene, random, openStore);
  for (let move = 0; move < MOVES; move++) await world.move();
  await world.heal();
  return { ends: world.ends, depths: world.depths, store: await world.store() };
}

interface Mark {
  readonly snapshot: unknown;
  readonly block: number;
}

async function startWorld(scene: Scene, random: Random, openStore: OpenStore) {
  const ends = new Map<FaultPoint, number>();
  const left: SceneIntent[] = [...scene.intents];
  const marks: Mark[] = [];
  const depths = new Set<number>();
  let isFaulty = true;
  let time = 1_900_000_000_000;
  let store = await openStore();
  let workers: Engine[] = [];

  const at = (point: FaultPoint) => {
    if (!isFaulty || !random.chance(ENDING)) return;
    ends.set(point, (ends.get(point) ?? 0) + 1);
    throw new Ended(point);
  };
  // All that is random is drawn when the node is asked, so that the same seed is the same schedule.
  const answer = async (method: string, forward: () => Promise<unknown>): Promise<unknown> => {
    if (!isFaulty) return forward();
    const [isDown, isLost, isForgotten] = [random.chance(0.02), random.chance(0.02), random.chance(0.1)];
    const lag = random.chance(0.05) ? random.whole(-2, 2) : 0;
    if (isDown) throw new Error("connection refused");
    const result = await forward();
    if (isLost) throw new Error("the answer was lost");
    if (isForgotten && FORGOTTEN.has(method)) return null;
    if (method === "eth_getTransactionCount") return toHex(Math.max(0, Number(result) + lag));
    return result;
  };
  const start = (): Engine => {
    const { stack, settings } = scene;
    const node = nodeWithFaults(scene.node, at, answer);
    return createEngine({
      node,
      account: stack.relayer,
      store: withFaults(store, at),
      settings,
      now: () => time,
    });
  };
  const restart = async () => {
    await store.close();
    store = await openStore();
    workers = [start(), start()];
  };
  workers = [start(), start()];

  const step = async (worker: number) => {
    try {
      await workers[worker]?.step();
    } catch (error) {
      if (!(error instanceof Ended)) return;
      if (random.chance(0.5)) await restart();
      else workers[worker] = start();
    }
  };
  const ask = async () => {
    const next = left.shift();
    if (next === undefined) return;
    try {
      await withFaults(store, at).addIntent({
        id: next.id,
        owner: OWNER,
        data: next.data,
        fee: 0n,
        askedAt: time,
      });
    } catch (error) {
      // The agent had no answer, and asks again.
      left.push(next);
      if (!(error instanceof Ended)) throw error;
      await restart();
    }
  };
  const block = async () => Number(await scene.request("eth_blockNumber"));
  const advance = async (blocks: number) => {
    marks.push({ snapshot: await scene.request("evm_snapshot"), block: await block() });
    await mine(scene, blocks);
  };
  /** Goes back up to 25 blocks; what was in them is gone, and the node has forgotten it. */
  const reorganise = async () => {
    const now = await block();
    const near = marks.filter((mark) => now - mark.block <= DEEPEST);
    const mark = near[random.whole(0, near.length - 1)];
    if (mark === undefined) return;
    if (now > mark.block) depths.add(now - mark.block);
    await scene.request("evm_revert", mark.snapshot);
    marks.length = marks.indexOf(mark);
    // Blocks that come now have other hashes than those that are gone.
    await scene.request("evm_increaseTime", random.whole(1, 30));
    if (random.chance(0.5)) await forget();
    if (random.chance(0.5)) await advance(now - mark.block + 1);
  };

  /** The node loses what waits for a block. */
  const forget = async () => {
    const waiting = (await scene.request("eth_pendingTransactions")) as readonly { readonly hash: string }[];
    for (const { hash } of waiting)
      await scene.request("hardhat_dropTransaction", hash).catch(() => undefined);
  };

  const move = async () => {
    const choice = random.next();
    if (choice < 0.36) return step(0);
    if (choice < 0.48) return step(1);
    if (choice < 0.7) return ask();
    if (choice < 0.85) return advance(random.chance(0.3) ? random.whole(2, DEEPEST) : 1);
    if (choice < 0.92) return reorganise();
    if (choice < 0.94) return forget();
    if (choice < 0.98) time += random.whole(1, 20_000);
    else await restart();
  };

  /** No more faults: everything that was asked for comes to its end. */
  const heal = async () => {
    isFaulty = false;
    while (left.length > 0) await ask();
    await restart();
    for (let more = 0; more < MOST_ENDING_MOVES; more++) {
      time += 16_000;
      await workers[0]?.step();
      await mine(scene, more % 4 === 3 ? 31 : 1);
      const { intents, transactions } = await store.counts();
      const moving = ["waiting", "queued", "sent", "done"] as const;
      const isOver = moving.every((state) => intents[state] === undefined);
      if (isOver && transactions.open === undefined && transactions.mined === undefined) return;
    }
    throw new Error(`not over after ${MOST_ENDING_MOVES} moves: ${JSON.stringify(await store.counts())}`);
  };
  return { move, heal, ends, depths, store: async () => store };
}

let stores = 0;

/** A file of its own for each schedule. */
export function sqliteFile(): { readonly open: OpenStore; readonly remove: () => void } {
  const path = join(tmpdir(), `quittance-relayer-${process.pid}-${stores++}.sqlite`);
  return {
    open: () => openSqliteStore(path),
    remove: () => {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
    },
  };
}

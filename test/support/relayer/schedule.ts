import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalAccount } from "viem";
import { createEngine, type Engine } from "../../../apps/relayer/engine/engine.ts";
import { openSqliteStore } from "../../../apps/relayer/store/sqlite.ts";
import type { Store } from "../../../apps/relayer/store/store.ts";
import { type FaultKind, Tally } from "./fault-kinds.ts";
import { type FaultPoint, nodeWithFaults, withFaults } from "./faults.ts";
import { faultyNode } from "./faulty-node.ts";
import { OWNER } from "./owner.ts";
import { type Random, randomOf } from "./random.ts";
import { restartingDatabase } from "./restarting-database.ts";
import { mine, type Scene, type SceneIntent } from "./scene.ts";
import { turnsOf } from "./turns.ts";

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
  /** How often everything else went wrong. */
  readonly kinds: ReadonlyMap<FaultKind, number>;
  readonly store: Store;
}

export interface PlayOptions {
  /** The keys that send; the relayer of the stack when left out. */
  readonly keys?: readonly LocalAccount[];
  /** Called with each move, to break something in the middle of it. */
  readonly disturb?: (random: Random) => Promise<void>;
}

const MOVES = 30;
const MOST_ENDING_MOVES = 80;
const DEEPEST = 25;
/** What a call is taken to use where it was simulated before it was taken. */
const SIMULATED_GAS = 100_000n;
/** How likely a process ends at a point. */
const ENDING = 0.05;
/** How likely it ends at a point that few schedules come to. */
const ENDING_RARELY_PASSED = 0.25;
const RARELY_PASSED = /yieldLease|refuse|addAttempt|mark(Mined|Open|Final|Lost)$/;
/** How likely the lease of a worker runs out at a call of it, while another worker steps, too. */
const EXPIRING = 0.01;

/**
 * One random schedule: two workers for each key, which end anywhere, alone and two at once; a node that drops, delays, lies and
 * forgets; a database that restarts; blocks that come and go.
 */
export async function playSchedule(
  scene: Scene,
  seed: number,
  openStore: OpenStore,
  { keys = [scene.stack.relayer], disturb }: PlayOptions = {},
): Promise<Played> {
  const random = randomOf(seed);
  const world = await startWorld(scene, random, openStore, keys);
  for (let move = 0; move < MOVES; move++) {
    const disturbed = disturb?.(random);
    await world.move();
    await disturbed;
  }
  await world.heal();
  const { ends, depths, kinds, store } = world;
  return { ends: ends.counts, depths, kinds: kinds.counts, store };
}

interface Mark {
  readonly snapshot: unknown;
  readonly block: number;
}

async function startWorld(scene: Scene, random: Random, openStore: OpenStore, keys: readonly LocalAccount[]) {
  const ends = new Tally<FaultPoint>();
  const kinds = new Tally<FaultKind>();
  const left: SceneIntent[] = [...scene.intents];
  const marks: Mark[] = [];
  const depths = new Set<number>();
  let isFaulty = true;
  let time = 1_900_000_000_000;
  let workers: Engine[] = [];

  const happened = (kind: FaultKind) => kinds.add(kind);
  const faulty = () => isFaulty;
  const turns = turnsOf(random);
  const given = { opened: await openStore(), open: openStore };
  const { store, restart: reopen } = restartingDatabase(given, { random, turns }, happened, faulty);
  const { answer, handOn } = faultyNode(random, happened, faulty);
  const at = (point: FaultPoint) => {
    if (!isFaulty || !random.chance(RARELY_PASSED.test(point) ? ENDING_RARELY_PASSED : ENDING)) return;
    ends.add(point);
    throw new Ended(point);
  };
  const start = (account: LocalAccount): Engine => {
    const { settings } = scene;
    const node = nodeWithFaults(scene.node, at, (_, forward, question) =>
      turns.take(() => answer(question, forward)),
    );
    return createEngine({
      node,
      account,
      store: withFaults(store, at),
      settings,
      now: () => time,
    });
  };
  const restart = async () => {
    await reopen();
    workers = startAll();
  };
  /** The first workers of all keys, and then the second ones. */
  const startAll = () => [...keys, ...keys].map(start);
  workers = startAll();

  const replace = async (worker: number, isEveryone: boolean) => {
    const account = keys[worker % keys.length];
    if (account === undefined || isEveryone) await restart();
    else workers[worker] = start(account);
  };
  /** Does something as a worker, which may end at that. */
  const as = async (worker: number, work: (engine: Engine) => Promise<unknown>): Promise<boolean> => {
    const engine = workers[worker];
    try {
      if (engine !== undefined) await work(engine);
      return true;
    } catch (error) {
      return !(error instanceof Ended);
    }
  };
  const anyKey = () => (keys.length === 1 ? 0 : random.whole(0, keys.length - 1));
  /** A step of the first or the second worker of a key. */
  const step = async (which: 0 | 1) => {
    const worker = which * keys.length + anyKey();
    if (!(await as(worker, (engine) => engine.step()))) await replace(worker, random.chance(0.5));
  };
  const stepAtOnce = async () => {
    happened("two workers step at once");
    // Two of one key, or of two keys.
    const pair = [anyKey(), keys.length + anyKey()] as const;
    const ended: number[] = [];
    const stepOf = (worker: number) => async () => {
      if (!(await as(worker, (engine) => engine.step()))) ended.push(worker);
    };
    await turns.run(pair.map(stepOf), () => {
      if (!isFaulty || !random.chance(EXPIRING)) return;
      happened("a lease runs out within a step");
      time += scene.settings.leaseFor;
    });
    for (const worker of pair) if (ended.includes(worker)) await replace(worker, false);
  };
  const yieldLease = async () => {
    if (!(await as(0, (engine) => engine.yield()))) await replace(0, false);
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
        ...(random.chance(0.5) && { gas: SIMULATED_GAS }),
      });
    } catch (error) {
      // The agent had no answer, and asks again.
      left.push(next);
      if (error instanceof Ended) await restart();
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
    happened("a node loses what waits for a block");
    const waiting = (await scene.request("eth_pendingTransactions")) as readonly { readonly hash: string }[];
    for (const { hash } of waiting)
      await scene.request("hardhat_dropTransaction", hash).catch(() => undefined);
  };

  const move = async () => {
    if (random.chance(0.5)) await handOn();
    const choice = random.next();
    if (choice < 0.27) return step(0);
    if (choice < 0.36) return step(1);
    if (choice < 0.47) return stepAtOnce();
    if (choice < 0.48) return yieldLease();
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
    await handOn("all");
    await restart();
    while (left.length > 0) await ask();
    for (let more = 0; more < MOST_ENDING_MOVES; more++) {
      time += 16_000;
      for (const worker of workers.slice(0, keys.length)) await worker.step();
      const { intents, transactions } = await store.counts();
      await mine(scene, transactions.open === undefined && intents.queued === undefined ? 31 : 1);
      const moving = ["waiting", "queued", "sent", "done"] as const;
      const isOver = moving.every((state) => intents[state] === undefined);
      if (isOver && transactions.open === undefined && transactions.mined === undefined) return;
    }
    throw new Error(`not over after ${MOST_ENDING_MOVES} moves: ${JSON.stringify(await store.counts())}`);
  };
  return { move, heal, ends, depths, kinds, store };
}

/** In memory where the machine has such a place: a schedule ends processes, and no machine. */
const folder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
let stores = 0;

/** A file of its own for each schedule. */
export function sqliteFile(): { readonly open: OpenStore; readonly remove: () => void } {
  const path = join(folder, `quittance-relayer-${process.pid}-${stores++}.sqlite`);
  return {
    open: () => openSqliteStore(path),
    remove: () => {
      for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
    },
  };
}

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openPostgresStore } from "../../apps/relayer/store/postgres.ts";
import { openSqliteStore } from "../../apps/relayer/store/sqlite.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { openPostgres, type Postgres } from "../indexer/support/postgres.ts";
import { checkStory } from "../support/relayer/check-story.ts";
import { type FaultPoint, faultPoints } from "../support/relayer/faults.ts";
import { type Order, playStory, usualOrder } from "../support/relayer/kill-story.ts";
import { type Scene, startScene } from "../support/relayer/scene.ts";
import { bundleWorker, forkWorker } from "../support/relayer/worker-process.ts";

/** On PostgreSQL, all points are tried in the deep run, as the store's writes are the same. */
const postgresPoints: readonly FaultPoint[] = process.env.QUITTANCE_DEEP
  ? faultPoints
  : ["after addIntent", "before addTransaction", "after addTransaction", "after send", "before markMined"];

/** Orders of events other than the usual one, each with points that come after what is different. */
const orders: Readonly<Record<string, readonly [Order, ...FaultPoint[]]>> = {
  "when its transaction was replaced before the snapshot": [
    { ...usualOrder, isSnapshotLate: true },
    ...(["after addAttempt", "before markOpen"] as const),
  ],
  "when its transaction was replaced twice": [
    { ...usualOrder, replacements: 2 },
    ...(["after addAttempt", "after markOpen"] as const),
  ],
  "when the block came before any replacement": [
    { ...usualOrder, replacements: 0 },
    ...(["before markMined", "after send"] as const),
  ],
  "only after the chain went back": [
    { ...usualOrder, isArmedLate: true },
    ...(["before send", "after addTransaction", "before markLost"] as const),
  ],
};

describe("a worker that is killed", () => {
  let scene: Scene;
  let postgres: Postgres | undefined;
  let fresh: unknown;
  let folder: string;
  let programs: string;
  let program: string;
  let stories = 0;

  before(async () => {
    scene = await startScene({ freshFor: 0, finalDepth: 3 });
    postgres = await openPostgres();
    mkdirSync("cache", { recursive: true });
    programs = mkdtempSync(join("cache", "relayer-kill-"));
    program = await bundleWorker(programs);
  });
  beforeEach(async () => {
    fresh = await scene.request("evm_snapshot");
    folder = mkdtempSync(join(tmpdir(), "quittance-relayer-kill-"));
  });
  afterEach(async () => {
    await scene.request("evm_revert", fresh);
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    await scene.stop();
    await postgres?.stop();
    rmSync(programs, { recursive: true });
  });

  const play = async (
    place: { readonly database: string; readonly schema: string },
    openStore: () => Promise<Store> | Store,
    [point, order]: readonly [FaultPoint, Order],
  ) => {
    const first = await forkWorker(program, scene, place);
    const store = await openStore();
    try {
      expect(await playStory({ scene, first, store, point, order }), "it was killed").to.equal(true);
      await checkStory(scene, store);
    } finally {
      await first.stop();
      await store.close();
    }
  };
  const onSqlite = (point: FaultPoint, order = usualOrder) => {
    const database = join(folder, "relayer.sqlite");
    return play({ database, schema: "" }, () => openSqliteStore(database), [point, order]);
  };
  const onPostgres = (point: FaultPoint, order = usualOrder) => {
    if (postgres === undefined) throw new Error("this machine has no PostgreSQL: set DATABASE_URL");
    const { url: database } = postgres;
    const schema = `killed_${process.pid}_${stories++}`;
    return play({ database, schema }, () => openPostgresStore(database, schema), [point, order]);
  };

  for (const point of faultPoints) {
    it(`${point} loses nothing and pays nothing twice`, () => onSqlite(point));
  }

  for (const [when, [order, ...points]] of Object.entries(orders)) {
    for (const point of points) {
      it(`${point}, ${when}, loses nothing and pays nothing twice`, () => onSqlite(point, order));
    }
  }

  for (const point of postgresPoints) {
    it(`${point} loses nothing and pays nothing twice on PostgreSQL`, () => onPostgres(point));
  }
});

import { expect } from "chai";
import { checkPlayed } from "../support/relayer/check.ts";
import { checkOneKeyEach, keysOf, sentBy, unsentOf } from "../support/relayer/keys.ts";
import { type StoreServer, startStoreServer } from "../support/relayer/postgres.ts";
import { type Scene, startScene } from "../support/relayer/scene.ts";
import { type OpenStore, type PlayOptions, playSchedule, sqliteFile } from "../support/relayer/schedule.ts";

/** How likely all connections break during a move. */
const OUTAGE = 0.15;
/** Moves between two restarts of the server. */
const RESTART_EVERY = 10;
const deep = (schedules: number) => (process.env.QUITTANCE_DEEP ? 20 * schedules : schedules);

describe("several keys of the relayer on one database", () => {
  let scene: Scene;
  let server: StoreServer;
  /** How many schedules each key sent something in. */
  let shares: number[];
  let fresh: unknown;

  before(async () => {
    server = await startStoreServer();
    // A refusal that depends on time would say nothing here: the clock of a schedule jumps.
    scene = await startScene({ refuseAfter: Number.MAX_SAFE_INTEGER });
  });
  beforeEach(async () => {
    shares = [];
    fresh = await scene.request("evm_snapshot");
  });
  afterEach(async () => {
    await scene.request("evm_revert", fresh);
  });
  after(async () => {
    await scene.stop();
    await server.stop();
  });

  const play = async (seed: number, open: OpenStore, keyCount: number, options: PlayOptions = {}) => {
    const keys = keysOf(scene, keyCount);
    const played = await playSchedule(scene, seed, open, { keys, ...options });
    await checkPlayed(scene, seed, played, unsentOf(keys));
    await checkOneKeyEach(scene, seed, played.store, keys);
    for (const [key, ids] of (await sentBy(played.store, keys)).entries()) {
      shares[key] = (shares[key] ?? 0) + (ids.length > 0 ? 1 : 0);
    }
    await played.store.close();
    await scene.request("evm_revert", fresh);
    fresh = await scene.request("evm_snapshot");
  };
  const playOnPostgres = (seed: number, keyCount: number, options?: PlayOptions) => {
    const schema = server.newSchema();
    return play(seed, () => server.openInTime(schema), keyCount, options);
  };

  it(`lose nothing and pay nothing twice, in ${deep(10)} schedules on PostgreSQL`, async () => {
    for (let seed = 1; seed <= deep(10); seed++) await playOnPostgres(seed, 2 + (seed % 2));
    expect(Math.min(...shares)).to.be.greaterThan(0);
  });

  it(`do so in ${deep(40)} schedules on one file of SQLite`, async () => {
    for (let seed = 1; seed <= deep(40); seed++) {
      const file = sqliteFile();
      await play(seed, file.open, 2);
      file.remove();
    }
    expect(Math.min(...shares)).to.be.greaterThan(0);
  });

  it(`do so while all connections break, in ${deep(8)} schedules`, async () => {
    let cuts = 0;
    for (let seed = 1; seed <= deep(8); seed++) {
      const disturb: PlayOptions["disturb"] = async (random) => {
        if (!random.chance(OUTAGE)) return;
        cuts++;
        await server.cut();
      };
      await playOnPostgres(seed, 2, { disturb });
    }
    expect(cuts).to.be.greaterThan(0);
  });

  it("do so while the database is restarted", async () => {
    let moves = 0;
    const disturb = async () => {
      if (++moves % RESTART_EVERY === 0) await server.restart();
    };
    await playOnPostgres(1, 2, { disturb });
    expect(moves).to.be.greaterThan(20);
  });
});

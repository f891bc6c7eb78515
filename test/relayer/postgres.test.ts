import { expect } from "chai";
import { openPostgresStore } from "../../apps/relayer/store/postgres.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { openPostgres, type Postgres } from "../indexer/support/postgres.ts";
import { checkPlayed } from "../support/relayer/check.ts";
import { type Scene, startScene } from "../support/relayer/scene.ts";
import { playSchedule } from "../support/relayer/schedule.ts";

/** Schedules on PostgreSQL; those on SQLite are many more. */
const SCHEDULES = process.env.QUITTANCE_DEEP ? 500 : 20;

describe("the relayer on PostgreSQL", () => {
  let scene: Scene;
  let postgres: Postgres | undefined;

  before(async () => {
    postgres = await openPostgres();
    scene = await startScene();
  });
  after(async () => {
    await scene.stop();
    await postgres?.stop();
  });

  it(`loses nothing and pays nothing twice, in ${SCHEDULES} random schedules`, async () => {
    if (postgres === undefined) throw new Error("this machine has no PostgreSQL: set DATABASE_URL");
    const { url } = postgres;
    let fresh = await scene.request("evm_snapshot");
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const schema = `relayer_${process.pid}_${seed}`;
      const open = (): Promise<Store> => openPostgresStore(url, schema);
      const played = await playSchedule(scene, seed, open);
      await checkPlayed(scene, seed, played);
      await played.store.close();
      await scene.request("evm_revert", fresh);
      fresh = await scene.request("evm_snapshot");
    }
  });

  it("refuses a schema that is no plain name", async () => {
    const error = await openPostgresStore("postgres://127.0.0.1:1/none", 'x"; DROP').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(TypeError);
  });
});

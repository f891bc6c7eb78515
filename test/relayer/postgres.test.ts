import { expect } from "chai";
import { Client } from "pg";
import { createEngine, type Engine } from "../../apps/relayer/engine/engine.ts";
import { openPostgresStore } from "../../apps/relayer/store/postgres.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { openPostgres, type Postgres } from "../indexer/support/postgres.ts";
import { checkPlayed } from "../support/relayer/check.ts";
import { OWNER } from "../support/relayer/owner.ts";
import { mine, paidOrders, type Scene, startScene } from "../support/relayer/scene.ts";
import { playSchedule } from "../support/relayer/schedule.ts";

/** Steps after which everything is final. */
const MOST_STEPS = 12;
/** Schedules on PostgreSQL; those on SQLite are many more. */
const SCHEDULES = process.env.QUITTANCE_DEEP ? 500 : 20;

/** The schema of a store whose connections break off. */
const CUT_OFF = `relayer_${process.pid}_cut`;
const OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

/** Holds up the first write of a step, ends its connection while it waits, and lets later writes pass. */
async function stepCutOff(engine: Engine, operator: Client): Promise<"broken off" | "done"> {
  await operator.query("BEGIN");
  await operator.query(`LOCK TABLE ${CUT_OFF}.leases, ${CUT_OFF}.transactions IN EXCLUSIVE MODE`);
  let result: "broken off" | "done" | undefined;
  const stepping = engine.step().then(
    () => {
      result = "done";
    },
    () => {
      result = "broken off";
    },
  );
  const waiting = async () => {
    const { rowCount } = await operator.query(`SELECT pid ${OTHERS} AND wait_event_type = 'Lock'`);
    return (rowCount ?? 0) > 0;
  };
  while (result === undefined && !(await waiting()));
  await operator.query(`SELECT pg_terminate_backend(pid) ${OTHERS}`);
  await operator.query("ROLLBACK");
  await stepping;
  return result ?? "done";
}

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

  it("goes on after its connections break off within a write", async () => {
    if (postgres === undefined) throw new Error("this machine has no PostgreSQL: set DATABASE_URL");
    const fresh = await scene.request("evm_snapshot");
    const { stack, settings, node, intents } = scene;
    const store = await openPostgresStore(postgres.url, CUT_OFF);
    const operator = new Client({ connectionString: postgres.url });
    await operator.connect();
    let time = 1_900_000_000_000;
    const engine = createEngine({ node, account: stack.relayer, store, settings, now: () => time });
    const paying = intents.filter(({ expected, orderId }) => expected === "done" && orderId);
    try {
      expect(await stepCutOff(engine, operator)).to.equal("broken off"); // while it takes its lease
      await engine.step();
      for (const { id, data } of paying)
        await store.addIntent({ id, owner: OWNER, data, fee: 0n, askedAt: time });
      expect(await stepCutOff(engine, operator)).to.equal("broken off"); // while it writes a transaction
      expect(await store.unsettled(stack.relayer.address, 0)).to.deep.equal([]);
      await engine.step();
      await mine(scene, 1);
      expect(await stepCutOff(engine, operator)).to.equal("broken off"); // while it writes what was mined
      for (
        let step = 0;
        step < MOST_STEPS && (await store.counts()).intents.final !== paying.length;
        step++
      ) {
        time += settings.leaseFor;
        await engine.step();
        await mine(scene, settings.finalDepth);
      }
      const paid = await paidOrders(scene);
      expect(paying.map(({ orderId = "0x" }) => paid.get(orderId))).to.deep.equal(paying.map(() => 1));
      expect((await store.counts()).intents).to.deep.equal({ final: paying.length });
    } finally {
      await operator.end();
      await store.close();
      await scene.request("evm_revert", fresh);
    }
  });

  it("refuses a schema that is no plain name", async () => {
    const error = await openPostgresStore("postgres://127.0.0.1:1/none", 'x"; DROP').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(TypeError);
  });
});

import { expect } from "chai";
import type { Hex, LocalAccount } from "viem";
import { createEngine } from "../../apps/relayer/engine/engine.ts";
import type { NewAttempt, NewTransaction } from "../../apps/relayer/store/records.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { until } from "../indexer/support/indexer.ts";
import { keysOf, sentBy } from "../support/relayer/keys.ts";
import { OWNER } from "../support/relayer/owner.ts";
import { type StoreServer, startStoreServer } from "../support/relayer/postgres.ts";
import { mine, paidOrders, type Scene, type SceneIntent, startScene } from "../support/relayer/scene.ts";

const LEASE_MS = 15_000;
/** Intents of a worker that is gone come back after a second. */
const QUICK = { expireAfter: 1, superviseEvery: 1 };

describe("workers of the relayer on one PostgreSQL", () => {
  let scene: Scene;
  let server: StoreServer;
  let schema: string;
  let fresh: unknown;
  let time: number;
  /** Stores of the same tables, as of several machines. */
  let stores: Store[];
  let one: LocalAccount;
  let other: LocalAccount;

  before(async () => {
    server = await startStoreServer();
    scene = await startScene();
    const [first, second] = keysOf(scene, 2);
    if (first === undefined || second === undefined) throw new Error("the stack has twenty accounts");
    [one, other] = [first, second];
  });
  beforeEach(async () => {
    fresh = await scene.request("evm_snapshot");
    schema = server.newSchema();
    stores = [];
    time = 1_900_000_000_000;
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await scene.request("evm_revert", fresh);
  });
  after(async () => {
    await scene.stop();
    await server.stop();
  });

  const machine = async (options = {}) => {
    const store = await server.open(schema, options);
    stores.push(store);
    return store;
  };
  const engineOf = (account: LocalAccount, store: Store) => {
    const { node, settings } = scene;
    return createEngine({ node, account, store, settings, now: () => time });
  };
  const orders = () => scene.intents.filter(({ orderId, expected }) => orderId && expected === "done");
  const ask = async (store: Store, intents: readonly SceneIntent[]) => {
    for (const { id, data } of intents)
      await store.addIntent({ id, owner: OWNER, data, fee: 0n, askedAt: time });
  };
  const idsOf = (intents: readonly { readonly id: Hex }[]) => intents.map(({ id }) => id);
  const transactionOf = (account: LocalAccount): [NewTransaction, NewAttempt] => {
    const { address } = scene.settings;
    const fees = { maxFeePerGas: 2n, maxPriorityFeePerGas: 1n };
    return [
      { sender: account.address, nonce: 0, to: address, data: "0x", gas: 21_000n },
      { hash: account.address, raw: "0x", signedAt: time, ...fees },
    ];
  };
  /** Blocks until every transaction of these engines is final. */
  const finish = async (...engines: readonly ReturnType<typeof engineOf>[]) => {
    for (const blocks of [1, 40, 1]) {
      for (const engine of engines) await engine.step();
      await mine(scene, blocks);
    }
    for (const engine of engines) await engine.step();
  };
  const checkPaidOnce = async (intents: readonly SceneIntent[]) => {
    const paid = await paidOrders(scene);
    expect(intents.map(({ orderId }) => orderId && paid.get(orderId))).to.deep.equal(intents.map(() => 1));
  };

  it("take different intents, the earliest first, and nothing twice", async () => {
    const [here, there] = [await machine(), await machine()];
    await ask(here, orders());
    const first = await here.claim(one.address, 3);
    const [second, third] = await Promise.all([
      there.claim(other.address, 2),
      here.claim(scene.stack.relayer.address, 2),
    ]);
    expect(idsOf(first)).to.deep.equal(idsOf(orders().slice(0, 3)));
    const rest = idsOf(orders().slice(3, 7)).sort();
    expect([...idsOf(second), ...idsOf(third)].sort()).to.deep.equal(rest);
    expect(idsOf(await there.claim(other.address, 2))).to.deep.equal(idsOf(second));
    await here.giveBack(one.address);
    expect(idsOf(await there.claim(other.address, 100))).to.deep.equal([...idsOf(first), ...idsOf(second)]);
  });

  it("go on with what the key had taken when its process died, before anything was sent", async () => {
    const [here, there] = [await machine(), await machine()];
    await ask(here, orders());
    await here.claim(one.address, 100);
    const stranger = engineOf(other, there);
    await stranger.step();
    expect((await sentBy(there, [other])).flat()).to.deep.equal([]);
    const restarted = engineOf(one, there);
    await finish(restarted, stranger);
    await checkPaidOnce(orders());
    expect((await sentBy(there, [one])).flat()).to.have.length(orders().length);
  });

  it("get what another key had taken, once its worker is gone for long enough", async () => {
    const [here, there] = [await machine(QUICK), await machine(QUICK)];
    await ask(here, orders());
    await here.claim(one.address, 100);
    const heir = engineOf(other, there);
    await until("the jobs come back", async () => {
      await heir.step();
      return (await sentBy(there, [other])).flat().length === orders().length;
    });
    await finish(heir);
    await checkPaidOnce(orders());
  });

  it("send an intent once, though two workers have it", async () => {
    const [here, there] = [await machine(QUICK), await machine(QUICK)];
    await ask(here, orders().slice(0, 1));
    const ids = idsOf(await here.claim(one.address, 1));
    await until("it is delivered again", async () => (await there.claim(other.address, 1)).length === 1);
    for (const { address } of [one, other])
      expect(await here.lease({ sender: address, holder: address }, time, time + LEASE_MS)).to.equal(true);
    const write = (store: Store, account: LocalAccount) =>
      store.addTransaction(
        { sender: account.address, holder: account.address },
        time,
        ...transactionOf(account),
        ids,
      );
    const written = await Promise.all([write(here, one), write(there, other)]);
    expect(written.filter((isWritten) => isWritten)).to.have.length(1);
    expect((await sentBy(here, [one, other])).flat()).to.deep.equal(ids);
    expect(await here.claim(one.address, 1)).to.deep.equal([]);
    expect(await there.claim(other.address, 1)).to.deep.equal([]);
  });

  it("do all of it once, at the same time, two for each key", async () => {
    const machines = [await machine(), await machine()];
    const engines = machines.flatMap((store) => [engineOf(one, store), engineOf(other, store)]);
    const [here] = machines;
    if (here === undefined) throw new Error("no store was opened");
    for (const intent of orders()) {
      await Promise.all(machines.map((store) => ask(store, [intent])));
      await Promise.all(engines.map((engine) => engine.step()));
      await mine(scene, 1);
    }
    time += LEASE_MS;
    await finish(...engines);
    await checkPaidOnce(orders());
    const sent = (await sentBy(here, [one, other])).flat();
    expect([...sent].sort()).to.deep.equal(idsOf(orders()).sort());
  });

  it("write with one key while a write with another is under way", async () => {
    const [here, there] = [await machine(), await machine()];
    await ask(here, orders());
    await engineOf(one, here).step();
    const release = await server.hold(
      `SELECT 1 FROM ${schema}.leases WHERE sender = '${one.address}' FOR UPDATE`,
    );
    time += LEASE_MS;
    const blocked = engineOf(one, here).step();
    await until("the write waits", server.isWaiting);
    await ask(there, scene.intents.slice(-1));
    expect(await engineOf(other, there).step()).to.equal(true);
    expect((await sentBy(there, [other])).flat()).to.deep.equal(idsOf(scene.intents.slice(-1)));
    await release();
    expect(await blocked).to.equal(true);
  });

  it("leave what a key cannot pay for to one that can", async () => {
    const [here, there] = [await machine(), await machine()];
    const setBalance = (wei: string) => scene.request("hardhat_setBalance", one.address, wei);
    const poor = engineOf(one, here);
    for (const wei of ["0x0", "0x5af3107a4000"]) {
      await setBalance(wei);
      await ask(here, orders());
      await poor.step();
      expect(poor.canPay()).to.equal(false);
      expect((await sentBy(here, [one])).flat()).to.deep.equal([]);
      expect(await there.claim(other.address, 100)).to.have.length(orders().length);
      await there.giveBack(other.address);
    }
    await setBalance("0xde0b6b3a7640000");
    await poor.step();
    expect((await sentBy(here, [one])).flat()).to.have.length(orders().length);
    expect(poor.canPay()).to.equal(true);
  });

  it("make jobs of what is queued when those of pg-boss are lost", async () => {
    const before = await machine();
    await ask(before, orders());
    await before.claim(one.address, 2);
    await before.close();
    await server.run(`DROP SCHEMA ${schema}_jobs CASCADE`);
    const after = await machine();
    expect(idsOf(await after.claim(other.address, 100))).to.deep.equal(idsOf(orders()));
  });

  it("charge an account for no more than it has, and once for each intent", async () => {
    const [here, there] = [await machine(), await machine()];
    await server.run(`INSERT INTO ${schema}.credits (owner, amount) VALUES ('${OWNER}', '50')`);
    const asked = orders().map(({ id, data }) => ({ id, owner: OWNER, data, fee: 20n, askedAt: time }));
    const taken = await Promise.all(
      asked.flatMap((intent) => [here.addIntent(intent), there.addIntent(intent)]),
    );
    expect(await here.credit(OWNER)).to.equal(10n);
    expect((await here.counts()).intents).to.deep.equal({ queued: 2 });
    expect(taken.filter((isTaken) => isTaken)).to.have.length(4);
  });
});

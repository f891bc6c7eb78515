import { expect } from "chai";
import { toHex } from "viem";
import { createEngine } from "../../apps/relayer/engine/engine.ts";
import { packsOf } from "../../apps/relayer/engine/pack.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { nodeWithFaults } from "../support/relayer/faults.ts";
import { OWNER } from "../support/relayer/owner.ts";
import { mine, type Scene, type SceneIntent, startScene } from "../support/relayer/scene.ts";
import { sqliteFile } from "../support/relayer/schedule.ts";

const LEASE_MS = 15_000;

describe("the engine of the relayer", () => {
  let scene: Scene;
  let fresh: unknown;
  let store: Store;
  let file: ReturnType<typeof sqliteFile>;
  let time: number;

  before(async () => {
    scene = await startScene();
  });
  beforeEach(async () => {
    fresh = await scene.request("evm_snapshot");
    file = sqliteFile();
    store = await file.open();
    time = 1_900_000_000_000;
  });
  afterEach(async () => {
    await store.close();
    file.remove();
    await scene.request("evm_revert", fresh);
  });
  after(async () => {
    await scene.stop();
  });

  const engineOn = (node = scene.node) => {
    const { stack, settings } = scene;
    return createEngine({ node, account: stack.relayer, store, settings, now: () => time });
  };
  const ask = async (...intents: readonly (SceneIntent | undefined)[]) => {
    for (const intent of intents) {
      if (intent === undefined) throw new Error("the scene lacks an intent");
      await store.addIntent({ id: intent.id, owner: OWNER, data: intent.data, fee: 0n, askedAt: time });
    }
  };
  const orders = () => scene.intents.filter(({ orderId, expected }) => orderId && expected === "done");
  const written = () => store.unsettled(scene.stack.relayer.address, 0);

  it("packs orders into one transaction, and two releases of one deal into two", async () => {
    const releases = scene.intents.filter(({ orderId }) => orderId === undefined);
    await ask(...orders(), ...releases);
    await engineOn().step();
    const transactions = await written();
    const items = await Promise.all(transactions.map(({ number }) => store.packed(number)));
    expect(items.map(({ length }) => length)).to.deep.equal([orders().length, 1, 1]);
  });

  it("shares intents among keys: what one has, another takes once it is given back", async () => {
    const [one, other] = scene.stack.accounts.slice(10, 12).map(({ address }) => address);
    if (one === undefined || other === undefined) throw new Error("the stack has twenty accounts");
    await ask(...orders());
    const claim = async (sender: typeof one, limit: number) =>
      (await store.claim(sender, limit)).map(({ id }) => id);
    const all = orders().map(({ id }) => id);
    expect(await claim(one, 3)).to.deep.equal(all.slice(0, 3));
    expect(await claim(other, 100)).to.deep.equal(all.slice(3));
    expect(await claim(one, 100)).to.deep.equal(all.slice(0, 3));
    await store.giveBack(other);
    expect(await claim(one, 100)).to.deep.equal(all);
  });

  it("makes no pack with more items or bytes than it may", async () => {
    await ask(...orders());
    const queued = await store.queued(100);
    const sizes = (mostItems: number, mostBytes: number) =>
      packsOf(queued, { mostItems, mostBytes }).map(({ length }) => length);
    expect(sizes(3, 90_000)).to.deep.equal([3, 3, 1]);
    expect(sizes(100, 1_500)).to.deep.equal(sizes(2, 90_000));
  });

  it("sends nothing while another worker has the key, and goes on when its lease is over", async () => {
    await ask(orders()[0]);
    const first = engineOn();
    const second = engineOn();
    expect(await first.step()).to.equal(true);
    time += LEASE_MS - 1;
    expect(await second.step()).to.equal(false);
    time += 1;
    expect(await second.step()).to.equal(true);
    expect(await first.step()).to.equal(false);
    await second.yield();
    expect(await first.step()).to.equal(true);
    expect(await written()).to.have.length(1);
  });

  it("replaces what is stuck, with the same nonce and calls, both fees a tenth higher at least", async () => {
    await ask(orders()[0]);
    const engine = engineOn();
    await engine.step();
    time += scene.settings.stuckAfter;
    await engine.step();
    const [transaction] = await written();
    const [later, earlier] = await store.attempts(transaction?.number ?? 0);
    if (later === undefined || earlier === undefined) throw new Error("it was not replaced");
    expect(later.maxFeePerGas * 10n >= earlier.maxFeePerGas * 11n).to.equal(true);
    expect(later.maxPriorityFeePerGas * 10n >= earlier.maxPriorityFeePerGas * 11n).to.equal(true);
    await mine(scene, 1);
    await engine.step();
    expect((await written())[0]).to.include({ state: "mined", hash: later.hash });
    expect(await scene.request("eth_getTransactionReceipt", earlier.hash)).to.equal(null);
  });

  it("fills a gap, so that what waits behind it is mined", async () => {
    await ask(orders()[0]);
    let isFirst = true;
    const node = nodeWithFaults(
      scene.node,
      () => undefined,
      async (method, forward) => {
        const answer = await forward();
        if (method !== "eth_getTransactionCount" || !isFirst) return answer;
        isFirst = false;
        return toHex(Number(answer) + 2);
      },
    );
    const engine = engineOn(node);
    await engine.step();
    expect((await written()).map(({ nonce }) => nonce)).to.deep.equal([scene.firstNonce + 2]);
    await engine.step();
    await mine(scene, 1);
    await engine.step();
    expect((await written()).map(({ nonce, state }) => [nonce - scene.firstNonce, state])).to.deep.equal([
      [0, "mined"],
      [1, "mined"],
      [2, "mined"],
    ]);
    expect((await store.intent(orders()[0]?.id ?? "0x"))?.state).to.equal("done");
  });

  it("refuses what reverts at once, or later while a transaction waits that could change it", async () => {
    const bad = scene.intents.find(({ expected }) => expected === "refused");
    const state = async () => (await store.intent(bad?.id ?? "0x"))?.state;
    await ask(orders()[0]);
    const engine = engineOn();
    await engine.step();
    await ask(bad);
    time += scene.settings.freshFor;
    await engine.step();
    expect(await state()).to.equal("queued");
    time += scene.settings.refuseAfter;
    await engine.step();
    expect(await state()).to.equal("refused");
    await mine(scene, 1);
    await engine.step();
    await ask(bad);
    expect(await state()).to.equal("queued");
    time += scene.settings.freshFor;
    await engine.step();
    expect(await state()).to.equal("refused");
  });

  it("asks about a block once while each head descends from the one before, and again when none does", async () => {
    let receipts = 0;
    const node = nodeWithFaults(
      scene.node,
      () => undefined,
      (method, forward) => {
        if (method === "eth_getTransactionReceipt") receipts++;
        return forward();
      },
    );
    const engine = engineOn(node);
    await ask(orders()[0]);
    await engine.step();
    const before = await scene.request("evm_snapshot");
    await mine(scene, 1);
    await engine.step();
    await engine.step();
    const seen = receipts;
    for (const blocks of [1, 1, 3, 15]) {
      await mine(scene, blocks);
      await engine.step();
    }
    expect(receipts).to.equal(seen);
    expect((await written())[0]?.state).to.equal("mined");
    await scene.request("evm_revert", before);
    await scene.request("evm_increaseTime", toHex(60));
    await mine(scene, 25);
    await engine.step();
    expect(receipts > seen).to.equal(true);
    await mine(scene, 1);
    await engine.step();
    expect((await store.intent(orders()[0]?.id ?? "0x"))?.state).to.equal("done");
  });

  it("waits while gas costs more than is to be paid", async () => {
    await ask(orders()[0]);
    await scene.request("hardhat_setNextBlockBaseFeePerGas", toHex(6_000_000_000n));
    await mine(scene, 1);
    await engineOn().step();
    expect(await written()).to.deep.equal([]);
    expect((await store.intent(orders()[0]?.id ?? "0x"))?.state).to.equal("queued");
  });
});

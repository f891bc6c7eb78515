import { expect } from "chai";
import type { Hex, LocalAccount } from "viem";
import { createEngine } from "../../apps/relayer/engine/engine.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import {
  buildOrder,
  depositWithAuthorization,
  orderIdOf,
  pay,
  readTokenDomain,
  signDeposit,
  signOrder,
} from "../../sdk/index.ts";
import { intentIdOf } from "../../sdk/relayer/index.ts";
import { keysOf } from "../support/relayer/keys.ts";
import { OWNER } from "../support/relayer/owner.ts";
import { mine, paidOrders, type Scene, startScene } from "../support/relayer/scene.ts";
import { sqliteFile } from "../support/relayer/schedule.ts";

const AMOUNT = 5_000_000n;
const FEE = 10n;
const DAY = 86_400;

describe("an intent that needs what another key of the relayer sent", () => {
  let scene: Scene;
  let fresh: unknown;
  let store: Store;
  let file: ReturnType<typeof sqliteFile>;
  let time: number;
  let one: LocalAccount;
  let other: LocalAccount;
  /** Brings money to an account. */
  let deposit: { readonly id: Hex; readonly data: Hex };
  /** Pays all of it to another. */
  let order: { readonly id: Hex; readonly data: Hex; readonly orderId: Hex };

  before(async () => {
    scene = await startScene();
    const { stack } = scene;
    const { address, domain, seller, buyer, chain, publicClient } = stack;
    const [first, second] = keysOf(scene, 2);
    if (first === undefined || second === undefined) throw new Error("the stack has twenty accounts");
    [one, other] = [first, second];
    const idOf = (data: Hex) => intentIdOf({ chainId: chain.id, address, data });
    const until = (await stack.now()) + 30 * DAY;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const payment = { amount: AMOUNT, validBefore: until, salt: 1n };
    const paid = await signDeposit({ domain, token, account: seller, ...payment });
    const from = { from: seller.address, recipient: seller.address };
    const deposited = depositWithAuthorization.call({ address, ...from, ...payment, signature: paid });
    deposit = { id: idOf(deposited.data), data: deposited.data };
    const payments = [{ payee: buyer.address, amount: AMOUNT }];
    const terms = buildOrder({ account: seller.address, payments, nonce: 7n, validUntil: until });
    const signature = await signOrder({ domain, order: terms, account: seller });
    const { data } = pay.call({ address, orders: [{ order: terms, signature }] });
    order = { id: idOf(data), data, orderId: orderIdOf({ domain, order: terms }) };
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

  const engineOf = (account: LocalAccount) => {
    const { node, settings } = scene;
    return createEngine({ node, account, store, settings, now: () => time });
  };
  const ask = ({ id, data }: { readonly id: Hex; readonly data: Hex }, fee = 0n) =>
    store.addIntent({ id, owner: OWNER, data, fee, askedAt: time, mayOwe: true });
  const stateOf = async ({ id }: { readonly id: Hex }) => (await store.intent(id))?.state;

  /** The deposit waits for a block, and a block has the order before it. */
  const refuseOrderFirst = async () => {
    const [depositing, paying] = [engineOf(one), engineOf(other)];
    await ask(deposit);
    await depositing.step();
    const [waiting] = await store.unsettled(one.address, 0);
    const [attempt] = await store.attempts(waiting?.number ?? 0);
    await ask(order, FEE);
    await paying.step();
    await scene.request("hardhat_dropTransaction", attempt?.hash);
    await mine(scene, 1);
    time += scene.settings.freshFor;
    await paying.step();
    return { depositing, paying };
  };

  it("goes through in the end, though a block had it first and refused it", async () => {
    const { depositing, paying } = await refuseOrderFirst();
    expect(await stateOf(order)).to.equal("queued");
    for (const blocks of [1, 1, 0]) {
      await depositing.step();
      await paying.step();
      if (blocks > 0) await mine(scene, blocks);
    }
    expect(await stateOf(deposit)).to.equal("done");
    expect(await stateOf(order)).to.equal("done");
    expect((await paidOrders(scene)).get(order.orderId)).to.equal(1);
  });

  it("is refused when that does not come in time, and costs its fee, as a block had it", async () => {
    const { paying } = await refuseOrderFirst();
    time += scene.settings.refuseAfter;
    await paying.step();
    expect(await stateOf(order)).to.equal("refused");
    expect(await store.tries(order.id)).to.equal(1);
    expect(await store.credit(OWNER)).to.equal(-FEE);
  });
});

import { expect } from "chai";
import { type Hex, toHex } from "viem";
import { createEngine } from "../../apps/relayer/engine/engine.ts";
import { openSimulator } from "../../apps/relayer/simulation/simulator.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { depositWithAuthorization } from "../../sdk/index.ts";
import { intentIdOf } from "../../sdk/relayer/index.ts";
import { nodeWithFaults } from "../support/relayer/faults.ts";
import { OWNER } from "../support/relayer/owner.ts";
import { mine, type Scene, startScene } from "../support/relayer/scene.ts";
import { sqliteFile } from "../support/relayer/schedule.ts";
import { burningWallet } from "../support/wallets/burning-wallet.ts";

const WALLET = toHex(0xb0b, { size: 20 });
const AMOUNT = 5_000_000n;
const FEE = 10n;

describe("an intent that uses more gas than it was priced for", () => {
  let scene: Scene;
  let fresh: unknown;
  let store: Store;
  let file: ReturnType<typeof sqliteFile>;
  let time: number;
  /** A deposit of a wallet, whose signature the token asks for with all the gas that there is. */
  let deposit: { readonly id: Hex; readonly data: Hex };
  let gas: bigint;

  before(async () => {
    scene = await startScene();
    const { stack, node, settings, request } = scene;
    const { address, chain } = stack;
    await request("evm_setAutomine", true);
    await stack.fund(WALLET, AMOUNT);
    await request("evm_setAutomine", false);
    const validBefore = (await stack.now()) + 86_400;
    const payment = { amount: AMOUNT, validBefore, salt: 1n, signature: toHex(1, { size: 70 }) };
    const { data } = depositWithAuthorization.call({ address, from: WALLET, recipient: WALLET, ...payment });
    deposit = { id: intentIdOf({ chainId: chain.id, address, data }), data };
    await use(0);
    const simulated = await openSimulator({ node, ...settings }).run(data);
    if ("reason" in simulated) throw new Error(`the deposit reverts: ${simulated.reason}`);
    gas = simulated.result;
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

  /** Makes the wallet use about so much gas to say that it signed. */
  const use = (amount: number) => scene.request("hardhat_setCode", WALLET, burningWallet(amount));
  const engineOn = (node = scene.node) => {
    const { stack, settings } = scene;
    return createEngine({ node, account: stack.relayer, store, settings, now: () => time });
  };
  const ask = () => store.addIntent({ ...deposit, owner: OWNER, fee: FEE, mayOwe: true, askedAt: time, gas });
  const written = () => store.unsettled(scene.stack.relayer.address, 0);

  it("is refused and given back before it is sent", async () => {
    await ask();
    await use(1_500_000);
    time += scene.settings.freshFor;
    await engineOn().step();
    expect(await store.intent(deposit.id)).to.include({ state: "refused", fee: 0n });
    expect(await written()).to.deep.equal([]);
    expect(await store.credit(OWNER)).to.equal(0n);
  });

  it("is not sent again with more when it ran out of that", async () => {
    await ask();
    const engine = engineOn();
    await engine.step();
    await use(1_500_000);
    await mine(scene, 1);
    await engine.step();
    await engine.step();
    expect(await store.intent(deposit.id)).to.include({ state: "refused", fee: FEE });
    const sent = await written();
    expect(sent.map(({ state }) => state)).to.deep.equal(["mined"]);
    expect((sent[0]?.gas ?? 0n) < 2n * gas + 500_000n).to.equal(true);
  });

  it("is sent where it uses a little more", async () => {
    await ask();
    await use(50_000);
    time += scene.settings.freshFor;
    const engine = engineOn();
    await engine.step();
    await mine(scene, 1);
    await engine.step();
    expect((await store.intent(deposit.id))?.state).to.equal("done");
  });

  it("is refused when the node's estimate fails for long, though a transaction waits", async () => {
    const other = scene.intents.find(({ orderId, expected }) => orderId && expected === "done");
    if (other === undefined) throw new Error("the scene lacks an order");
    const failing = nodeWithFaults(
      scene.node,
      () => undefined,
      async (method, forward) => {
        if (method !== "eth_estimateGas") return forward();
        throw Object.assign(new Error("execution reverted"), { code: 3, data: "0x" });
      },
    );
    await store.addIntent({ id: other.id, data: other.data, owner: "another", fee: 0n, askedAt: time, gas });
    await ask();
    const engine = engineOn(failing);
    await engine.step();
    const lost = (await store.intent(deposit.id))?.transaction;
    await store.markLost(lost ?? 0);
    await engine.step();
    expect((await store.intent(other.id))?.state).to.equal("sent");
    expect((await store.intent(deposit.id))?.state).to.equal("queued");
    time += scene.settings.refuseAfter;
    await engine.step();
    expect((await store.intent(deposit.id))?.state).to.equal("refused");
  });
});

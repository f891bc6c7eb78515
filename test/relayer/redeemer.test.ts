import { expect } from "chai";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createEngine } from "../../apps/relayer/engine/engine.ts";
import { defaultSettings } from "../../apps/relayer/engine/settings.ts";
import { createRedeemer } from "../../apps/relayer/fees/redeemer.ts";
import type { CountedVoucher } from "../../apps/relayer/store/records.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { closeTab, getTab, signTabClosing, signVoucher, tabIdOf } from "../../sdk/index.ts";
import { exampleTab, openExampleTab } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { payeeOf } from "../support/relayer/relayer.ts";
import { sqliteFile } from "../support/relayer/schedule.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const DEPTH = 5;

describe("the redemption of tabs by a relayer", () => {
  const setup = useStack();
  const key = privateKeyToAccount(generatePrivateKey());
  let file: ReturnType<typeof sqliteFile>;
  let store: Store;
  let lines: string[];

  beforeEach(async () => {
    file = sqliteFile();
    store = await file.open();
    lines = [];
  });
  afterEach(async () => {
    await store.close();
    file.remove();
  });

  const settingsOf = () => {
    const { address, chain } = setup();
    return { ...defaultSettings, address, chainId: chain.id, finalDepth: DEPTH };
  };
  /** A redemption costs 1,000 base units. */
  const redeemerOn = (on: Store = store) =>
    createRedeemer({
      ...{ node: setup().publicClient, store: on, settings: settingsOf(), now: () => 1_900_000_000_000 },
      fees: { payee: payeeOf(setup()), usdcPerEth: 1n, margin: 0, least: 1_000n, redeemEvery: 0 },
      log: (_, event) => void lines.push(event),
    });
  const engineOn = () =>
    createEngine({ node: setup().publicClient, account: setup().relayer, store, settings: settingsOf() });
  const mine = (blocks: number) =>
    setup().publicClient.request({ method: "hardhat_mine", params: [`0x${blocks.toString(16)}`] } as never);
  const fieldsOf = () => ({ payee: payeeOf(setup()), voucherKey: key.address });

  let intents = 0;
  /** Gives the account credit for a voucher, with an intent that it pays for. */
  const count = async (tab: CountedVoucher["tab"], amount: bigint, owner = "one") => {
    const { domain } = setup();
    const tabId = tabIdOf({ domain, tab });
    const signature = await signVoucher({ domain, tab: tabId, amount, account: key });
    const voucher = { tabId, tab, amount, signature, redeemed: 0n };
    const id: Hex = `0x${(++intents).toString(16).padStart(64, "0")}`;
    const intent = { id, owner, data: "0x01020304", fee: 1n, askedAt: 0, voucher } as const;
    const isAdded = await store.addIntent(intent);
    await store.refuse(id, "0x");
    return { isAdded, intent, tabId };
  };
  const redeemed = async (tabId: Hex) =>
    (await getTab(setup().publicClient, { address: setup().address, tabId }))?.redeemed;
  /** Sends what is queued, brings it to its end, and returns what the tab has paid. */
  const settle = async (tabId: Hex) => {
    const engine = engineOn();
    for (let step = 0; step < 4; step++) {
      await engine.step();
      await mine(DEPTH);
    }
    await engine.yield();
    return redeemed(tabId);
  };

  it("is one intent for all that is due, however many processes look", async () => {
    const [first, second] = [
      await openExampleTab(setup(), fieldsOf()),
      await openExampleTab(setup(), fieldsOf()),
    ];
    await count(first.tab, 4n * USDC);
    await count(second.tab, 5n * USDC);
    const redeemers = [redeemerOn(), redeemerOn()];
    const counts = await Promise.all(redeemers.map((redeemer) => redeemer.redeemDue()));
    expect(counts.sort()).to.deep.equal([0, 2]);
    expect((await store.counts()).intents.queued).to.equal(1);
    expect(await settle(first.tabId)).to.equal(4n * USDC);
    expect(await redeemed(second.tabId)).to.equal(5n * USDC);
    expect(await redeemerOn().redeemDue()).to.equal(0);
    expect(await store.unredeemedTabs()).to.deep.equal([]);
  });

  it("goes on where a process ended, before or after it was queued", async () => {
    const { tab, tabId } = await openExampleTab(setup(), fieldsOf());
    await count(tab, 4n * USDC);
    for (const isBefore of [true, false]) {
      const ending: Store = {
        ...store,
        addRedemption: async (...given) => {
          if (!isBefore) await store.addRedemption(...given);
          throw new Error("the process ended");
        },
      };
      expect(
        await redeemerOn(ending)
          .redeemDue()
          .catch((error: Error) => error.message),
      ).to.equal("the process ended");
      await store.close();
      store = await file.open();
    }
    expect(await redeemerOn().redeemDue()).to.equal(0);
    expect((await store.counts()).intents.queued).to.equal(1);
    expect(await settle(tabId)).to.equal(4n * USDC);
  });

  it("waits while a tab owes little, until its end", async () => {
    const { tab, tabId } = await openExampleTab(setup(), fieldsOf());
    await count(tab, 5_000n);
    expect(await redeemerOn().redeemDue()).to.equal(0);
    await setup().increaseTime(DAY);
    await mine(1);
    expect(await redeemerOn().redeemDue()).to.equal(1);
    expect(await settle(tabId)).to.equal(5_000n);
  });

  it("is given up when it costs more than the tab owes, and when its time is over", async () => {
    const { tab, tabId } = await openExampleTab(setup(), fieldsOf());
    await count(tab, 900n);
    await setup().increaseTime(DAY);
    await mine(1);
    expect(await redeemerOn().redeemDue()).to.equal(0);
    expect((await store.feeTab(tabId))?.isOver).to.equal(false);
    await setup().increaseTime(DAY);
    await mine(1);
    expect(await redeemerOn().redeemDue()).to.equal(0);
    expect((await store.feeTab(tabId))?.isOver).to.equal(true);
    expect(lines).to.deep.equal(["the time of a tab is over"]);
  });

  it("ends with a tab that was closed, and says what is lost", async () => {
    const { tab, tabId } = await openExampleTab(setup(), fieldsOf());
    await count(tab, 4n * USDC);
    const { domain, arbiter, address, walletClient } = setup();
    const signature = await signTabClosing({ domain, tab, rest: tab.reserve, account: arbiter });
    await closeTab(walletClient, { address, tab, signature });
    expect(await redeemerOn().redeemDue()).to.equal(0);
    expect(lines).to.deep.equal(["a tab closed before it was redeemed"]);
    expect((await store.feeTab(tabId))?.isOver).to.equal(true);
  });

  it("waits for a tab whose opening was taken back", async () => {
    const tab = await exampleTab(setup(), fieldsOf());
    const { tabId } = await count(tab, 4n * USDC);
    expect(await redeemerOn().redeemDue()).to.equal(0);
    expect(lines).to.deep.equal(["the opening of a tab is gone"]);
    expect(await store.feeTab(tabId)).to.include({ isOver: false, redeemed: 0n });
  });

  it("is asked for again when it was refused", async () => {
    const { tab, tabId } = await openExampleTab(setup(), fieldsOf());
    await count(tab, 4n * USDC);
    await redeemerOn().redeemDue();
    const { redemption = "0x" } = (await store.feeTab(tabId)) ?? {};
    expect(await redeemerOn().redeemDue()).to.equal(0);
    await store.refuse(redemption, "0x");
    expect(await redeemerOn().redeemDue()).to.equal(1);
    expect(await settle(tabId)).to.equal(4n * USDC);
  });

  it("counts what others have redeemed, and each voucher for one account alone", async () => {
    const { tab, tabId } = await openExampleTab(setup(), fieldsOf());
    expect((await count(tab, 4n * USDC)).isAdded).to.equal(true);
    expect((await count(tab, 6n * USDC, "two")).isAdded).to.equal(false);
    expect(await store.credit("two")).to.equal(0n);
    expect(await store.credit("one")).to.equal(4n * USDC);
    const { intent } = await count(tab, 5n * USDC);
    expect(await store.credit("one")).to.equal(5n * USDC);
    const { voucher } = intent;
    const more = { ...voucher, amount: 9n * USDC, redeemed: 8n * USDC };
    expect(await store.addIntent({ ...intent, voucher: more })).to.equal(true);
    // The chain had paid 8 already: 1 is new.
    expect(await store.credit("one")).to.equal(6n * USDC - 1n);
    expect((await store.feeTab(tabId))?.amount).to.equal(9n * USDC);
    const costly = {
      ...intent,
      id: `0x${"ff".repeat(32)}`,
      fee: 100n * USDC,
      voucher: { ...more, amount: 10n * USDC },
    } as const;
    expect(await store.addIntent(costly)).to.equal(false);
    // Nothing was queued, so nothing was counted.
    expect((await store.feeTab(tabId))?.amount).to.equal(9n * USDC);
    expect(await store.credit("one")).to.equal(6n * USDC - 1n);
  });
});

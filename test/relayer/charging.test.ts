import { expect } from "chai";
import { toHex } from "viem";
import type { NewIntent } from "../../apps/relayer/store/records.ts";
import { openSqliteStore } from "../../apps/relayer/store/sqlite.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { buildTab } from "../../sdk/index.ts";

const OWNER = "one";
const FEE = 10n;

describe("what intents are charged with, and counted as", () => {
  const sender = "0x00000000000000000000000000000000000000a1";
  const lease = { sender, holder: "a worker" } as const;
  const tab = buildTab({
    account: "0x00000000000000000000000000000000000000b1",
    payee: "0x00000000000000000000000000000000000000c2",
    reserve: 1_000n,
    voucherKey: "0x00000000000000000000000000000000000000d3",
  });
  const idOf = (number: number) => toHex(number, { size: 32 });
  const voucher = { tabId: idOf(99), tab, amount: 100n, signature: "0x22", redeemed: 0n } as const;
  let store: Store;

  beforeEach(async () => {
    store = openSqliteStore(":memory:");
    await store.lease(lease, 0, 1_000);
  });
  afterEach(() => store.close());

  const ask = (number: number, more: Partial<NewIntent> = {}) =>
    store.addIntent({
      ...{ id: idOf(number), owner: OWNER, data: "0x01020304", fee: FEE, askedAt: 0, voucher },
      ...more,
    });
  /** A block refuses an intent that was sent. */
  const refuseInBlock = async (id: ReturnType<typeof idOf>, nonce: number) => {
    const transaction = { sender, nonce, to: sender, data: "0x01020304", gas: 21_000n } as const;
    const fees = { maxFeePerGas: 2n, maxPriorityFeePerGas: 1n };
    const attempt = { hash: idOf(1_000 + nonce), raw: "0x11", ...fees, signedAt: 0 } as const;
    expect(await store.addTransaction(lease, 0, transaction, attempt, [id])).to.equal(true);
    const [written] = await store.unsettled(sender, nonce);
    const place = { hash: attempt.hash, blockNumber: 1n, blockHash: idOf(7) };
    await store.markMined(written?.number ?? 0, place, [{ id, reason: "0x11223344" }]);
  };

  it("is given back when one is asked for again after a block refused it, and refused unsent", async () => {
    await ask(1);
    await refuseInBlock(idOf(1), 0);
    expect(await store.credit(OWNER)).to.equal(90n);
    await ask(1);
    expect(await store.credit(OWNER)).to.equal(80n);
    await store.refuse(idOf(1), "0x55667788");
    expect(await store.credit(OWNER)).to.equal(90n);
    await ask(1);
    await refuseInBlock(idOf(1), 1);
    expect(await store.credit(OWNER)).to.equal(80n);
  });

  it("is nothing where nothing is asked for, also of an account that owes", async () => {
    expect(await ask(1, { voucher: undefined, mayOwe: true })).to.equal(true);
    expect(await store.credit(OWNER)).to.equal(-FEE);
    expect(await ask(2, { voucher: undefined })).to.equal(false);
    expect(await ask(3, { voucher: undefined, fee: 0n })).to.equal(true);
    expect(await store.credit(OWNER)).to.equal(-FEE);
  });

  it("is nothing, and nothing is counted, beyond what an account may ask for on a day", async () => {
    const all = await Promise.all([1, 2, 3].map((number) => ask(number, { mostAsked: 2 })));
    expect(all).to.deep.equal([true, true, false]);
    expect(await store.credit(OWNER)).to.equal(100n - 2n * FEE);
    expect(await store.askedOn(OWNER, 0)).to.equal(2);
    expect(await store.intent(idOf(3))).to.equal(undefined);
    expect(await ask(4, { mostAsked: 2, askedAt: 86_400_000 })).to.equal(true);
    expect(await store.askedOn(OWNER, 86_400_000)).to.equal(1);
  });
});

import { expect } from "chai";
import { openPostgresStore } from "../../apps/relayer/store/postgres.ts";
import type { NewIntent } from "../../apps/relayer/store/records.ts";
import type { Store } from "../../apps/relayer/store/store.ts";
import { buildTab } from "../../sdk/index.ts";
import { openPostgres, type Postgres } from "../indexer/support/postgres.ts";

describe("tabs of the relayer on PostgreSQL", () => {
  let postgres: Postgres | undefined;
  let store: Store;

  before(async () => {
    postgres = await openPostgres();
    if (postgres === undefined) throw new Error("this machine has no PostgreSQL: set DATABASE_URL");
    store = await openPostgresStore(postgres.url, `relayer_tabs_${process.pid}`);
  });
  after(async () => {
    await store.close();
    await postgres?.stop();
  });

  const idOf = (number: number) => `0x${number.toString(16).padStart(64, "0")}` as const;
  const tab = buildTab({
    account: "0x00000000000000000000000000000000000000b1",
    payee: "0x00000000000000000000000000000000000000c2",
    reserve: 1_000n,
    voucherKey: "0x00000000000000000000000000000000000000d3",
  });
  const intentFor = (number: number, amount: bigint, owner = "one"): NewIntent => ({
    ...{ id: idOf(number), owner, data: "0x01020304" as const, fee: 10n, askedAt: number },
    voucher: { tabId: idOf(99), tab, amount, signature: "0x22", redeemed: 0n },
    deploying: { deployments: [{ factory: tab.payee, factoryData: "0x11" }], gas: 5n },
  });

  it("count a voucher once when intents come at once, and redeem it once", async () => {
    const added = await Promise.all([1, 2, 3, 4].map((number) => store.addIntent(intentFor(number, 30n))));
    expect(added.filter((isAdded) => isAdded)).to.have.length(3);
    expect(await store.credit("one")).to.equal(0n);
    expect(await store.addIntent(intentFor(5, 100n, "two"))).to.equal(false);
    const [first] = await store.queued(1);
    expect(first?.deploying).to.deep.equal(intentFor(1, 30n).deploying);
    expect(await store.feeTab(idOf(99))).to.deep.include({ owner: "one", tab, amount: 30n, isOver: false });
    const redemption = { id: idOf(7), data: "0x05060708", askedAt: 7 } as const;
    const queued = await Promise.all(
      [1, 2].map(() => store.addRedemption("(relayer)", redemption, [idOf(99)])),
    );
    expect(queued.sort()).to.deep.equal([false, true]);
    await store.noteTab(idOf(99), { redeemed: 30n, isOver: false });
    expect(await store.unredeemedTabs()).to.deep.equal([]);
    expect((await store.feeTab(idOf(99)))?.redemption).to.equal(redemption.id);
  });

  it("count an intent for one account when several ask for it at once, and none beyond its day", async () => {
    const owners = ["three", "four", "five"];
    const day = 86_400_000;
    const free = { fee: 0n, askedAt: day, voucher: undefined, deploying: undefined };
    const asked = owners.map((owner) => store.addIntent({ ...intentFor(20, 0n, owner), ...free }));
    expect(await Promise.all(asked)).to.deep.equal([true, true, true]);
    const counts = await Promise.all(owners.map((owner) => store.askedOn(owner, day)));
    expect(counts.sort()).to.deep.equal([0, 0, 1]);
    const some = [21, 22, 23, 24].map((number) =>
      store.addIntent({ ...intentFor(number, 0n, "six"), ...free, mostAsked: 2 }),
    );
    expect((await Promise.all(some)).filter((isAdded) => isAdded)).to.have.length(2);
    expect(await store.askedOn("six", day)).to.equal(2);
    const added = await Promise.all([21, 22, 23, 24].map((number) => store.intent(idOf(number))));
    expect(added.filter((intent) => intent !== undefined)).to.have.length(2);
  });
});

import { expect } from "chai";
import { toHex } from "viem";
import { openArrivals } from "../../apps/relayer/http/arrivals.ts";
import { openSqliteStore } from "../../apps/relayer/store/sqlite.ts";
import type { Store } from "../../apps/relayer/store/store.ts";

/** Longer than any test. */
const LONG = 3_600_000;

describe("those who wait for their intent", () => {
  const id = toHex(1, { size: 32 });
  let store: Store;

  beforeEach(() => {
    store = openSqliteStore(":memory:");
  });
  afterEach(() => store.close());

  it("go on when it is refused, and not before", async () => {
    const arrivals = openArrivals(store);
    await store.addIntent({ id, owner: "one", data: "0x01020304", fee: 0n, askedAt: 0 });
    const over: string[] = [];
    const waiting = ["first", "second"].map((name) =>
      arrivals.wait(id, LONG).then(() => void over.push(name)),
    );
    await arrivals.look();
    expect(over).to.deep.equal([]);
    await store.refuse(id, "0x11223344");
    await arrivals.look();
    await Promise.all(waiting);
    expect(over).to.deep.equal(["first", "second"]);
  });

  it("make room for others when they are gone", async () => {
    const arrivals = openArrivals(store);
    const leaving = Array.from({ length: 10_000 }, () => new AbortController());
    const crowd = leaving.map(({ signal }) => arrivals.wait(id, LONG, signal));
    // There is no room for one more, which goes on at once.
    await arrivals.wait(id, LONG);
    for (const one of leaving) one.abort();
    await Promise.all(crowd);
    await arrivals.wait(id, LONG, AbortSignal.abort());
    let isOver = false;
    const last = arrivals.wait(id, LONG).then(() => {
      isOver = true;
    });
    await arrivals.look();
    expect(isOver).to.equal(false);
    arrivals.end();
    await last;
  });
});

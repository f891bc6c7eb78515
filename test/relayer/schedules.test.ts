import { expect } from "chai";
import { getLedgerBalance } from "../../sdk/index.ts";
import type { FaultPoint } from "./support/faults.ts";
import { paidOrders, type Scene, startScene } from "./support/scene.ts";
import { type Played, playSchedule, sqliteFile } from "./support/schedule.ts";

/** Schedules in all; the same numbers are the same schedules. */
const SCHEDULES = Number(process.env.N ?? (process.env.QUITTANCE_DEEP ? 5_000 : 500));
const FIRST_SEED = Number(process.env.QUITTANCE_SEED ?? 1);

describe("the relayer, whatever ends, drops, lies or goes back", () => {
  let scene: Scene;
  let fresh: unknown;

  before(async () => {
    scene = await startScene();
  });
  beforeEach(async () => {
    fresh = await scene.request("evm_snapshot");
  });
  after(async () => {
    await scene.stop();
  });

  /** Nothing is lost, nothing is paid twice, and no nonce is left out. */
  async function check(seed: number, { store }: Played): Promise<void> {
    const { stack, intents, firstNonce } = scene;
    const paid = await paidOrders(scene);
    let sum = 0n;
    const either: string[] = [];
    for (const { id, orderId, amount, expected } of intents) {
      const state = (await store.intent(id))?.state;
      if (expected === "done") expect(state, `seed ${seed}: ${id}`).to.equal("final");
      if (expected === "refused") expect(state, `seed ${seed}: ${id}`).to.equal("refused");
      if (expected === "either") either.push(String(state));
      if (orderId === undefined) continue;
      expect(paid.get(orderId) ?? 0, `seed ${seed}: ${id}`).to.equal(state === "final" ? 1 : 0);
      if (state === "final") sum += amount;
    }
    expect(either.sort(), `seed ${seed}`).to.deep.equal(["final", "refused"]);
    const { address, seller, relayer, publicClient } = stack;
    expect(await getLedgerBalance(publicClient, { address, owner: seller.address }), `seed ${seed}`).to.equal(
      sum,
    );
    // A node that lied about the first nonce made the relayer use one that was taken: it was given up.
    const written = (await store.unsettled(relayer.address, 0)).filter(({ state }) => state !== "lost");
    const nonce = await publicClient.getTransactionCount({ address: relayer.address });
    const expected = Array.from({ length: nonce - firstNonce }, (_, index) => firstNonce + index);
    expect(
      written.map((each) => each.nonce),
      `seed ${seed}`,
    ).to.deep.equal(expected);
  }

  it(`loses nothing and pays nothing twice, in ${SCHEDULES} random schedules`, async () => {
    const ends = new Map<FaultPoint, number>();
    let deepest = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
      const file = sqliteFile();
      const played = await playSchedule(scene, seed, file.open);
      await check(seed, played);
      await played.store.close();
      file.remove();
      for (const [point, count] of played.ends) ends.set(point, (ends.get(point) ?? 0) + count);
      deepest = Math.max(deepest, played.deepest);
      await scene.request("evm_revert", fresh);
      fresh = await scene.request("evm_snapshot");
    }
    expect(deepest).to.equal(25);
    for (const point of [
      "before addTransaction",
      "after addTransaction",
      "before send",
      "after send",
    ] as const) {
      expect(ends.get(point) ?? 0, point).to.be.greaterThan(0);
    }
  });
});

import { expect } from "chai";
import { checkPlayed } from "../support/relayer/check.ts";
import type { FaultPoint } from "../support/relayer/faults.ts";
import { type Scene, startScene } from "../support/relayer/scene.ts";
import { playSchedule, sqliteFile } from "../support/relayer/schedule.ts";

/** Schedules in all; the same numbers are the same schedules. */
const SCHEDULES = process.env.QUITTANCE_DEEP ? 5_000 : 500;

describe("the relayer, whatever ends, drops, lies or goes back", () => {
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });
  after(async () => {
    await scene.stop();
  });

  it(`loses nothing and pays nothing twice, in ${SCHEDULES} random schedules`, async () => {
    const ends = new Map<FaultPoint, number>();
    const depths = new Set<number>();
    let fresh = await scene.request("evm_snapshot");
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const file = sqliteFile();
      const played = await playSchedule(scene, seed, file.open);
      await checkPlayed(scene, seed, played);
      await played.store.close();
      file.remove();
      for (const [point, count] of played.ends) ends.set(point, (ends.get(point) ?? 0) + count);
      for (const depth of played.depths) depths.add(depth);
      await scene.request("evm_revert", fresh);
      fresh = await scene.request("evm_snapshot");
    }
    expect([...depths].sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    const often: readonly FaultPoint[] = [
      ...(["before addTransaction", "after addTransaction", "before send", "after send"] as const),
      ...(["before markMined", "after markMined", "before markOpen", "after markOpen"] as const),
    ];
    for (const point of often) expect(ends.get(point) ?? 0, point).to.be.greaterThan(0);
  });
});

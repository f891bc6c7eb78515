import { expect } from "chai";
import { checkPlayed } from "../support/relayer/check.ts";
import { type FaultKind, faultKinds, Tally } from "../support/relayer/fault-kinds.ts";
import { type FaultPoint, faultPoints } from "../support/relayer/faults.ts";
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
    const ends = new Tally<FaultPoint>();
    const kinds = new Tally<FaultKind>();
    const depths = new Set<number>();
    let fresh = await scene.request("evm_snapshot");
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const file = sqliteFile();
      const played = await playSchedule(scene, seed, file.open);
      await checkPlayed(scene, seed, played);
      await played.store.close();
      file.remove();
      ends.addAll(played.ends);
      kinds.addAll(played.kinds);
      for (const depth of played.depths) depths.add(depth);
      await scene.request("evm_revert", fresh);
      fresh = await scene.request("evm_snapshot");
    }
    expect([...depths].sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    // Few chains get so deep while something is wrong; stories with kill -9 end workers there.
    const often = faultPoints.filter((point) => !/markFinal|markLost/.test(point));
    expect([...ends.counts.keys()]).to.include.members(often);
    expect([...kinds.counts.keys()].sort()).to.deep.equal([...faultKinds].sort());
  });
});

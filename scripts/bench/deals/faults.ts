import { checkPlayed } from "../../../test/support/relayer/check.ts";
import { startScene } from "../../../test/support/relayer/scene.ts";
import { playSchedule, sqliteFile } from "../../../test/support/relayer/schedule.ts";

export interface FaultCounts {
  readonly schedules: number;
  readonly lost: number;
  readonly doubled: number;
}

/**
 * Plays schedules of faults, with the seeds that the tests have, and counts those after which something is missing, or was
 * done twice.
 */
export async function countFaults(schedules: number): Promise<FaultCounts> {
  const scene = await startScene();
  let [lost, doubled] = [0, 0];
  try {
    let fresh = await scene.request("evm_snapshot");
    for (let seed = 1; seed <= schedules; seed++) {
      const file = sqliteFile();
      const played = await playSchedule(scene, seed, file.open);
      try {
        await checkPlayed(scene, seed, played);
      } catch (error) {
        const isDoubled = error instanceof Error && /expected [2-9] to equal/.test(error.message);
        if (isDoubled) doubled++;
        else lost++;
      }
      await played.store.close();
      file.remove();
      await scene.request("evm_revert", fresh);
      fresh = await scene.request("evm_snapshot");
    }
  } finally {
    await scene.stop();
  }
  return { schedules, lost, doubled };
}

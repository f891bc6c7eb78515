import { type Copies, startCopies } from "../../../test/support/juror/copies.ts";
import { killPoints } from "../../../test/support/juror/kill-points.ts";
import { startScene } from "../../../test/support/juror/scene.ts";
import type { JuryBench, JuryFigure } from "./figure.ts";
import { reaching } from "./figure.ts";

const SCHEDULES = 200;
/** After so many the copies start again on an empty chain, so that they do not read ever more deals. */
const EACH = 25;

/** Kills one of two whole daemons of one key at a point, by schedule, and counts questions that got two scores. */
export async function measureDoubleSignedByDaemons(schedules = SCHEDULES): Promise<JuryFigure[]> {
  const scene = await startScene();
  let copies: Copies | undefined;
  let doubles = 0;
  let killed = 0;
  try {
    const [account] = scene.stack.jurors;
    if (account === undefined) throw new Error("the stack has jurors");
    let fresh = await scene.stack.snapshot();
    for (let schedule = 0; schedule < schedules; schedule++) {
      if (schedule % EACH === 0) {
        await copies?.stop();
        await scene.stack.revert(fresh);
        fresh = await scene.stack.snapshot();
        copies = await startCopies(scene, account, (schedule / EACH) % 2 === 0);
      }
      const point = killPoints[schedule % killPoints.length];
      if (copies === undefined || point === undefined) throw new Error("there are copies and points");
      const seen = await copies.play(point);
      if (seen.wasKilled) killed++;
      if (seen.scores > 1 || seen.doubles > 0 || seen.ballots !== 1) doubles++;
    }
  } finally {
    await copies?.stop();
    await scene.stop();
  }
  const what = `questions with two scores, in ${schedules} schedules of two daemons with one key, ${killed} of which killed one`;
  return [reaching({ name: "double_signed_by_daemons", value: doubles, unit: "count", what }, { most: 0 })];
}

export const doubleSignedDaemonsBench = (): JuryBench => ({
  name: "double_signed_by_daemons",
  measure: () => measureDoubleSignedByDaemons(),
});

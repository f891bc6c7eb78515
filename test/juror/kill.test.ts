import { expect } from "chai";
import type { HDAccount } from "viem";
import { type Copies, startCopies } from "../support/juror/copies.ts";
import { killPoints } from "../support/juror/kill-points.ts";
import { type Scene, startScene } from "../support/juror/scene.ts";

describe("a juror of which two copies run, one of which is killed", () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.stop());

  const juror = (): HDAccount => {
    const [first] = scene.stack.jurors;
    if (first === undefined) throw new Error("no juror");
    return first;
  };

  // Each point is played once in the ordinary run, and both ways in the deep one.
  const isPlayed = (index: number, sharesQueue: boolean) =>
    process.env.QUITTANCE_DEEP !== undefined || (index % 2 === 0) === sharesQueue;

  for (const sharesQueue of [true, false]) {
    describe(sharesQueue ? "with one queue for both" : "with a queue for each", () => {
      let copies: Copies;
      before(async () => {
        copies = await startCopies(scene, juror(), sharesQueue);
      });
      after(() => copies.stop());
      for (const point of killPoints.filter((_, index) => isPlayed(index, sharesQueue))) {
        it(`${point}, signs one score, and shows it after a restart`, async () => {
          const { wasKilled: _, ...seen } = await copies.play(point);
          expect(seen).to.deep.equal({ scores: 1, ballots: 1, doubles: 0 });
        });
      }
    });
  }

  for (const point of ["signing the ballot", "after signing the ballot"] as const) {
    it(`is the first of the guard at times, and killed ${point}`, async () => {
      const copies = await startCopies(scene, juror(), true);
      try {
        for (let wasKilled = false; !wasKilled; ) ({ wasKilled } = await copies.play(point));
      } finally {
        await copies.stop();
      }
    });
  }
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openSqliteStore } from "../../apps/relayer/store/sqlite.ts";
import { faultPoints } from "./support/faults.ts";
import { playStory } from "./support/kill-story.ts";
import { paidOrders, type Scene, startScene } from "./support/scene.ts";

describe("a worker that is killed", () => {
  let scene: Scene;
  let fresh: unknown;
  let folder: string;

  before(async () => {
    scene = await startScene();
  });
  beforeEach(async () => {
    fresh = await scene.request("evm_snapshot");
    folder = mkdtempSync(join(tmpdir(), "quittance-relayer-kill-"));
  });
  afterEach(async () => {
    await scene.request("evm_revert", fresh);
    rmSync(folder, { recursive: true });
  });
  after(async () => {
    await scene.stop();
  });

  for (const point of faultPoints) {
    it(`${point} loses nothing and pays nothing twice`, async () => {
      const database = join(folder, "relayer.sqlite");
      const { isEnded, store } = await playStory({
        scene,
        database,
        openStore: () => openSqliteStore(database),
        point,
      });
      expect(isEnded).to.equal(true);
      const paid = await paidOrders(scene);
      const [first, second] = scene.intents.filter(({ expected, orderId }) => expected === "done" && orderId);
      for (const intent of [first, second]) {
        expect((await store.intent(intent?.id ?? "0x"))?.state).to.equal("final");
        expect(paid.get(intent?.orderId ?? "0x")).to.equal(1);
      }
      const bad = scene.intents.find(({ expected }) => expected === "refused");
      expect((await store.intent(bad?.id ?? "0x"))?.state).to.equal("refused");
      await store.close();
    });
  }
});

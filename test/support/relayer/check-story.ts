import { expect } from "chai";
import type { Store } from "../../../apps/relayer/store/store.ts";
import { askedIn } from "./kill-story.ts";
import { paidOrders, type Scene } from "./scene.ts";

/** Each of the story's orders is paid once, and what cannot be paid is refused. */
export async function checkStory(scene: Scene, store: Store): Promise<void> {
  const asked = new Set(askedIn(scene).map(({ id }) => id));
  const paid = await paidOrders(scene);
  for (const { id, expected, orderId } of scene.intents.filter((intent) => asked.has(intent.id))) {
    const isPaid = expected === "done";
    expect((await store.intent(id))?.state, id).to.equal(isPaid ? "final" : "refused");
    expect(paid.get(orderId ?? "0x") ?? 0, id).to.equal(isPaid ? 1 : 0);
  }
}

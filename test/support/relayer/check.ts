import { expect } from "chai";
import type { Address } from "viem";
import { getLedgerBalance } from "../../../sdk/index.ts";
import { paidOrders, type Scene } from "./scene.ts";
import type { Played } from "./schedule.ts";

/** A key that sent, and its nonce before it did. */
export interface Sent {
  readonly sender: Address;
  readonly firstNonce: number;
}

/** Nothing is lost, nothing is paid twice, and no nonce of a key is left out. */
export async function checkPlayed(
  scene: Scene,
  seed: number,
  { store }: Played,
  keys: readonly Sent[] = [{ sender: scene.stack.relayer.address, firstNonce: scene.firstNonce }],
): Promise<void> {
  const { stack, intents } = scene;
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
  const { address, seller, publicClient } = stack;
  const balance = await getLedgerBalance(publicClient, { address, owner: seller.address });
  expect(balance === sum, `seed ${seed}: the seller has ${balance}, and ${sum} were paid`).to.equal(true);
  for (const { sender, firstNonce } of keys) {
    // A node that lied about the first nonce made the relayer use one that was taken: it was given up.
    const written = (await store.unsettled(sender, 0)).filter(({ state }) => state !== "lost");
    const nonce = await publicClient.getTransactionCount({ address: sender });
    const expected = Array.from({ length: nonce - firstNonce }, (_, index) => firstNonce + index);
    expect(
      written.map((each) => each.nonce),
      `seed ${seed}, ${sender}`,
    ).to.deep.equal(expected);
  }
}

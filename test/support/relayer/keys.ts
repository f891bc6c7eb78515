import { expect } from "chai";
import type { LocalAccount } from "viem";
import type { Store } from "../../../apps/relayer/store/store.ts";
import type { Sent } from "./check.ts";
import type { Scene } from "./scene.ts";

/** Accounts of the stack that take no other part. */
const FIRST_FREE = 10;

/** Keys with ETH that have sent nothing yet. */
export const keysOf = ({ stack }: Scene, count: number): readonly LocalAccount[] =>
  stack.accounts.slice(FIRST_FREE, FIRST_FREE + count);

/** What `checkPlayed` needs to know of such keys. */
export const unsentOf = (keys: readonly LocalAccount[]): readonly Sent[] =>
  keys.map(({ address }) => ({ sender: address, firstNonce: 0 }));

/** For each key, the intents of its transactions, apart from those whose nonce another transaction took. */
export async function sentBy(store: Store, keys: readonly LocalAccount[]): Promise<readonly string[][]> {
  const ofKey = async ({ address }: LocalAccount) => {
    const all = (await store.unsettled(address, 0)).filter(({ state }) => state !== "lost");
    return (await Promise.all(all.map(({ number }) => store.packed(number)))).flat();
  };
  return Promise.all(keys.map(ofKey));
}

/** No intent that the contract does not refuse is in transactions of two keys. */
export async function checkOneKeyEach(
  scene: Scene,
  seed: number,
  store: Store,
  keys: readonly LocalAccount[],
): Promise<void> {
  const sent = await sentBy(store, keys);
  for (const { id, expected } of scene.intents) {
    const count = sent.filter((ids) => ids.includes(id)).length;
    if (expected === "done") expect(count, `seed ${seed}: ${id}`).to.equal(1);
  }
}

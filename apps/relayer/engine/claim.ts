import type { Intent } from "../store/records.ts";
import type { EngineContext, View } from "./context.ts";

/** Takes intents for one step, the earliest first. None while the key cannot pay, so that another key has them. */
export async function claimQueued(
  { store, lease, purse }: EngineContext,
  { balance }: View,
  limit: number,
): Promise<readonly Intent[]> {
  const { sender } = lease;
  purse.fill(balance - (await store.reserved(sender)));
  return purse.isOpen() ? store.claim(sender, limit) : [];
}

/** Whether a refusal is not the last word: a transaction that is not final, of this key or another, may change it. */
export async function isUnsettled({ store, lease }: EngineContext, open: number): Promise<boolean> {
  return open > 0 || store.isMovingElsewhere(lease.sender);
}

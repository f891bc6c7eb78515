import { type EngineContext, type View, writeAndSend } from "./context.ts";
import { feesFor } from "./price.ts";

const TRANSFER_GAS = 21_000n;

/**
 * Uses up nonces that a later transaction waits for and that no transaction of the store has, as after the loss of a store:
 * a transfer of nothing to the sender itself.
 */
export async function fillGaps(context: EngineContext, { head, nonce }: View): Promise<void> {
  const { store, lease, settings, log } = context;
  const { sender } = lease;
  const fees = feesFor(head.baseFee, settings);
  if (fees === undefined) return;
  const taken = new Set((await store.unsettled(sender, nonce)).map((transaction) => transaction.nonce));
  const next = await store.nextNonce(sender);
  for (let gap = nonce; gap < next; gap++) {
    if (taken.has(gap)) continue;
    log("warn", "filling a gap", { nonce: gap });
    const transfer = { sender, nonce: gap, to: sender, data: "0x", gas: TRANSFER_GAS } as const;
    if (!(await writeAndSend(context, transfer, fees, []))) return;
  }
}

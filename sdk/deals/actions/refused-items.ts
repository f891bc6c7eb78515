import type { Address, Log } from "viem";
import { itemRefusedEvent } from "../../abi/fragments/quittance.ts";
import { eventsIn } from "../../client/logs.ts";
import type { BaseError } from "../../errors/base.ts";
import { decodeRevert } from "../../errors/decode.ts";

/** An item of a batch that was refused; the others are not touched by it. */
export interface RefusedItem {
  /** In the batch, counted from 0 through all groups. */
  readonly index: number;
  /** What the single call would have thrown. */
  readonly error: BaseError;
}

/** Gas beyond the estimate: a wallet or a pool that one item names can burn what it is given when it did not before. */
export const BATCH_MARGIN = 300_000n;

export function refusedIn(logs: readonly Log[], from: Address): RefusedItem[] {
  return eventsIn(logs, from, itemRefusedEvent).map(({ args }) => ({
    index: Number(args.index),
    error: decodeRevert(args.reason),
  }));
}

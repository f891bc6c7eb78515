import { watchBlockNumber } from "viem/actions";
import type { ActingClient } from "../client/action-types.ts";

/**
 * Calls back when a node reports a new block by subscription, where the client's transport has one. Its reports only save waiting:
 * what is in the chain is always asked for, so a socket that drops loses nothing.
 *
 * @returns Ends it.
 */
export function onNewBlocks(client: ActingClient, wake: () => void): () => void {
  if (!subscribes(client)) return () => {};
  try {
    return watchBlockNumber(client, { onBlockNumber: wake, onError: () => {} });
  } catch {
    return () => {};
  }
}

function subscribes({ transport }: ActingClient): boolean {
  const first: unknown = Reflect.get(Object(Reflect.get(transport, "transports")), "0");
  const type: unknown =
    transport.type === "fallback"
      ? Reflect.get(Object(Reflect.get(Object(first), "config")), "type")
      : transport.type;
  return type === "webSocket" || type === "ipc";
}

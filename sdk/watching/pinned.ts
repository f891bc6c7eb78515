import { createClient, custom, type Hex } from "viem";
import type { ActingClient } from "../client/action-types.ts";

/**
 * A client that reads the contract as it was in one block, by the block's hash (EIP-1898): a node that lacks the block refuses, and
 * never answers with an older state.
 */
export function pinnedTo(client: ActingClient, blockHash: Hex): ActingClient {
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const [call] = Array.isArray(params) ? params : [];
    const pinned = method === "eth_call" ? [call, { blockHash }] : params;
    return client.request({ method, params: pinned } as never);
  };
  return createClient({ chain: client.chain, transport: custom({ request }, { retryCount: 0 }) });
}

import type { Hex } from "viem";
import { getBlock } from "viem/actions";
import type { ActingClient } from "../client/action-types.ts";
import { patiently } from "../client/patience.ts";
import { requireClient } from "../client/signer.ts";
import { decodeError } from "../errors/decode.ts";
import { RpcFailedError } from "../errors/transport.ts";

/** A block by its header. Nodes keep headers for all time, also those that drop old state. */
export interface BlockHeader {
  readonly number: number;
  readonly hash: Hex;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** The header of the latest block, the last final one, or the one of a number. */
export async function readHeader(
  client: ActingClient,
  which: bigint | "latest" | "finalized",
): Promise<BlockHeader> {
  requireClient(client);
  return patiently(client, async () => {
    try {
      const asked = typeof which === "bigint" ? { blockNumber: which } : { blockTag: which };
      const { number, hash, timestamp } = await getBlock(client, asked);
      if (number === null || hash === null) throw new RpcFailedError(undefined, "block not found");
      return { number: Number(number), hash, timestamp: Number(timestamp) };
    } catch (error) {
      const isMissing = error instanceof Error && error.name === "BlockNotFoundError";
      throw isMissing ? new RpcFailedError(undefined, "block not found") : decodeError(error);
    }
  });
}

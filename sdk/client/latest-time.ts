import { getBlock } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { type ReadingClient, requireClient } from "./signer.ts";

/** Unix seconds of the latest block. */
export async function latestTime(client: ReadingClient): Promise<number> {
  requireClient(client);
  try {
    return Number((await getBlock(client)).timestamp);
  } catch (error) {
    throw decodeError(error);
  }
}

import { getChainId } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { ChainMismatchError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import { requireClient } from "./signer.ts";

const known = new WeakMap<ActingClient, number>();

/**
 * The chain the client's node is on; asked once per client.
 *
 * @throws ChainMismatchError when it is not the one expected: `chainId`, else the client's own `chain`.
 */
export async function requireChain(client: ActingClient, chainId: number | undefined): Promise<number> {
  requireClient(client);
  const expected = chainId ?? client.chain?.id;
  const actual = known.get(client) ?? (await askChain(client));
  if (expected !== undefined && expected !== actual) throw new ChainMismatchError(expected, actual);
  known.set(client, actual);
  return actual;
}

async function askChain(client: ActingClient): Promise<number> {
  try {
    return await getChainId(client);
  } catch (error) {
    throw decodeError(error);
  }
}

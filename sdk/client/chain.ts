import type { Chain } from "viem";
import { getChainId } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { ChainMismatchError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import { requireClient } from "./signer.ts";

const known = new WeakMap<ActingClient, number>();

/**
 * The chain the client's node is on; asked once per client, and each time when a wallet sends, whose owner may change it.
 *
 * @throws ChainMismatchError when it is not the one expected: `chainId`, else the client's own `chain`, else that of before.
 */
export async function requireChain(
  client: ActingClient,
  chainId: number | undefined,
  { isWallet = false }: { readonly isWallet?: boolean } = {},
): Promise<number> {
  requireClient(client);
  const before = known.get(client);
  const expected = chainId ?? client.chain?.id ?? before;
  const actual = isWallet ? await askChain(client) : (before ?? (await askChain(client)));
  if (expected !== undefined && expected !== actual) throw new ChainMismatchError(expected, actual);
  known.set(client, actual);
  return actual;
}

/** A chain of which no more is known than its id: what is signed or sent for it counts on no other. */
export function chainOf(client: ActingClient, id: number): Chain {
  if (client.chain?.id === id) return client.chain;
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  return { id, name: `chain ${id}`, nativeCurrency, rpcUrls: { default: { http: [] } } };
}

async function askChain(client: ActingClient): Promise<number> {
  try {
    return await getChainId(client);
  } catch (error) {
    throw decodeError(error);
  }
}

import type { Address } from "viem";
import { getCode } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { ContractMissingError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";
import type { ReadingClient } from "./signer.ts";

/** Where contracts were found, by chain and address. Their code stays. */
const found = /* @__PURE__ */ new WeakMap<ActingClient, Set<string>>();

/** Whether the address is a contract's, or delegates by EIP-7702. */
export async function hasCode(
  client: ReadingClient,
  address: Address,
  blockNumber?: bigint,
): Promise<boolean> {
  try {
    const asked = blockNumber === undefined ? { address } : { address, blockNumber };
    return ((await getCode(client, asked)) ?? "0x") !== "0x";
  } catch (error) {
    throw decodeError(error);
  }
}

/** Refuses an address without code. */
export async function requireCode(
  client: ActingClient,
  { to, chainId }: { readonly to: Address; readonly chainId: number },
  kind?: string,
): Promise<void> {
  const place = `${chainId} ${to.toLowerCase()}`;
  const places = found.get(client) ?? new Set();
  if (places.has(place)) return;
  if (!(await hasCode(client, to))) throw new ContractMissingError(to, kind);
  found.set(client, places.add(place));
}

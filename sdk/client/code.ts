import type { Address } from "viem";
import { getCode } from "viem/actions";
import { decodeError } from "../errors/decode.ts";
import { ContractMissingError } from "../errors/transport.ts";
import type { ActingClient } from "./action-types.ts";

/** Where contracts were found, by chain and address. Their code stays. */
const found = /* @__PURE__ */ new WeakMap<ActingClient, Set<string>>();

/** Refuses an address without code. */
export async function requireCode(
  client: ActingClient,
  { to, chainId }: { readonly to: Address; readonly chainId: number },
  kind?: string,
): Promise<void> {
  const place = `${chainId} ${to.toLowerCase()}`;
  const places = found.get(client) ?? new Set();
  if (places.has(place)) return;
  const code = await getCode(client, { address: to }).catch((error: unknown) => {
    throw decodeError(error);
  });
  if (code === undefined || code === "0x") throw new ContractMissingError(to, kind);
  found.set(client, places.add(place));
}

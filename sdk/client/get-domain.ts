import type { Address } from "viem";
import { eip712DomainFunction } from "../abi/fragments/quittance.ts";
import { ContractMissingError } from "../errors/transport.ts";
import { type QuittanceDomain, quittanceDomain } from "../protocol/domain.ts";
import type { ActingClient } from "./action-types.ts";
import { read } from "./read.ts";

/**
 * The EIP-712 domain as the contract tells it (ERC-5267).
 *
 * @throws ContractMissingError when the contract there is not Quittance.
 * @example
 * import { getDomain } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, publicClient, stop } = await startStack();
 * console.log((await getDomain(publicClient, { address })).chainId); // 31337
 * await stop();
 */
export async function getDomain(
  client: ActingClient,
  { address }: { readonly address: Address },
): Promise<QuittanceDomain> {
  const [, name, version, chainId, verifyingContract] = await read(client, address, eip712DomainFunction, []);
  const domain = quittanceDomain({ chainId: Number(chainId), address: verifyingContract });
  if (name !== domain.name || version !== domain.version) throw new ContractMissingError(address);
  return domain;
}

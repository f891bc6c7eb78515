import type { Address } from "viem";
import { eip712DomainFunction } from "../abi/fragments/quittance.ts";
import { ContractDomainMismatchError, ContractMissingError } from "../errors/transport.ts";
import { requireOptions } from "../json/options.ts";
import { isSameDeployment, type QuittanceDomain, quittanceDomain } from "../protocol/domain.ts";
import type { ActingClient } from "./action-types.ts";
import { requireChain } from "./chain.ts";
import { read } from "./read.ts";

/**
 * Reads the EIP-712 domain of the contract (ERC-5267).
 *
 * @throws ContractMissingError when the contract there is not Quittance; ContractDomainMismatchError when it names another
 * address or chain than its own.
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
  input: { readonly address: Address },
): Promise<QuittanceDomain> {
  requireOptions(input, "address");
  const { address } = input;
  const [, name, version, chainId, verifyingContract] = await read(client, address, eip712DomainFunction, []);
  const domain = quittanceDomain({ chainId: Number(chainId), address: verifyingContract });
  if (name !== domain.name || version !== domain.version) throw new ContractMissingError(address);
  const own = { chainId: await requireChain(client, undefined), verifyingContract: address };
  if (!isSameDeployment(domain, own)) throw new ContractDomainMismatchError({ ...own, address }, domain);
  return domain;
}

import { type Address, domainSeparator } from "viem";
import { getChainId, readContract } from "viem/actions";
import { TokenDomainMismatchError } from "../errors/token.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { failureOfRead } from "./read.ts";
import { type ReadingClient, requireClient } from "./signer.ts";

/** EIP-712 domain of the token. Its name differs between chains, so it is read, never assumed. */
export interface TokenDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Address;
}

const tokenAbi = [
  { type: "function", name: "name", inputs: [], outputs: [{ type: "string" }], stateMutability: "view" },
  { type: "function", name: "version", inputs: [], outputs: [{ type: "string" }], stateMutability: "view" },
  {
    type: "function",
    name: "DOMAIN_SEPARATOR",
    inputs: [],
    outputs: [{ type: "bytes32" }],
    stateMutability: "view",
  },
] as const;

/**
 * Reads the token's EIP-712 domain from the token, and holds it against the separator the token checks with.
 *
 * @throws TokenDomainMismatchError when they differ; ContractMissingError when there is no such token at the address.
 * @example
 * import { readTokenDomain } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const domain = await readTokenDomain(stack.publicClient, { token: stack.token });
 * console.log(domain.name, domain.version); // USD Coin 2
 * await stack.stop();
 */
export async function readTokenDomain(
  client: ReadingClient,
  input: { readonly token: Address },
): Promise<TokenDomain> {
  requireOptions(input, "token");
  const { token } = input;
  requireClient(client);
  requireAddress("token", token);
  const contract = { address: token, abi: tokenAbi } as const;
  try {
    const [name, version, separator, chainId] = await Promise.all([
      readContract(client, { ...contract, functionName: "name" }),
      readContract(client, { ...contract, functionName: "version" }),
      readContract(client, { ...contract, functionName: "DOMAIN_SEPARATOR" }),
      getChainId(client),
    ]);
    const domain = { name, version, chainId, verifyingContract: token };
    if (domainSeparator({ domain }) !== separator) throw new TokenDomainMismatchError(token, name, version);
    return domain;
  } catch (error) {
    throw failureOfRead(error, token, "token");
  }
}

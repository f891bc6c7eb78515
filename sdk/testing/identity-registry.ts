import { type Address, getAddress, type PublicClient } from "viem";
import { deployContract } from "viem/actions";
import { identityRegistryAbi } from "../abi/identity-registry.ts";
import { identityRegistryStandInBytecode } from "./abi/identity-registry-stand-in.ts";
import type { LocalWalletClient } from "./clients.ts";

/** An identity registry on a local chain. */
export interface LocalIdentityRegistry {
  readonly address: Address;
  /** The block it was deployed in. */
  readonly startBlock: number;
}

/**
 * Deploys an identity registry that has the interface and the rules of the canonical ERC-8004 one, for a local chain.
 *
 * @example
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * console.log(address.length); // 42
 * await stack.stop();
 */
export async function deployIdentityRegistry(clients: {
  readonly walletClient: LocalWalletClient;
  readonly publicClient: PublicClient;
}): Promise<LocalIdentityRegistry> {
  const { walletClient, publicClient } = clients;
  const hash = await deployContract(walletClient, {
    abi: identityRegistryAbi,
    bytecode: identityRegistryStandInBytecode,
  });
  const { contractAddress, blockNumber } = await publicClient.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error(`identity registry: transaction ${hash} made no contract`);
  return { address: getAddress(contractAddress), startBlock: Number(blockNumber) };
}

import type { Address } from "viem";
import { deployArtifact, type UsdcChain } from "./usdc.ts";

/**
 * Deploys the stand-in for the canonical ERC-8004 identity registry.
 *
 * @param from One of the provider's accounts; its first by default.
 * @throws Error when the transaction made no contract.
 */
export function deployIdentityRegistry(chain: UsdcChain, from?: Address): Promise<Address> {
  return deployArtifact(chain, "IdentityRegistryStandIn", [], from);
}

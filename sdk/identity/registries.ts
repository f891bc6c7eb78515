import { type Address, getAddress } from "viem";
import { IdentityRegistryUnknownError } from "../errors/identity.ts";
import { uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { requireAddress } from "../protocol/address.ts";

/** The canonical ERC-8004 identity registries, by chain id: Base and Base Sepolia. */
export const identityRegistries: Readonly<Record<number, Address>> = {
  8453: "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432",
  84532: "0x8004A818BFB912233c491871b3d84c89A494BD9e",
};

/**
 * The identity registry of a chain: the canonical one where the chain has one, else the one given.
 *
 * @param input.registry The registry of a chain without a canonical one, such as a local chain; elsewhere it is not looked at.
 * @throws IdentityRegistryUnknownError when the chain has none and none was given.
 * @throws InvalidFieldError when what was given is no address.
 * @example
 * import { identityRegistryOf } from "quittance";
 *
 * console.log(identityRegistryOf({ chainId: 8453 }) === "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432"); // true
 */
export function identityRegistryOf(input: {
  readonly chainId: number;
  readonly registry?: Address | undefined;
}): Address {
  requireOptions(input, "chainId registry");
  const { registry } = input;
  const chainId = parseWith("chainId", uint(48, { minimum: 1 }), input.chainId);
  const canonical = identityRegistries[chainId];
  if (canonical !== undefined) return canonical;
  if (registry === undefined) throw new IdentityRegistryUnknownError(chainId);
  requireAddress("registry", registry);
  return getAddress(registry);
}

/** A registry as ERC-8004 writes it: `eip155:{chainId}:{address}`. */
export type AgentRegistry = `eip155:${number}:${Address}`;

/**
 * The name of a registry as registration files write it.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { agentRegistryOf } from "quittance";
 *
 * const registry = "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432";
 * console.log(agentRegistryOf({ chainId: 8453, registry })); // eip155:8453:0x8004A169…
 */
export function agentRegistryOf(input: {
  readonly chainId: number;
  readonly registry: Address;
}): AgentRegistry {
  requireOptions(input, "chainId registry");
  requireAddress("registry", input.registry);
  const chainId = parseWith("chainId", uint(48, { minimum: 1 }), input.chainId);
  return `eip155:${chainId}:${getAddress(input.registry)}`;
}

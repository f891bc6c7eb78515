import { type Address, type Hex, hashTypedData, type TypedDataDefinition } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { requireChain } from "../client/chain.ts";
import { type Signer, signerAddress } from "../client/signer.ts";
import { signWhole } from "../client/signing.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { ContractDomainMismatchError } from "../errors/transport.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { isSameDeployment, requireDomain } from "../protocol/domain.ts";
import { readRegistry, requireAgentId } from "./registry.ts";

/** EIP-712 domain of an identity registry; read from it, never assumed. */
export interface IdentityRegistryDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** What a new wallet signs to be an agent's: that it is, for this owner, until `deadline`. */
export interface AgentWalletProof {
  readonly agentId: bigint | number;
  readonly newWallet: Address;
  /** Who owns the agent now. */
  readonly owner: Address;
  /** Unix seconds; at most 300 after the block that takes it. */
  readonly deadline: number;
}

/** The registry's EIP-712 type. */
const types = {
  AgentWalletSet: [
    { name: "agentId", type: "uint256" },
    { name: "newWallet", type: "address" },
    { name: "owner", type: "address" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/**
 * Reads the EIP-712 domain of the registry at `address` (ERC-5267).
 *
 * @throws ContractMissingError when there is no registry; ContractDomainMismatchError when it names another address or chain
 * than its own.
 * @example
 * import { getIdentityDomain } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { name, version } = await getIdentityDomain(stack.publicClient, { address });
 * console.log(name, version); // ERC8004IdentityRegistry 1
 * await stack.stop();
 */
export async function getIdentityDomain(
  client: ActingClient,
  input: { readonly address: Address },
): Promise<IdentityRegistryDomain> {
  requireOptions(input, "address");
  const { address } = input;
  const [, name, version, chainId, verifyingContract] = await readRegistry(
    client,
    address,
    "eip712Domain",
    [],
  );
  const domain = { name, version, chainId: Number(chainId), verifyingContract };
  const own = { chainId: await requireChain(client, undefined), verifyingContract: address };
  if (!isSameDeployment(domain, own)) throw new ContractDomainMismatchError({ ...own, address }, domain);
  return domain;
}

/**
 * The EIP-712 digest of a wallet's proof.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { hashAgentWallet } from "quittance";
 *
 * const verifyingContract = "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432";
 * const domain = { name: "ERC8004IdentityRegistry", version: "1", chainId: 8453, verifyingContract } as const;
 * const [owner, newWallet] = [
 *   "0x00000000000000000000000000000000000000b1",
 *   "0x00000000000000000000000000000000000000c1",
 * ] as const;
 * console.log(hashAgentWallet({ domain, agentId: 22n, owner, newWallet, deadline: 1_800_000_000 }).length); // 66
 */
export function hashAgentWallet(input: { readonly domain: IdentityRegistryDomain } & AgentWalletProof): Hex {
  requireOptions(input, "domain agentId newWallet owner deadline");
  return hashTypedData(definitionOf(input));
}

/**
 * The new wallet's proof for `setAgentWallet`, signed by `account`, in the 65 bytes that the registry takes.
 *
 * @throws InvalidFieldError naming the field that is wrong; `newWallet` is `account`'s own address when left out.
 * @example
 * import { getIdentityDomain, registerAgent, setAgentWallet, signAgentWallet } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId, owner } = await registerAgent(stack.walletClient, { address });
 * const domain = await getIdentityDomain(stack.publicClient, { address });
 * const deadline = (await stack.now()) + 240;
 * const signature = await signAgentWallet({ domain, agentId, owner, deadline, account: stack.seller });
 * const newWallet = stack.seller.address;
 * const { wallet } = await setAgentWallet(stack.walletClient, { address, agentId, newWallet, deadline, signature });
 * console.log(wallet === newWallet); // true
 * await stack.stop();
 */
export async function signAgentWallet(
  input: { readonly domain: IdentityRegistryDomain; readonly account: Signer } & Omit<
    AgentWalletProof,
    "newWallet"
  > &
    Partial<Pick<AgentWalletProof, "newWallet">>,
): Promise<Hex> {
  requireOptions(input, "domain account agentId owner deadline newWallet");
  const newWallet = input.newWallet ?? signerAddress(input.account);
  return signWhole(input.account, definitionOf({ ...input, newWallet }));
}

/** Seconds of a proof's deadline, as the registry takes them. */
export function requireDeadline(deadline: number): bigint {
  if (Number.isSafeInteger(deadline) && deadline > 0) return BigInt(deadline);
  throw new InvalidFieldError({
    field: "deadline",
    value: deadline,
    problem: "must be unix seconds",
    remedy: "Give the latest block's time plus at most 300.",
  });
}

function definitionOf(
  input: { readonly domain: IdentityRegistryDomain } & AgentWalletProof,
): TypedDataDefinition {
  const { newWallet, owner } = input;
  const domain = requireDomain("domain", input.domain);
  requireAddress("newWallet", newWallet);
  requireAddress("owner", owner);
  const [agentId, deadline] = [requireAgentId(input.agentId), requireDeadline(input.deadline)];
  const message = { agentId, newWallet, owner, deadline };
  return { domain, types, primaryType: "AgentWalletSet", message };
}

import { type Address, getAddress, type Hex, type Log, size, zeroAddress } from "viem";
import { defineAction } from "../client/define-action.ts";
import { requireAddress } from "../protocol/address.ts";
import { requireMetadataValue } from "./metadata.ts";
import { refuseAsRegistry, registryCall, registryEventIn, requireAgentId } from "./registry.ts";
import { requireDeadline } from "./wallet-proof.ts";

export interface SetAgentWalletParameters {
  readonly agentId: bigint | number;
  /** Who is paid for the agent, and is known as it. A key or a contract: a managed account cannot sign. */
  readonly newWallet: Address;
  /** Unix seconds, as they were signed. */
  readonly deadline: number;
  /** The new wallet's, of `signAgentWallet`, or an ERC-1271 wallet's own. */
  readonly signature: Hex;
  /** Not read: it is among what `signAgentWallet` returns. */
  readonly owner?: Address;
}

/** An agent with another wallet. */
export interface AgentWallet {
  readonly agentId: bigint;
  /** Undefined when it has none. */
  readonly wallet: Address | undefined;
}

/**
 * Sets the wallet of an agent, with the wallet's own proof. `address` is the identity registry's. The owner sends it, or
 * whom it approved. A transfer of the agent clears it.
 *
 * @throws AgentWalletProofInvalidError, AgentWalletProofExpiredError, AgentWalletDeadlineTooFarError, AgentNotAuthorizedError
 * @example
 * import { getAgent, getIdentityDomain, registerAgent, setAgentWallet, signAgentWallet } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId, owner } = await registerAgent(stack.walletClient, { address });
 * const domain = await getIdentityDomain(stack.publicClient, { address });
 * const proof = { agentId, owner, newWallet: stack.buyer.address, deadline: (await stack.now()) + 240 };
 * const signature = await signAgentWallet({ domain, ...proof, account: stack.buyer });
 * await setAgentWallet(stack.walletClient, { address, ...proof, signature });
 * console.log((await getAgent(stack.publicClient, { address, agentId })).wallet === stack.buyer.address); // true
 * await stack.stop();
 */
export const setAgentWallet = /* @__PURE__ */ defineAction<SetAgentWalletParameters, AgentWallet>({
  name: "setAgentWallet",
  fields: "agentId newWallet deadline signature owner",
  elsewhere: true,
  call: ({ agentId, newWallet, deadline, signature }) => {
    requireAddress("newWallet", newWallet);
    requireMetadataValue("signature", signature);
    return registryCall("setAgentWallet", [
      requireAgentId(agentId),
      newWallet,
      requireDeadline(deadline),
      signature,
    ]);
  },
  retry: refuseAsRegistry,
  extract: walletIn,
});

/**
 * Takes the wallet of an agent away. `address` is the identity registry's. The owner sends it, or whom it approved.
 *
 * @throws AgentUnknownError, AgentNotAuthorizedError
 * @example
 * import { registerAgent, unsetAgentWallet } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address });
 * console.log((await unsetAgentWallet(stack.walletClient, { address, agentId })).wallet === undefined); // true
 * await stack.stop();
 */
export const unsetAgentWallet = /* @__PURE__ */ defineAction<
  { readonly agentId: bigint | number },
  AgentWallet
>({
  name: "unsetAgentWallet",
  fields: "agentId",
  elsewhere: true,
  call: ({ agentId }) => registryCall("unsetAgentWallet", [requireAgentId(agentId)]),
  retry: refuseAsRegistry,
  extract: walletIn,
});

function walletIn(logs: readonly Log[], from: Address): AgentWallet {
  const { agentId, metadataValue } = registryEventIn(logs, from, "MetadataSet").args;
  const present = size(metadataValue) === 20 && metadataValue !== zeroAddress;
  return { agentId, wallet: present ? getAddress(metadataValue) : undefined };
}

import type { Address } from "viem";
import { defineAction } from "../client/define-action.ts";
import { type AgentMetadata, metadataEntries } from "./metadata.ts";
import { refuseAsRegistry, registryCall, registryEventIn } from "./registry.ts";

export interface RegisterAgentParameters {
  /** Where the registration file is: `https://…`, `ipfs://…`, or a `data:` URI of `encodeRegistrationUri`; later when left out. */
  readonly uri?: string;
  /** Values by key; `accountMetadata` links the agent to its account. */
  readonly metadata?: AgentMetadata;
}

/** An agent that has an id. */
export interface RegisteredAgent {
  readonly agentId: bigint;
  /** Who sent it: owns the agent, and is its wallet until it names another. */
  readonly owner: Address;
  readonly uri: string;
}

/**
 * Registers an agent with the ERC-8004 identity registry at `address`. The sender becomes its owner.
 *
 * @throws InvalidFieldError for metadata under the key `agentWallet`, which is the registry's own.
 * @example
 * import { registerAgent } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address, uri: "https://agent.example/agent.json" });
 * console.log(agentId); // 0n
 * await stack.stop();
 */
export const registerAgent = /* @__PURE__ */ defineAction<RegisterAgentParameters, RegisteredAgent>({
  name: "registerAgent",
  repeats: true,
  fields: "uri metadata",
  elsewhere: true,
  call: ({ uri, metadata }) => {
    const entries = metadataEntries(metadata ?? {});
    if (entries.length > 0) return registryCall("register", [uri ?? "", entries]);
    return uri === undefined ? registryCall("register", []) : registryCall("register", [uri]);
  },
  retry: refuseAsRegistry,
  extract: (logs, from) => {
    const { agentId, agentURI, owner } = registryEventIn(logs, from, "Registered").args;
    return { agentId, owner, uri: agentURI };
  },
});

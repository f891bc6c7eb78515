import type { Hex } from "viem";
import { defineAction } from "../client/define-action.ts";
import { requireMetadataKey, requireMetadataValue } from "./metadata.ts";
import { refuseAsRegistry, registryCall, registryEventIn, requireAgentId } from "./registry.ts";

export interface SetAgentMetadataParameters {
  readonly agentId: bigint | number;
  /** Any text but `agentWallet`, which is the registry's own. */
  readonly key: string;
  /** Bytes; `0x` clears the entry. */
  readonly value: Hex;
}

/** An entry of an agent's metadata that was written. */
export interface AgentMetadataEntry {
  readonly agentId: bigint;
  readonly key: string;
  readonly value: Hex;
}

/**
 * Writes an entry of an agent's on-chain metadata. `address` is the identity registry's. The owner sends it, or whom it
 * approved.
 *
 * @throws AgentUnknownError, AgentNotAuthorizedError
 * @example
 * import { registerAgent, setAgentMetadata } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 * import { stringToHex } from "viem";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address });
 * const entry = { agentId, key: "kind", value: stringToHex("translator") };
 * console.log((await setAgentMetadata(stack.walletClient, { address, ...entry })).key === "kind"); // true
 * await stack.stop();
 */
export const setAgentMetadata = /* @__PURE__ */ defineAction<SetAgentMetadataParameters, AgentMetadataEntry>({
  name: "setAgentMetadata",
  fields: "agentId key value",
  elsewhere: true,
  call: ({ agentId, key, value }) =>
    registryCall("setMetadata", [
      requireAgentId(agentId),
      requireMetadataKey("key", key),
      requireMetadataValue("value", value),
    ]),
  retry: refuseAsRegistry,
  extract: (logs, from) => {
    const { agentId, metadataKey, metadataValue } = registryEventIn(logs, from, "MetadataSet").args;
    return { agentId, key: metadataKey, value: metadataValue };
  },
});

import type { Address } from "viem";
import { defineAction } from "../client/define-action.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { refuseAsRegistry, registryCall, registryEventIn, requireAgentId } from "./registry.ts";

export interface SetAgentUriParameters {
  readonly agentId: bigint | number;
  /** Where the registration file is from now on. */
  readonly uri: string;
}

/** An agent whose registration file is elsewhere, or another. */
export interface AgentUri {
  readonly agentId: bigint;
  readonly uri: string;
  readonly updatedBy: Address;
}

/**
 * Says where an agent's registration file is. `address` is the identity registry's. The owner sends it, or whom it approved.
 *
 * @throws AgentUnknownError, AgentNotAuthorizedError
 * @example
 * import { registerAgent, setAgentUri } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address });
 * const change = { address, agentId, uri: "https://agent.example/agent.json" };
 * console.log((await setAgentUri(stack.walletClient, change)).agentId === agentId); // true
 * await stack.stop();
 */
export const setAgentUri = /* @__PURE__ */ defineAction<SetAgentUriParameters, AgentUri>({
  name: "setAgentUri",
  fields: "agentId uri",
  elsewhere: true,
  call: ({ agentId, uri }) => {
    if (typeof uri !== "string") {
      const remedy = 'Give the address of the registration file, or "" to take it back.';
      throw new InvalidFieldError({ field: "uri", value: uri, problem: "must be text", remedy });
    }
    return registryCall("setAgentURI", [requireAgentId(agentId), uri]);
  },
  retry: refuseAsRegistry,
  extract: (logs, from) => {
    const { agentId, newURI, updatedBy } = registryEventIn(logs, from, "URIUpdated").args;
    return { agentId, uri: newURI, updatedBy };
  },
});

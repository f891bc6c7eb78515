import { type Address, type Hex, zeroAddress } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { requireOptions } from "../json/options.ts";
import { readRegistry, requireAgentId } from "./registry.ts";

/** An agent as the identity registry knows it. */
export interface AgentFacts {
  readonly agentId: bigint;
  /** Who may change and transfer it. */
  readonly owner: Address;
  /** Where its registration file is; empty when it has none. */
  readonly uri: string;
  /** The wallet that proved itself; undefined when there is none, as after a transfer. */
  readonly wallet: Address | undefined;
}

/**
 * An agent of the identity registry at `address`.
 *
 * @param parameters `blockNumber` asks for the state after a past block, for which the node must keep old states.
 * @throws AgentUnknownError, ContractMissingError
 * @example
 * import { getAgent, registerAgent } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address, uri: "https://agent.example/agent.json" });
 * const { owner, wallet } = await getAgent(stack.publicClient, { address, agentId });
 * console.log(owner === stack.relayer.address, wallet === owner); // true true
 * await stack.stop();
 */
export async function getAgent(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly agentId: bigint | number;
    readonly blockNumber?: bigint | undefined;
  },
): Promise<AgentFacts> {
  requireOptions(parameters, "address agentId blockNumber");
  const { address, blockNumber } = parameters;
  const agentId = requireAgentId(parameters.agentId);
  const [owner, uri, wallet] = await Promise.all([
    readRegistry(client, address, "ownerOf", [agentId], blockNumber),
    readRegistry(client, address, "tokenURI", [agentId], blockNumber),
    readRegistry(client, address, "getAgentWallet", [agentId], blockNumber),
  ]);
  return { agentId, owner, uri, wallet: wallet === zeroAddress ? undefined : wallet };
}

/**
 * An entry of an agent's on-chain metadata; undefined when there is none. `address` is the identity registry's.
 *
 * @throws ContractMissingError when there is no registry.
 * @example
 * import { getAgentMetadata, registerAgent } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address, metadata: { kind: "0x0102" } });
 * console.log(await getAgentMetadata(stack.publicClient, { address, agentId, key: "kind" })); // 0x0102
 * await stack.stop();
 */
export async function getAgentMetadata(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly agentId: bigint | number;
    readonly key: string;
    readonly blockNumber?: bigint | undefined;
  },
): Promise<Hex | undefined> {
  requireOptions(parameters, "address agentId key blockNumber");
  const { address, key, blockNumber } = parameters;
  const value = await readRegistry(
    client,
    address,
    "getMetadata",
    [requireAgentId(parameters.agentId), key],
    blockNumber,
  );
  return value === "0x" ? undefined : value;
}

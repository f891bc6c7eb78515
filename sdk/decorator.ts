import * as actions from "./actions.ts";
import type { ActingClient } from "./client/action-types.ts";
import { type BoundActions, type BoundTarget, bindActions } from "./client/bound-action.ts";
import * as poolActions from "./disputes/pool/all.ts";
import * as registryActions from "./identity/all.ts";
import { verifyAgentDomain } from "./identity/domain-binding.ts";
import { getIdentityDomain } from "./identity/wallet-proof.ts";
import { requireOptions } from "./json/options.ts";

const TARGET = "address chainId";

/** Every action and read of a Quittance contract, bound to one deployment. */
export type QuittanceActions = BoundActions<typeof actions>;

/** Every action and read of a juror pool, bound to one pool. */
export type JurorPoolActions = BoundActions<typeof poolActions>;

/** Every action and read of an ERC-8004 identity registry, bound to one registry. */
export type IdentityRegistryActions = BoundActions<
  typeof registryActions &
    Pick<typeof import("./identity/domain-binding.ts"), "verifyAgentDomain"> &
    Pick<typeof import("./identity/wallet-proof.ts"), "getIdentityDomain">
>;

/**
 * Puts every action and read on a viem client, bound to one deployment.
 *
 * @param target Address of the contract and, to be held against the node, its chain id.
 * @example
 * import { quittanceActions } from "quittance";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const client = stack.walletClient.extend(quittanceActions({ address: stack.address }));
 * const { terms, dealId } = await openExampleDeal(stack);
 * const { toSeller } = await client.release({ terms, milestone: 0, account: stack.buyer });
 * console.log(toSeller, (await client.getDeal({ dealId }))?.settled); // 54000000n [ 0 ]
 * await stack.stop();
 */
export function quittanceActions(target: BoundTarget): (client: ActingClient) => QuittanceActions {
  requireOptions(target, TARGET, "target");
  return (client) => bindActions(actions, client, target);
}

/**
 * Puts every action and read of a juror pool on a viem client, bound to one pool.
 *
 * @param target Address of the pool and, to be held against the node, its chain id.
 * @example
 * import { jurorPoolActions } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const client = stack.walletClient.extend(jurorPoolActions({ address: stack.pool }));
 * await stack.seatJurors(3);
 * console.log((await client.getPool()).seats); // 3n
 * await stack.stop();
 */
export function jurorPoolActions(target: BoundTarget): (client: ActingClient) => JurorPoolActions {
  requireOptions(target, TARGET, "target");
  return (client) => bindActions(poolActions, client, target);
}

/**
 * Puts every action and read of an ERC-8004 identity registry on a viem client, bound to one registry.
 *
 * @param target Address of the registry (`identityRegistryOf`) and, to be held against the node, its chain id.
 * @example
 * import { identityRegistryActions } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const client = stack.walletClient.extend(identityRegistryActions({ address }));
 * const { agentId } = await client.registerAgent({ uri: "https://agent.example/agent.json" });
 * console.log((await client.getAgent({ agentId })).owner === stack.relayer.address); // true
 * await stack.stop();
 */
export function identityRegistryActions(
  target: BoundTarget,
): (client: ActingClient) => IdentityRegistryActions {
  requireOptions(target, TARGET, "target");
  return (client) =>
    bindActions({ ...registryActions, getIdentityDomain, verifyAgentDomain }, client, target);
}

import type { Address, Hex } from "viem";
import type { WalletDeployment } from "../protocol/wrapped-signature.ts";
import { callWithDeployments, type DeployingCall, lastOutcome, MULTICALL3 } from "./deployments.ts";

/** What a call returned, or reverted with. */
export type Tried = { readonly result: Hex } | { readonly reason: Hex };

/** Runs a call on the latest block, and changes nothing. Throws when the node does not answer. */
export type Try = (call: {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
}) => Promise<Tried>;

/** How a call goes through: `deployments` are those that it needs before, none where all its wallets have code. */
export type NeededDeployments =
  | { readonly result: Hex; readonly deployments: readonly WalletDeployment[] }
  | { readonly reason: Hex }
  | { readonly isWithoutMulticall: true };

/**
 * Finds out how a call goes through: alone, or after the deployment of wallets. A deployment that fails by itself is left out,
 * as one whose wallet exists can burn nearly all gas.
 *
 * @param run Asks a node.
 * @param intent.from Makes the call where no wallet is deployed; Multicall3 does otherwise.
 * @throws What `run` threw.
 * @example
 * import { release } from "quittance";
 * import { findNeededDeployments } from "quittance/relayer";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, buyer: { address: from }, publicClient } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const { data } = release.call({ address, terms, milestone: 0 });
 * const found = await findNeededDeployments(
 *   async (call) => {
 *     const { data: result = "0x" } = await publicClient.call({ account: call.from, to: call.to, data: call.data });
 *     return { result };
 *   },
 *   { address, data, deployments: [], from },
 * );
 * console.log("deployments" in found); // true: the buyer itself needs no signature
 * await stack.stop();
 */
export async function findNeededDeployments(
  run: Try,
  intent: DeployingCall & { readonly from: Address },
): Promise<NeededDeployments> {
  const { address, data, deployments, from } = intent;
  const alone = await run({ from, to: address, data });
  if ("result" in alone) return { ...alone, deployments: [] };
  if (deployments.length === 0) return alone;
  const tried = await Promise.all(
    deployments.map(({ factory, factoryData }) => run({ from: MULTICALL3, to: factory, data: factoryData })),
  );
  const needed = deployments.filter((_, index) => "result" in (tried[index] ?? alone));
  if (needed.length === 0) return alone;
  const together = await run({
    from,
    ...callWithDeployments({ address, data, deployments: needed }, { mayFail: true }),
  });
  if ("reason" in together) return together;
  const outcome = lastOutcome(together.result);
  if (outcome === undefined) return { isWithoutMulticall: true };
  return "reason" in outcome ? outcome : { ...outcome, deployments: needed };
}

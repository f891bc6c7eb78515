import type { WalletDeployment } from "quittance";
import { callWithDeployments, findNeededDeployments, type Tried, type Try } from "quittance/relayer";
import { type Address, type Hex, isAddressEqual, numberToHex } from "viem";
import type { Deploying, Intent } from "../store/records.ts";
import { ask, estimate, type NodeClient, revertDataOf, type Simulated, STRANGER } from "./node.ts";
import type { EngineSettings } from "./settings.ts";

/** Thrown when wallets are to be deployed on a chain without Multicall3. */
export class NoMulticallError extends Error {
  override readonly name = "NoMulticallError";

  constructor() {
    super(
      "this chain has no Multicall3; deploy the wallet first, by a transaction of its own, and ask again",
    );
  }
}

/** Thrown when deployments and call need more gas together than the relayer spends on such an intent. */
export class DeploymentGasError extends Error {
  override readonly name = "DeploymentGasError";

  constructor(gas: bigint, most: bigint) {
    super(`deployments and call need ${gas} gas, and at most ${most} are spent; deploy the wallet first`);
  }
}

/** A call with what may have to be deployed before it. */
export interface DeployableCall {
  readonly data: Hex;
  readonly deployments: readonly WalletDeployment[];
}

/** What is sent for an intent: the call alone, or by Multicall3 after the deployments. */
export function transactionOf(
  address: Address,
  { data, deploying }: Pick<Intent, "data" | "deploying">,
): { readonly to: Address; readonly data: Hex } {
  if (deploying === undefined) return { to: address, data };
  return callWithDeployments({ address, data, deployments: deploying.deployments });
}

/**
 * Finds what has to be deployed before a call, and how much gas that takes: undefined where all wallets have code.
 *
 * @throws NoMulticallError, DeploymentGasError; what the node threw.
 */
export async function prepare(
  node: NodeClient,
  settings: Pick<EngineSettings, "address" | "mostDeployingGas">,
  { data, deployments }: DeployableCall,
): Promise<Simulated<Deploying | undefined>> {
  const { address, mostDeployingGas } = settings;
  const found = await findNeededDeployments(runner(node, settings), {
    address,
    data,
    deployments,
    from: STRANGER,
  });
  if ("isWithoutMulticall" in found) throw new NoMulticallError();
  if ("reason" in found) return found;
  if (found.deployments.length === 0) return { result: undefined };
  const transaction = callWithDeployments({ address, data, deployments: found.deployments });
  const estimated = await estimate(node, transaction.to, transaction.data);
  if ("reason" in estimated) return estimated;
  const gas = estimated.result + estimated.result / 5n;
  if (gas > mostDeployingGas) throw new DeploymentGasError(gas, mostDeployingGas);
  return { result: { deployments: found.deployments, gas } };
}

/** An intent as it goes through now: without deployments, where its wallets have code by now. */
export async function recheck(
  node: NodeClient,
  settings: Pick<EngineSettings, "address" | "mostDeployingGas">,
  intent: Intent,
): Promise<Simulated<Intent>> {
  const { data, deploying } = intent;
  const { address } = settings;
  const deployments = deploying?.deployments ?? [];
  const found = await findNeededDeployments(runner(node, settings), {
    address,
    data,
    deployments,
    from: STRANGER,
  });
  if ("isWithoutMulticall" in found) return { reason: "0x" };
  if ("reason" in found) return found;
  const isNeeded = deploying !== undefined && found.deployments.length > 0;
  return {
    result: { ...intent, deploying: isNeeded ? { ...deploying, deployments: found.deployments } : undefined },
  };
}

/** Runs calls on the latest block; those that deploy get as much gas as is spent on such an intent at most. */
const runner =
  (
    node: NodeClient,
    { address, mostDeployingGas }: Pick<EngineSettings, "address" | "mostDeployingGas">,
  ): Try =>
  async (call): Promise<Tried> => {
    const limited = isAddressEqual(call.to, address) ? call : { ...call, gas: numberToHex(mostDeployingGas) };
    try {
      return { result: (await ask(node, "eth_call", [limited, "latest"])) as Hex };
    } catch (error) {
      const reason = revertDataOf(error);
      if (reason === undefined) throw error;
      return { reason };
    }
  };

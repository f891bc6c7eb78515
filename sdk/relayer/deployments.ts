import {
  type Address,
  decodeFunctionData,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  isHex,
  multicall3Abi,
  size,
  slice,
} from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireEach } from "../json/options.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import type { WalletDeployment } from "../protocol/wrapped-signature.ts";
import { deployingSelectors } from "./relayable.ts";

/** Runs calls one after the other; it has this address on nearly every chain. It owns nothing, and anyone may use it. */
export const MULTICALL3: Address = "0xcA11bde05977b3631167028862bE2a173976CA11";

/** Wallets that are deployed for one intent at most: one for each party of a deal, and two more. */
export const MOST_DEPLOYMENTS = 4;

/** Bytes of calldata for the factories of one intent, in all. */
export const MOST_DEPLOYMENT_BYTES = 32_768;

/** A call of the contract, and what deploys the wallets that signed for it. */
export interface DeployingCall {
  /** The Quittance contract. */
  readonly address: Address;
  /** ABI-encoded call; `data` of an action's `call`. */
  readonly data: Hex;
  readonly deployments: readonly WalletDeployment[];
}

/**
 * Refuses deployments that no relayer sends. What a factory does is not checked: it is called by Multicall3, which owns
 * nothing.
 *
 * @throws InvalidFieldError when there are too many, one is malformed or calls the contract itself, or the function is none
 * before which wallets are deployed.
 * @example
 * import { release } from "quittance";
 * import { requireDeployments } from "quittance/relayer";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = stack;
 * const { terms } = await openExampleDeal(stack);
 * const { data } = release.call({ address, terms, milestone: 0 });
 * const factory = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
 * requireDeployments({ address, data, deployments: [{ factory, factoryData: "0x11" }] });
 * await stack.stop();
 */
export function requireDeployments({ address, data, deployments }: DeployingCall): void {
  requireEach("deployments", deployments, "factory factoryData");
  if (deployments.length === 0) return;
  if (deployments.length > MOST_DEPLOYMENTS) {
    const remedy = "Deploy the other wallets first, in a call of its own for each.";
    refuse("deployments", deployments, `must be at most ${MOST_DEPLOYMENTS}`, remedy);
  }
  deployments.forEach(({ factory, factoryData }, index) => {
    requireAddress(`deployments[${index}].factory`, factory);
    if (isSameAddress(factory, address) || isSameAddress(factory, MULTICALL3)) {
      const remedy = "Name the contract that deploys the wallet, as unwrapSignature gives it.";
      refuse(`deployments[${index}].factory`, factory, "cannot be Quittance or Multicall3", remedy);
    }
    if (isHex(factoryData) && factoryData.length % 2 === 0) return;
    const remedy = "Give the factory's calldata, as unwrapSignature gives it.";
    refuse(`deployments[${index}].factoryData`, factoryData, "must be bytes in hex", remedy);
  });
  const bytes = deployments.reduce((sum, { factoryData }) => sum + size(factoryData), 0);
  if (bytes > MOST_DEPLOYMENT_BYTES) {
    const remedy = "Deploy the wallet first, by a transaction of its own.";
    refuse("deployments", deployments, `must have at most ${MOST_DEPLOYMENT_BYTES} bytes in all`, remedy);
  }
  if (deployingSelectors().has(slice(data, 0, 4))) return;
  const remedy = "Deploy the wallet first: any other call that it signs can do so, such as its deposit.";
  refuse("data", data.slice(0, 10), "is a call before which relayers deploy no wallets", remedy);
}

/**
 * The transaction that deploys wallets and then makes the call, all by Multicall3. A wallet may exist already; without the
 * call, nothing of it happens.
 *
 * @param options With `mayFail`, the call may fail, too, so that a simulation tells why.
 * @example
 * import { callWithDeployments, MULTICALL3 } from "quittance/relayer";
 *
 * const address = "0x00000000000000000000000000000000000000aa"; // the Quittance contract
 * const deployments = [{ factory: "0x00000000000000000000000000000000000000fa", factoryData: "0x11" }] as const;
 * console.log(callWithDeployments({ address, data: "0x01020304", deployments }).to === MULTICALL3); // true
 */
export function callWithDeployments(
  { address, data, deployments }: DeployingCall,
  options: { readonly mayFail?: boolean } = {},
): { readonly to: Address; readonly data: Hex } {
  const first = deployments.map(({ factory, factoryData }) => ({
    ...{ target: factory, allowFailure: true, callData: factoryData },
  }));
  const last = { target: address, allowFailure: options.mayFail ?? false, callData: data };
  const args = [[...first, last]] as const;
  return {
    to: MULTICALL3,
    data: encodeFunctionData({ abi: multicall3Abi, functionName: "aggregate3", args }),
  };
}

/** What the last of several calls returned, or reverted with; undefined where the chain has no Multicall3. */
export function lastOutcome(returned: Hex): { readonly result: Hex } | { readonly reason: Hex } | undefined {
  if (returned === "0x") return undefined;
  const outcomes = decodeFunctionResult({ abi: multicall3Abi, functionName: "aggregate3", data: returned });
  const last = outcomes.at(-1);
  if (last === undefined) return undefined;
  return last.success ? { result: last.returnData } : { reason: last.returnData };
}

/** The call of the contract that a transaction of Multicall3 ends with; undefined where it could go through without it. */
export function callAfterDeployments(transaction: Hex, address: Address): Hex | undefined {
  try {
    const { functionName, args } = decodeFunctionData({ abi: multicall3Abi, data: transaction });
    if (functionName !== "aggregate3") return undefined;
    const calls = [...args[0]];
    const last = calls.pop();
    if (last === undefined || last.allowFailure || !isSameAddress(last.target, address)) return undefined;
    return calls.some(({ target }) => isSameAddress(target, address)) ? undefined : last.callData;
  } catch {
    return undefined;
  }
}

function refuse(field: string, value: unknown, problem: string, remedy: string): never {
  throw new InvalidFieldError({ field, value, problem, remedy });
}

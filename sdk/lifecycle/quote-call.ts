import { type Address, type Hex, isHex, size } from "viem";
import { estimateGas, getGasPrice } from "viem/actions";
import type { ActingClient } from "../client/action-types.ts";
import { requireClient } from "../client/signer.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
import { asked, dollarsOf, l1Fee, requireEtherPrice, requireGasPrice } from "./gas-prices.ts";

/** What one call costs its sender now, at most. */
export interface CallQuote {
  /** Units of gas that the sender has to offer, as the node estimates them; the call may use less. */
  readonly gas: bigint;
  /** Millionths of a dollar, as USDC base units are. */
  readonly cost: bigint;
}

/**
 * What a transaction costs its sender at most, by the node's estimate: for someone who earns by it and wants to know whether it is worth
 * it. A call that pays out must offer up to three times the gas that it uses. What the transaction costs on Ethereum is added on
 * chains of the OP stack.
 *
 * @param input.address Of the contract.
 * @param input.data Calldata, such as `settle.call({ … }).data`.
 * @param input.from Who sends it.
 * @param input.etherPrice Dollars for one ether, as text: "3000".
 * @param input.gasPrice Wei for a unit of gas; the node's when left out.
 * @throws InvalidFieldError; the contract's error when it would refuse the call; NodeUnreachableError or RpcFailedError when the node
 * does not answer.
 * @example
 * import { quoteCall, settle } from "quittance";
 * import { openProvisionalDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, relayer } = stack;
 * const { terms } = await openProvisionalDeal(stack);
 * await stack.increaseTime(terms.contestWindow);
 * const { data } = settle.call({ address, terms, milestone: 0 });
 * const quoted = { address, data, from: relayer.address, etherPrice: "3000", gasPrice: 10_000_000n };
 * const { gas, cost } = await quoteCall(publicClient, quoted);
 * console.log(gas > 50_000n, cost < 10_000n); // true true: less than a cent
 * await stack.stop();
 */
export async function quoteCall(
  client: ActingClient,
  input: {
    readonly address: Address;
    readonly data: Hex;
    readonly from: Address;
    readonly etherPrice: string;
    readonly gasPrice?: bigint | undefined;
  },
): Promise<CallQuote> {
  requireOptions(input, "address data from etherPrice gasPrice");
  requireClient(client);
  const { address: to, data, from, gasPrice } = input;
  requireAddress("address", to);
  requireAddress("from", from);
  if (!isHex(data) || size(data) < 4) {
    throw new InvalidFieldError({
      field: "data",
      value: data,
      problem: "must be calldata: 0x and at least 8 hex digits",
      remedy: "Pass the `data` of an action's `call`.",
      hash: true,
    });
  }
  const ether = requireEtherPrice(input.etherPrice);
  requireGasPrice(gasPrice);
  const [gas, price, onEthereum] = await Promise.all([
    asked(() => estimateGas(client, { account: from, to, data })),
    gasPrice ?? asked(() => getGasPrice(client)),
    asked(() => l1Fee(client, size(data))),
  ]);
  return { gas, cost: dollarsOf(gas * price + onEthereum, ether) };
}

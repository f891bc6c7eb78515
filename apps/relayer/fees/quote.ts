import { type Address, type Hex, size } from "viem";
import { getCode, readContract } from "viem/actions";
import { estimate, headOf, type NodeClient, type Simulated } from "../engine/node.ts";
import { feesFor } from "../engine/price.ts";
import type { EngineSettings } from "../engine/settings.ts";
import type { FeeSettings } from "../settings.ts";

/** Where Base says what it costs to publish a transaction on Ethereum. Other chains have nothing there. */
const GAS_PRICE_ORACLE: Address = "0x420000000000000000000000000000000000000F";
const ORACLE_ABI = [
  {
    type: "function",
    name: "getL1FeeUpperBound",
    stateMutability: "view",
    inputs: [{ name: "unsignedTxSize", type: "uint256" }],
    outputs: [{ name: "", type: "uint256" }],
  },
] as const;

/** Gas of a transaction that pays one order, as part of a batch or not. */
const PAYMENT_GAS = 90_000n;
const PAYMENT_BYTES = 650;
/** Bytes of a signed transaction besides its calldata. */
const ENVELOPE_BYTES = 180;
const FULL = 10_000n;
const WEI_PER_ETH = 10n ** 18n;

/** What it costs to send a call. */
export interface Cost {
  readonly gas: bigint;
  /** Wei in all: gas at the highest price that would be offered now, and the data on Ethereum. */
  readonly wei: bigint;
}

/** Estimates what a call costs, with the payment of its fee. Undefined while gas costs more than is to be paid. */
export async function costOf(
  node: NodeClient,
  settings: EngineSettings,
  data: Hex,
): Promise<Simulated<Cost | undefined>> {
  const estimated = await estimate(node, settings.address, data);
  if ("reason" in estimated) return estimated;
  const { baseFee } = await headOf(node);
  const fees = feesFor(baseFee, settings);
  if (fees === undefined) return { result: undefined };
  const gas = estimated.result + PAYMENT_GAS;
  const bytes = size(data) + ENVELOPE_BYTES + PAYMENT_BYTES;
  return { result: { gas, wei: gas * fees.maxFeePerGas + (await dataFeeOf(node, bytes)) } };
}

/** Wei for the data of a transaction; 0 on a chain that asks for none. */
export async function dataFeeOf(node: NodeClient, bytes: number): Promise<bigint> {
  const code = await getCode(node, { address: GAS_PRICE_ORACLE });
  if (code === undefined || code === "0x") return 0n;
  const address = GAS_PRICE_ORACLE;
  return readContract(node, {
    address,
    abi: ORACLE_ABI,
    functionName: "getL1FeeUpperBound",
    args: [BigInt(bytes)],
  });
}

/** USDC base units for a cost in wei, rounded up. */
export function feeFor(wei: bigint, { usdcPerEth, margin, least }: FeeSettings): bigint {
  const scale = WEI_PER_ETH * FULL;
  const fee = (wei * usdcPerEth * (FULL + BigInt(margin)) + scale - 1n) / scale;
  return fee > least ? fee : least;
}

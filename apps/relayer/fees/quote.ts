import type { Address } from "viem";
import { getCode, readContract } from "viem/actions";
import { gasOfTransaction } from "../engine/gas.ts";
import { headOf, type NodeClient } from "../engine/node.ts";
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
/** Gas of a transaction that redeems one voucher. */
const REDEMPTION_GAS = 90_000n;
const REDEMPTION_BYTES = 350;
/** Bytes of a signed transaction besides its calldata. */
const ENVELOPE_BYTES = 180;
const FULL = 10_000n;
const WEI_PER_ETH = 10n ** 18n;

/**
 * Wei that it costs to send a call, with the payment of its fee: gas at the highest price that would be offered now, and the
 * data on Ethereum. Undefined while gas costs more than is to be paid.
 *
 * @param gas Of the call itself, or of deployments and call.
 * @param bytes Of the calldata.
 */
export async function costOf(
  node: NodeClient,
  settings: EngineSettings,
  gas: bigint,
  bytes: number,
): Promise<bigint | undefined> {
  const { baseFee } = await headOf(node);
  const fees = feesFor(baseFee, settings);
  if (fees === undefined) return undefined;
  const whole = gasOfTransaction(gas, bytes) + PAYMENT_GAS;
  return whole * fees.maxFeePerGas + (await dataFeeOf(node, bytes + ENVELOPE_BYTES + PAYMENT_BYTES));
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

/** USDC base units that the redemption of a tab costs; undefined while gas costs more than is to be paid. */
export async function redemptionCost(
  node: NodeClient,
  settings: EngineSettings,
  fees: FeeSettings,
): Promise<bigint | undefined> {
  const { baseFee } = await headOf(node);
  const prices = feesFor(baseFee, settings);
  if (prices === undefined) return undefined;
  const bytes = REDEMPTION_BYTES + ENVELOPE_BYTES;
  return feeFor(REDEMPTION_GAS * prices.maxFeePerGas + (await dataFeeOf(node, bytes)), fees);
}

/** USDC base units for a cost in wei, rounded up. */
export function feeFor(
  wei: bigint,
  { usdcPerEth, margin, least }: Pick<FeeSettings, "usdcPerEth" | "margin" | "least">,
): bigint {
  const scale = WEI_PER_ETH * FULL;
  const fee = (wei * usdcPerEth * (FULL + BigInt(margin)) + scale - 1n) / scale;
  return fee > least ? fee : least;
}

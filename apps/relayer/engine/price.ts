import type { Fees } from "../store/records.ts";
import type { EngineSettings } from "./settings.ts";

type Prices = Pick<EngineSettings, "leastBaseFee" | "priorityFee" | "mostFeePerGas">;

/** Nodes take a replacement when both fees are a tenth higher. */
const BUMP_TENTHS = 11n;

/**
 * What to offer for each unit of gas: room for the base fee to double. Undefined while the chain asks for more than the most
 * that is to be paid.
 */
export function feesFor(
  baseFee: bigint,
  { leastBaseFee, priorityFee, mostFeePerGas }: Prices,
): Fees | undefined {
  const base = baseFee > leastBaseFee ? baseFee : leastBaseFee;
  if (base + priorityFee > mostFeePerGas) return undefined;
  const wanted = 2n * base + priorityFee;
  return { maxFeePerGas: least(wanted, mostFeePerGas), maxPriorityFeePerGas: priorityFee };
}

/** What to offer in the place of an earlier version: both fees a tenth higher at least. Undefined where that is too much. */
export function raisedFees(earlier: Fees, baseFee: bigint, prices: Prices): Fees | undefined {
  const now = feesFor(baseFee, prices);
  const maxFeePerGas = most(raised(earlier.maxFeePerGas), now?.maxFeePerGas ?? 0n);
  const maxPriorityFeePerGas = most(raised(earlier.maxPriorityFeePerGas), now?.maxPriorityFeePerGas ?? 0n);
  return maxFeePerGas > prices.mostFeePerGas ? undefined : { maxFeePerGas, maxPriorityFeePerGas };
}

const raised = (fee: bigint) => (fee * BUMP_TENTHS) / 10n + 1n;
const most = (one: bigint, other: bigint) => (one > other ? one : other);
const least = (one: bigint, other: bigint) => (one < other ? one : other);

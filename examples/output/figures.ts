import { formatUnits } from "viem";

/** USDC base units as dollars and cents, with all six decimals when there is less than a cent in them. */
export function usdc(amount: bigint): string {
  const [whole = "0", fraction = ""] = formatUnits(amount, 6).split(".");
  return `${whole}.${fraction.padEnd(2, "0")} USDC`;
}

/** Basis points as a percentage. */
export function percent(basisPoints: number): string {
  return `${(basisPoints / 100).toFixed(2).replace(/\.?0+$/, "")} %`;
}

/** The two ends of a hash or address. */
export function short(hex: string): string {
  return `${hex.slice(0, 6)}…${hex.slice(-4)}`;
}

export function gas(amount: bigint): string {
  return `${amount.toLocaleString("en-US")} gas`;
}

import { formatUsdc } from "quittance";

/** USDC base units with their unit. */
export function usdc(amount: bigint): string {
  return `${formatUsdc(amount)} USDC`;
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

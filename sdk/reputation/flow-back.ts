import type { Address } from "viem";
import type { ReadFacts } from "./read-facts.ts";

/** Asks whether money went from one principal to another, directly or by one between them. */
export type FlowBack = (from: Address, to: Address) => boolean;

const NONE: ReadonlySet<Address> = new Set();

/**
 * Where money flows: every settled payout to a seller and every payment, of any age and amount, as a base unit is enough to tell that
 * two principals know each other.
 */
export function flowBackIn({ trade, calibrations, payments }: ReadFacts): FlowBack {
  const paid = new Map<Address, Set<Address>>();
  const note = (from: Address, to: Address, amount: bigint) => {
    if (amount === 0n || from === to) return;
    const known = paid.get(from);
    if (known === undefined) paid.set(from, new Set([to]));
    else known.add(to);
  };
  for (const { from, to, toSeller } of [...trade, ...calibrations]) note(from, to, toSeller);
  for (const { sender, receiver, amount } of payments) note(sender, receiver, amount);
  return (from, to) => {
    const direct = paid.get(from) ?? NONE;
    if (direct.has(to)) return true;
    for (const between of direct) if (paid.get(between)?.has(to) === true) return true;
    return false;
  };
}

import type { Address } from "viem";
import type { Replayed } from "./replay/replay.ts";
import type { DealState } from "./replay/state.ts";

/** Money that moved for one purpose, by the rules. */
export interface MoneyRow {
  readonly purpose: string;
  readonly account: Address;
  /** Between a wallet and the contract, or to or from a balance inside the contract. */
  readonly way: "wallet" | "ledger";
  /** USDC base units; below zero for what was paid in. */
  readonly amount: bigint;
}

/** What became of all the money of a deal. */
export interface MoneySummary {
  readonly rows: readonly MoneyRow[];
  /** What the contract still holds of the deal's amounts and fees. USDC base units. */
  readonly held: bigint;
  /** What it still holds of bonds. USDC base units. */
  readonly bondsHeld: bigint;
}

/** Sums what the rules say that moved. */
export function moneyOf({ state, transactions }: Replayed): MoneySummary {
  const rows = new Map<string, MoneyRow>();
  for (const { purpose, account, kind, amount } of transactions.flatMap(({ movements }) => movements)) {
    const way = kind === "in" || kind === "out" ? "wallet" : "ledger";
    const signed = kind === "in" || kind === "debit" ? -amount : amount;
    const key = `${purpose} ${account.toLowerCase()} ${way}`;
    const before = rows.get(key);
    rows.set(key, { purpose, account, way, amount: (before?.amount ?? 0n) + signed });
  }
  return { rows: [...rows.values()], held: state.held, bondsHeld: bondsHeldOf(transactions) };
}

function bondsHeldOf(transactions: Replayed["transactions"]): bigint {
  let held = 0n;
  for (const { movements, events } of transactions) {
    for (const { purpose, amount } of movements) if (purpose === "the bond of a contest") held += amount;
    for (const event of events) {
      const isSpent =
        event.name === "BondEarned" || event.name === "BondReturned" || event.name === "DrawPaid";
      if (isSpent) held -= event.amount;
    }
  }
  return held;
}

/** What is wrong with the sum of a deal's money: what was paid in must be paid out, held, or moved on. */
export function sumProblem(state: DealState, moved: bigint, summary: MoneySummary): string | undefined {
  const open = state.milestones.filter(({ end }) => end === undefined);
  const least = open.reduce((sum, { terms }) => sum + terms.amount, 0n);
  const most = least + state.terms.verificationFee * BigInt(open.length);
  const held = summary.held;
  if (held < least || held > most)
    return `the contract would hold ${held} base units, and ${open.length} milestones are open`;
  const rest = summary.rows.reduce((sum, { amount }) => sum + amount, 0n) + held + summary.bondsHeld + moved;
  return rest === 0n ? undefined : `${rest} base units are not accounted for`;
}

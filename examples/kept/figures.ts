import type { AuditReport } from "quittance/audit";
import { type Address, isAddressEqual } from "viem";
import type { Row } from "../output/checks.ts";

/** What an audit says that an account paid into the contract out of its wallet. USDC base units. */
export function paidIn({ money }: AuditReport, account: Address): bigint {
  return -sumOf(money, account, (amount) => amount < 0n);
}

/** What an audit says that an account got out of the contract into its wallet. USDC base units. */
export function paidOut({ money }: AuditReport, account: Address): bigint {
  return sumOf(money, account, (amount) => amount > 0n);
}

function sumOf(money: AuditReport["money"], account: Address, counts: (amount: bigint) => boolean): bigint {
  return money.rows
    .filter((row) => row.way === "wallet" && isAddressEqual(row.account, account) && counts(row.amount))
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/** How an audit ended. Nothing may fail; what it could not check is known beforehand. */
export function auditRows({ verdict, counts }: AuditReport, notChecked: number): Row[] {
  return [
    ["the audit says that the deal", undefined, "holds", undefined, verdict],
    ["checks of the audit that fail", undefined, 0, undefined, counts.fails],
    ["checks that it could not make", undefined, notChecked, undefined, counts.notChecked],
  ];
}

/** What an audit says of ballots that could not follow from the evidence, and that a later round overruled; undefined where none did. */
export function overruledIn({ items }: AuditReport): string | undefined {
  const found = items.find(
    ({ part, subject }) => part === "measures" && subject.startsWith("A later round overruled"),
  );
  return found?.subject;
}

/** What an audit says of the panel of round 1: `drawn`, `reused`, or `agreed`. */
export function panelKind({ items }: AuditReport): string {
  const drawn = items.find(({ part, status }) => part === "panel" && status === "holds");
  return /\((\w+)\)$/.exec(drawn?.subject ?? "")?.[1] ?? "agreed";
}

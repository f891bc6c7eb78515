import { expect } from "chai";
import { type Hex, type RpcTransaction, size } from "viem";
import {
  type AuditItem,
  type AuditReport,
  type DealRecord,
  fetchDealRecord,
} from "../../../../sdk/audit/index.ts";
import type { Stack } from "../../../../sdk/testing/index.ts";

export const PAYS = "The buyer signed these terms, and for what it pays";
export const SELLS = "The seller signed these terms";
export const DELIVERED = "The seller signed the delivery of this very evidence";

/** What a node says of a deal on the stack. */
export const recordOf = (stack: Stack, dealId: Hex): Promise<DealRecord> =>
  fetchDealRecord(stack.publicClient, { address: stack.address, dealId });

/** The items of a report that are about something, as it puts it. */
export function itemsOf({ items }: AuditReport, subject: string): AuditItem[] {
  const found = items.filter((item) => item.subject === subject);
  if (found.length === 0) throw new Error(`the report has no item: ${subject}`);
  return found;
}

export function itemOf(report: AuditReport, subject: string): AuditItem {
  const [found] = itemsOf(report, subject);
  if (found === undefined) throw new Error(`the report has no item: ${subject}`);
  return found;
}

/** What fails, in words. */
export const failing = ({ items }: AuditReport): string[] =>
  items.filter(({ status }) => status === "fails").map(({ subject, why }) => `${subject}: ${why}`);

/** A record in whose calldata other bytes stand for some. Its transactions have other hashes then, which other items find. */
export function withCalldata(record: DealRecord, old: Hex, changed: Hex): DealRecord {
  expect(size(old)).to.equal(size(changed));
  const transactions = record.transactions.map(
    (transaction) =>
      ({
        ...transaction,
        input: transaction.input.replace(old.slice(2).toLowerCase(), changed.slice(2)),
      }) as RpcTransaction,
  );
  expect(transactions).to.not.deep.equal(record.transactions);
  return { ...record, transactions };
}

/** Bytes of which the last one is another. */
export function spoilt(bytes: Hex): Hex {
  const last = Number.parseInt(bytes.slice(-2), 16);
  return `${bytes.slice(0, -2)}${(last ^ 1).toString(16).padStart(2, "0")}` as Hex;
}

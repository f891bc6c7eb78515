import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import type { Db } from "./db.ts";
import type { Entry } from "./statement.ts";

type CommitmentRow = typeof schema.commitment.$inferSelect;

/** What money was committed to. */
export interface Purpose {
  readonly kind: "deal" | "tab" | "payment" | "bond";
  readonly counterparties: readonly Address[];
  /** 0: none named. */
  readonly category: bigint;
  readonly dealId?: Hex;
  readonly milestone?: number;
  /** Unix seconds; when `FundsCommitted` came, when left out. */
  readonly committedAt?: bigint;
}

/**
 * Writes what the money committed to `digest` is for. `FundsCommitted` comes before, for a managed account;
 * nothing is written for a wallet, which commits without a policy.
 */
export async function describeCommitment(
  db: Db,
  account: Address,
  digest: Hex,
  { counterparties, ...purpose }: Purpose,
) {
  const committer = await db.find(schema.account, { address: account });
  if (!committer?.principal || (await db.find(schema.commitment, { digest })) === null) return;
  const commitment = await db.update(
    schema.commitment,
    { digest },
    { ...purpose, counterparties: [...counterparties] },
  );
  const { entry: sequence } = commitment;
  if (sequence !== null) await db.update(schema.statementLine, { account, sequence }, entryOf(commitment));
}

/** What a line of the statement says of a commitment. */
export function entryOf({ digest, kind, counterparties, category, dealId, milestone }: CommitmentRow) {
  return {
    kind,
    counterparties: counterparties ?? [],
    category: category ?? 0n,
    digest,
    dealId,
    milestone,
    tabId: kind === "tab" ? digest : null,
    orderId: kind === "payment" ? digest : null,
  } satisfies Partial<Entry>;
}

import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import type { Cause } from "./cause.ts";
import type { Entry } from "./statement.ts";

type Db = Context["db"];
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
 * Writes what the money committed to `digest` is for, where `account` is one that a principal opened; wallets commit
 * without a policy. `FundsCommitted` comes before or after.
 */
export async function describeCommitment(
  db: Db,
  account: Address,
  digest: Hex,
  { counterparties, ...purpose }: Purpose,
  cause: Cause,
) {
  const row = await db.find(schema.account, { address: account });
  if (!row?.principal) return;
  const told = { ...purpose, counterparties: [...counterparties] };
  const commitment = await db
    .insert(schema.commitment)
    .values({ digest, account, ...told, ...cause })
    .onConflictDoUpdate({ ...told, ...cause });
  const { entry: sequence } = commitment;
  if (sequence === null) return;
  await db.update(schema.statementLine, { account, sequence }).set(entryOf(commitment));
}

/** What a line of the statement says of a commitment, as far as it is known. */
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

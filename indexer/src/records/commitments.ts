import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import type { Db } from "./db.ts";
import { policyOf } from "./required.ts";
import { type Entry, limitsAfter, writeEntry } from "./statement.ts";

type CommitmentRow = typeof schema.commitment.$inferSelect;

/** What money was committed to. */
export interface Purpose {
  readonly kind: "deal" | "tab" | "payment" | "bond";
  readonly counterparties: readonly Address[];
  /** 0: none named. */
  readonly category: bigint;
  readonly dealId?: Hex;
  readonly milestone?: number;
  /** Unix seconds; now, when left out. */
  readonly committedAt?: bigint;
}

/** What `FundsCommitted` says. */
interface Committed {
  readonly key: Hex;
  readonly amount: bigint;
}

/** Logs between that of a commitment and that of what it is for: one when a deal replaces another. */
const BETWEEN = 1;

/**
 * Writes the money that a managed account committed to `digest`, what it is for, and the line of its statement. Nothing is written for
 * a wallet, which commits without a policy. An account that is paid by the same event has it paid afterwards.
 */
export async function writeCommitment(
  db: Db,
  account: Address,
  digest: Hex,
  { counterparties, committedAt = db.at.timestamp, ...purpose }: Purpose,
) {
  const holder = await db.find(schema.account, { address: account });
  if (!holder?.principal) return;
  const told = await committedBefore(db, digest);
  if (told === undefined) return;
  const policy = await policyOf(db, account, holder.policyVersion);
  const about = { counterparties: [...counterparties], ...purpose };
  const { key, amount } = told;
  const within = limitsAfter(policy, holder, db.at.timestamp);
  const entry = await writeEntry(db, account, {
    ...placesOf({ digest, dealId: null, milestone: null, ...about }),
    ...{ key, amount: -amount },
    ...within,
  });
  const facts = { key, amount, committedAt, policy: policy.version, entry };
  await db.insert(schema.commitment, { digest, account, ...about, ...facts });
}

/** What the log of the commitment says, which comes before. It is read from its row, whichever process wrote that. */
async function committedBefore(db: Db, digest: Hex): Promise<Committed | undefined> {
  const { blockNumber, logIndex } = db.at;
  for (let back = 1; back <= 1 + BETWEEN && back <= logIndex; back++) {
    const before = await db.find(schema.event, { blockNumber, logIndex: logIndex - back, part: 0 });
    if (before?.name !== "FundsCommitted") continue;
    const args: Readonly<Record<string, string>> = JSON.parse(before.args);
    if (args.digest !== digest.toLowerCase()) return undefined;
    return { key: args.key as Hex, amount: BigInt(args.amount ?? 0) };
  }
  return undefined;
}

type Placed = Pick<CommitmentRow, "digest" | "kind" | "counterparties" | "category" | "dealId" | "milestone">;

/** What a line of the statement says of a commitment. */
export function placesOf({ digest, kind, counterparties, category, dealId, milestone }: Placed) {
  return {
    kind,
    counterparties,
    category,
    digest,
    dealId,
    milestone,
    tabId: kind === "tab" ? digest : null,
    orderId: kind === "payment" ? digest : null,
  } satisfies Partial<Entry>;
}

import schema from "ponder:schema";
import type { Address } from "viem";
import { dayOf } from "../../accounting/day.ts";
import type { Db } from "./db.ts";

/** Adds what an account committed, or got back, to its day of UTC. */
export async function countDay(
  db: Db,
  account: Address,
  { committed = 0n, refunded = 0n }: { readonly committed?: bigint; readonly refunded?: bigint },
) {
  const commitments = committed > 0n ? 1 : 0;
  const net = committed - refunded;
  await db.upsert(
    schema.accountDay,
    { account, day: dayOf(db.at.timestamp), committed, refunded, net, commitments },
    (row) => ({
      committed: row.committed + committed,
      refunded: row.refunded + refunded,
      net: row.net + net,
      commitments: row.commitments + commitments,
    }),
  );
}

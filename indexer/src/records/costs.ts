import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address } from "viem";
import { dayOf } from "../../accounting/day.ts";
import type { Cause } from "./cause.ts";

type Db = Context["db"];

/** Adds what an account committed, or got back, to its day of UTC. */
export async function countDay(
  db: Db,
  account: Address,
  { committed = 0n, refunded = 0n }: { readonly committed?: bigint; readonly refunded?: bigint },
  cause: Cause,
) {
  const commitments = committed > 0n ? 1 : 0;
  const net = committed - refunded;
  await db
    .insert(schema.accountDay)
    .values({ account, day: dayOf(cause.timestamp), committed, refunded, net, commitments, ...cause })
    .onConflictDoUpdate((row) => ({
      committed: row.committed + committed,
      refunded: row.refunded + refunded,
      net: row.net + net,
      commitments: row.commitments + commitments,
      ...cause,
    }));
}

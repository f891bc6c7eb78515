import type * as tables from "../../../indexer/ponder.schema.ts";
import type { Db } from "../../../indexer/src/records/db.ts";

type Schema = typeof tables;

/** What no handler can write: compiled with the tests, and never run. */
export async function refusedWrites(db: Db, schema: Schema): Promise<void> {
  const id = "0x01";
  await db.update(schema.deal, { id }, { unsettled: 0n });
  // @ts-expect-error: the event that wrote a row stays
  await db.update(schema.deal, { id }, { unsettled: 0n, blockNumber: 1n });
  // @ts-expect-error: neither by a function of the row
  await db.update(schema.deal, { id }, ({ timestamp }) => ({ unsettled: 0n, timestamp }));
  // @ts-expect-error: nor spread out of the event
  await db.update(schema.deal, { id }, { unsettled: 0n, ...db.at });
  // @ts-expect-error: the event that changed a row is filled in
  await db.update(schema.deal, { id }, { unsettled: 0n, updatedIn: "0x02" });
  // @ts-expect-error: facts do not change
  await db.update(schema.rating, { dealId: id, rater: id }, { score: 1 });
  const seed = { pool: id, openedInBlock: 1n, seedBlock: 2n, seed: id } as const;
  await db.insert(schema.seed, seed);
  // @ts-expect-error: where a row comes from is filled in
  await db.insert(schema.seed, { ...seed, transactionHash: id });
  // @ts-expect-error: a fact that is there already stays as it is
  await db.upsert(schema.seed, seed, { seed: "0x02" });
}

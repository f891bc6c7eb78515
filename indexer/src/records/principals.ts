import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address } from "viem";
import type { Cause } from "./cause.ts";
import { countTotal } from "./counting.ts";

type Db = Context["db"];
type PrincipalRow = typeof schema.principal.$inferSelect;
type HandoverRow = typeof schema.handover.$inferInsert;

/** The row of a principal, which may be new: any address may be one, and controls itself until it hands over. */
export async function knowPrincipal(db: Db, address: Address, cause: Cause): Promise<PrincipalRow> {
  const known = await db.find(schema.principal, { address });
  if (known !== null) return known;
  await countTotal(db, { principals: 1 }, cause);
  return db.insert(schema.principal).values({ address, controller: address, ...cause });
}

export async function freezeAccount(db: Db, address: Address, frozen: boolean, cause: Cause) {
  const { freezeCount } = await db
    .update(schema.account, { address })
    .set((row) => ({ frozen, freezeCount: row.freezeCount + 1, ...cause }));
  await db
    .insert(schema.freeze)
    .values({ subject: address, scope: "account", sequence: freezeCount - 1, frozen, ...cause });
}

export async function freezePrincipal(db: Db, address: Address, frozen: boolean, cause: Cause) {
  await knowPrincipal(db, address, cause);
  const { freezeCount } = await db
    .update(schema.principal, { address })
    .set((row) => ({ frozen, freezeCount: row.freezeCount + 1, ...cause }));
  await db
    .insert(schema.freeze)
    .values({ subject: address, scope: "principal", sequence: freezeCount - 1, frozen, ...cause });
}

/** Writes a step of a handover, and what it changes. */
export async function writeHandover(
  db: Db,
  address: Address,
  step: Pick<HandoverRow, "step" | "controller" | "to">,
  change: Partial<Pick<PrincipalRow, "controller" | "offered">>,
  cause: Cause,
) {
  await knowPrincipal(db, address, cause);
  const { handoverCount } = await db
    .update(schema.principal, { address })
    .set((row) => ({ ...change, handoverCount: row.handoverCount + 1, ...cause }));
  await db
    .insert(schema.handover)
    .values({ principal: address, sequence: handoverCount - 1, ...step, ...cause });
}

import schema from "ponder:schema";
import type { Address } from "viem";
import { countTotal } from "./counting.ts";
import type { Db } from "./db.ts";

type PrincipalRow = typeof schema.principal.$inferSelect;
type HandoverRow = typeof schema.handover.$inferInsert;

/** The row of a principal, which may be new: any address may be one, and controls itself until it hands over. */
export async function knowPrincipal(db: Db, address: Address): Promise<PrincipalRow> {
  const known = await db.find(schema.principal, { address });
  if (known !== null) return known;
  countTotal(db, { principals: 1 });
  return db.insert(schema.principal, { address, controller: address });
}

export async function freezeAccount(db: Db, address: Address, frozen: boolean) {
  const { freezeCount } = await db.update(schema.account, { address }, (row) => ({
    frozen,
    freezeCount: row.freezeCount + 1,
  }));
  await db.insert(schema.freeze, { subject: address, scope: "account", sequence: freezeCount - 1, frozen });
}

export async function freezePrincipal(db: Db, address: Address, frozen: boolean) {
  await knowPrincipal(db, address);
  const { freezeCount } = await db.update(schema.principal, { address }, (row) => ({
    frozen,
    freezeCount: row.freezeCount + 1,
  }));
  await db.insert(schema.freeze, { subject: address, scope: "principal", sequence: freezeCount - 1, frozen });
}

/** Writes a step of a handover, and what it changes. */
export async function writeHandover(
  db: Db,
  address: Address,
  step: Pick<HandoverRow, "step" | "controller" | "to">,
  change: Partial<Pick<PrincipalRow, "controller" | "offered">>,
) {
  await knowPrincipal(db, address);
  const { handoverCount } = await db.update(schema.principal, { address }, (row) => ({
    ...change,
    handoverCount: row.handoverCount + 1,
  }));
  await db.insert(schema.handover, { principal: address, sequence: handoverCount - 1, ...step });
}

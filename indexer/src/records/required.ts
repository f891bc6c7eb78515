import schema from "ponder:schema";
import type { Address, Hex } from "viem";
import { reread } from "../../check/remedy.ts";
import type { Db } from "./db.ts";

/**
 * Rows that an event presupposes. All throw when the row is missing, which stops the indexer: better no row than a wrong
 * one. It means that the start block is later than the deployment, or that a node left logs out.
 */
export async function dealOf(db: Db, id: Hex) {
  return (await db.find(schema.deal, { id })) ?? refuse(`deal ${id}`);
}

export async function milestoneOf(db: Db, dealId: Hex, index: number) {
  return (
    (await db.find(schema.milestone, { dealId, index })) ?? refuse(`milestone ${index} of deal ${dealId}`)
  );
}

export async function contestOf(db: Db, dealId: Hex, milestone: number, round: number) {
  return (
    (await db.find(schema.contest, { dealId, milestone, round })) ??
    refuse(`the contest for round ${round} of milestone ${milestone} of deal ${dealId}`)
  );
}

/** The panel drawn for round 2. */
export async function panelOf(db: Db, dealId: Hex, milestone: number, round: number) {
  return (
    (await db.find(schema.panel, { dealId, milestone, round })) ??
    refuse(`the panel for round ${round} of milestone ${milestone} of deal ${dealId}`)
  );
}

/** The panel of a round: in round 1 that of the terms, in round 2 the drawn one. */
export async function jurorsOf(
  db: Db,
  deal: Pick<typeof schema.deal.$inferSelect, "id" | "panel">,
  milestone: number,
  round: number,
): Promise<readonly Address[]> {
  return round === 1 ? deal.panel : (await panelOf(db, deal.id, milestone, round)).jurors;
}

export async function seatOf(db: Db, pool: Address, number: number) {
  return (await db.find(schema.seat, { pool, number })) ?? refuse(`seat ${number} of juror pool ${pool}`);
}

/** A managed account. */
export async function openedAccountOf(db: Db, address: Address) {
  const account = await db.find(schema.account, { address });
  return account?.principal ? account : refuse(`account ${address}`);
}

export async function policyOf(db: Db, account: Address, version: number) {
  return (
    (await db.find(schema.policyVersion, { account, version })) ??
    refuse(`policy ${version} of account ${account}`)
  );
}

export async function commitmentOf(db: Db, digest: Hex) {
  return (await db.find(schema.commitment, { digest })) ?? refuse(`the commitment ${digest}`);
}

export async function tabOf(db: Db, id: Hex) {
  return (await db.find(schema.tab, { id })) ?? refuse(`tab ${id}`);
}

/** The juror who sits at a place of a panel. */
export function jurorOf(panel: readonly Address[], position: number): Address {
  return panel[position] ?? refuse(`juror ${position} of a panel of ${panel.length}`);
}

export function refuse(what: string): never {
  throw new Error(
    `An event names ${what}, which no event before it did. Set the start block to the deployment's or earlier. ` +
      `If it is, a node left logs out. ${reread}`,
  );
}

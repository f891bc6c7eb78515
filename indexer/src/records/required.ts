import type { Context } from "ponder:registry";
import schema from "ponder:schema";
import type { Address, Hex } from "viem";

type Db = Context["db"];

/**
 * Rows that an event of their deal presupposes. Both throw when the row is missing, which stops the indexer: better no
 * row than a wrong one. It means that the start block is later than the deployment.
 */
export async function dealOf(db: Db, id: Hex) {
  return (await db.find(schema.deal, { id })) ?? refuse(`deal ${id}`);
}

export async function milestoneOf(db: Db, dealId: Hex, index: number) {
  return (
    (await db.find(schema.milestone, { dealId, index })) ?? refuse(`milestone ${index} of deal ${dealId}`)
  );
}

/** The juror who sits at a place of the deal's panel. */
export function jurorOf(
  deal: { readonly id: Hex; readonly panel: readonly Address[] },
  position: number,
): Address {
  return deal.panel[position] ?? refuse(`juror ${position} of deal ${deal.id}`);
}

function refuse(what: string): never {
  throw new Error(
    `An event names ${what}, which was never opened. Set the start block to the deployment's or earlier.`,
  );
}

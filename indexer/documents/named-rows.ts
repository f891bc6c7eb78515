import { and, asc, inArray, ne, sql } from "ponder";
import type { DrawnDeal, Hex, Naming } from "./types.ts";

type Db = typeof import("ponder:api")["db"];
type Schema = typeof import("ponder:schema")["default"];
type Reading = Pick<Db, "select">;

/** Reasons that no one wrote. */
const NONE = `0x${"00".repeat(32)}` as const;

/** Everything that deals name by hash: in the order of deals, pacts first. */
export async function namingsOf(
  rows: Reading,
  { deal, deliveryRecord, milestone, ballot, rating }: Schema,
  deals: readonly Hex[],
): Promise<Naming[]> {
  if (deals.length === 0) return [];
  const ids = [...deals];
  const opened = await rows
    .select({ deal: deal.id, pact: deal.pact, reference: deal.reference })
    .from(deal)
    .where(inArray(deal.id, ids))
    .orderBy(asc(deal.id));
  const delivered = await rows
    .select({
      deal: deliveryRecord.dealId,
      milestone: deliveryRecord.milestone,
      uri: deliveryRecord.evidenceUri,
    })
    .from(deliveryRecord)
    .where(inArray(deliveryRecord.dealId, ids));
  // What was delivered on-chain, or judged.
  const judged = await rows
    .select({ deal: milestone.dealId, milestone: milestone.index, hash: milestone.evidence })
    .from(milestone)
    .where(inArray(milestone.dealId, ids))
    .orderBy(asc(milestone.dealId), asc(milestone.index));
  const cast = await rows
    .select({
      ...{ deal: ballot.dealId, milestone: ballot.milestone, round: ballot.round, position: ballot.position },
      ...{ by: ballot.juror, hash: ballot.reasons },
    })
    .from(ballot)
    .where(and(inArray(ballot.dealId, ids), ne(ballot.reasons, NONE)))
    .orderBy(asc(ballot.dealId), asc(ballot.milestone), asc(ballot.round), asc(ballot.position));
  const rated = await rows
    .select({ deal: rating.dealId, by: rating.rater, hash: rating.reasons })
    .from(rating)
    .where(and(inArray(rating.dealId, ids), ne(rating.reasons, NONE)))
    .orderBy(asc(rating.dealId), asc(rating.rater));
  const uris = new Map(delivered.map((each) => [`${each.deal}/${each.milestone}`, each.uri]));
  return [
    ...opened.map(({ deal: id, pact }): Naming => ({ kind: "pact", hash: pact, deal: id })),
    ...opened.flatMap(({ deal: id, reference }): Naming[] =>
      reference === null ? [] : [{ kind: "reference", hash: reference, deal: id }],
    ),
    ...judged.flatMap(({ hash, ...of }): Naming[] =>
      hash === null ? [] : [{ kind: "evidence", hash, ...of, uri: uris.get(`${of.deal}/${of.milestone}`) }],
    ),
    ...cast.map((each): Naming => ({ kind: "reasons", ...each })),
    ...rated.map((each): Naming => ({ kind: "rating", ...each })),
  ];
}

/** Deals among these whose terms refer to a document. */
export async function drawnDeals(
  rows: Reading,
  { deal }: Schema,
  deals: readonly Hex[],
): Promise<DrawnDeal[]> {
  if (deals.length === 0) return [];
  const found = await rows
    .select({ deal: deal.id, hash: deal.reference, pact: deal.pact, terms: deal.terms })
    .from(deal)
    .where(inArray(deal.id, [...deals]));
  return found.flatMap(({ hash, ...of }) => (hash === null ? [] : [{ ...of, hash }]));
}

/** Logs that name documents. */
const NAMING = [
  "DealOpened",
  "EvidenceDelivered",
  "BallotsRecorded",
  "VerdictReached",
  "VerdictsReached",
  "DealRated",
];

/** A place in the order of events. */
export interface EventPlace {
  readonly block: bigint;
  readonly logIndex: number;
  readonly part: number;
}

export const BEGINNING: EventPlace = { block: 0n, logIndex: -1, part: -1 };

/** Deals of the events after a place that may name documents, and the place of the last event. */
export async function dealsAfter(
  rows: Reading,
  { event }: Schema,
  { block, logIndex, part }: EventPlace,
  limit: number,
): Promise<{ readonly deals: readonly Hex[]; readonly last: EventPlace | undefined }> {
  const found = await rows
    .select({
      block: event.blockNumber,
      logIndex: event.logIndex,
      part: event.part,
      name: event.name,
      deal: event.dealId,
    })
    .from(event)
    .where(sql`(${event.blockNumber}, ${event.logIndex}, ${event.part}) > (${block}, ${logIndex}, ${part})`)
    .orderBy(asc(event.blockNumber), asc(event.logIndex), asc(event.part))
    .limit(limit);
  const last = found.at(-1);
  const deals = found.flatMap(({ name, deal }) => (deal !== null && NAMING.includes(name) ? [deal] : []));
  return {
    deals: [...new Set(deals)],
    last: last && { block: last.block, logIndex: last.logIndex, part: last.part },
  };
}

import { db } from "ponder:api";
import schema from "ponder:schema";
import { and, asc, eq, gt, gte, inArray, lt, lte, or, sql } from "ponder";
import { changesEndpoint } from "../../changes/endpoint.ts";
import type { Followed, Position, RowReader } from "../../changes/rows.ts";
import { callersBy } from "../../http/callers.ts";
import { readProxied } from "../../settings/callers.ts";
import { recordText } from "../../settings/record-text.ts";
import { readSettings } from "../../settings/settings.ts";

const { deal, event } = schema;

/** More than a minute of any chain, after which blocks are taken for final unless the operator says otherwise. */
const LEAST_STRETCH = 1_024;
const { finalityBlocks = 0 } = readSettings(process.env, recordText);

const reader: RowReader = {
  stretch: Math.max(LEAST_STRETCH, finalityBlocks),
  rows: async ({ followed, fromBlock, after, upTo, limit }) => {
    const wanted = and(
      isOf(followed),
      gte(event.blockNumber, BigInt(fromBlock)),
      after === undefined ? undefined : isBehind(after),
      upTo === undefined ? undefined : isUpTo(upTo),
    );
    const { blockNumber, logIndex, part } = event;
    const found = db.select().from(event).where(wanted).orderBy(asc(blockNumber), asc(logIndex), asc(part));
    return limit === undefined ? found : found.limit(limit);
  },
  head: async () => {
    const { rows } = await db.execute(sql`select latest_checkpoint from _ponder_checkpoint`);
    return JSON.stringify(rows);
  },
};

function isOf(followed: Followed) {
  if ("deal" in followed) return eq(event.dealId, followed.deal);
  const { agent } = followed;
  const own = db
    .select({ id: deal.id })
    .from(deal)
    .where(or(eq(deal.buyer, agent), eq(deal.seller, agent)));
  return or(eq(event.account, agent), inArray(event.dealId, own));
}

function isBehind({ block, logIndex, part }: Position) {
  const sameBlock = eq(event.blockNumber, BigInt(block));
  const sameLog = and(sameBlock, eq(event.logIndex, logIndex), gt(event.part, part));
  return or(gt(event.blockNumber, BigInt(block)), and(sameBlock, gt(event.logIndex, logIndex)), sameLog);
}

function isUpTo({ block, logIndex, part }: Position) {
  const sameBlock = eq(event.blockNumber, BigInt(block));
  const sameLog = and(sameBlock, eq(event.logIndex, logIndex), lte(event.part, part));
  return or(lt(event.blockNumber, BigInt(block)), and(sameBlock, lt(event.logIndex, logIndex)), sameLog);
}

/** What happened to deals and agents, from a cursor on. */
export const changes = changesEndpoint(reader, { callerOf: callersBy(readProxied(process.env)) });

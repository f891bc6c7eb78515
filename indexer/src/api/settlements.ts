import schema from "ponder:schema";
import { Hono } from "hono";
import { and, asc, eq, gte, lt, or, sql } from "ponder";
import { addressIn, dayIn, ParameterError, wholeNumber } from "../../http/parameters.ts";
import {
  SETTLEMENT_HEADER,
  type SettlementFacts,
  settlementCsv,
  settlementLines,
  settlementSums,
} from "../../http/settlement-answers.ts";
import { asOf } from "./as-of.ts";
import { answerCsv } from "./csv-answer.ts";
import { type Rows, snapshot } from "./snapshot.ts";

/** Where a page ended. */
type Place = readonly [block: number, logIndex: number, milestone: number];

const DAY_SECONDS = 86_400;
const MOST = 1_000;
const DEFAULT = 100;
const PLACE = /^(\d{1,15})-(\d{1,9})-(\d{1,3})$/;

/** What settled on a day, for the accounts of a principal or for one address, a wallet too; over GET. */
export const settlements = new Hono();

settlements.onError((error, c) => {
  if (error instanceof ParameterError) return c.json({ error: error.message }, 400);
  throw error;
});

for (const whose of ["principals", "agents"] as const) {
  settlements.get(`/${whose}/:address/settlements`, async (c) => {
    const { address, day, after, limit } = questionOf(whose, c.req.param("address"), c.req.query());
    const asked = { whose, address, day, after, limit: (limit ?? DEFAULT) + 1 };
    const { head, result: rows } = await snapshot((of) => settledOn(of, asked));
    const page = rows.slice(0, limit ?? DEFAULT);
    const last = page.at(-1);
    const next = rows.length > page.length && last !== undefined ? placeOf(last).join("-") : null;
    const lines = page.flatMap((row) => settlementLines(row, address));
    const sums = settlementSums(lines);
    return c.json({
      asOf: await asOf(head),
      [whose.slice(0, -1)]: address,
      day,
      next,
      settlements: lines,
      sums,
    });
  });

  settlements.get(`/${whose}/:address/settlements.csv`, async (c) => {
    const question = questionOf(whose, c.req.param("address"), c.req.query());
    const name = `settlements-${question.address}-${question.day}`;
    const { head } = await snapshot(async () => undefined);
    const pages = csvPages({ whose, ...question }, head.block);
    return answerCsv(c, { name, head, header: SETTLEMENT_HEADER, pages });
  });
}

type Question = ReturnType<typeof questionOf>;
type Asked = Omit<Question, "limit"> & { readonly whose: "principals" | "agents" };

function questionOf(
  whose: "principals" | "agents",
  address: string,
  query: Readonly<Record<string, string>>,
) {
  const day = dayIn("day", query.day);
  if (day === undefined) throw new ParameterError("day is missing. Give a day of UTC such as 2026-11-21.");
  return {
    address: addressIn(whose === "principals" ? "The principal" : "The agent", address),
    day,
    limit: wholeNumber("limit", query.limit, { least: 1, most: MOST }),
    after: placeIn(query.after),
  };
}

function placeIn(given: string | undefined): Place | undefined {
  if (given === undefined) return undefined;
  const [, block, logIndex, milestone] = PLACE.exec(given) ?? [];
  if (block === undefined) {
    throw new ParameterError(`after is ${JSON.stringify(given)}. Give next of the page before.`);
  }
  return [Number(block), Number(logIndex), Number(milestone)];
}

const placeOf = ({ blockNumber, logIndex, milestone }: SettlementFacts): Place => [
  Number(blockNumber),
  logIndex,
  milestone,
];

/** Settlements that are there when the answer begins, up to block `end`. */
async function* csvPages(
  { limit, after, ...asked }: Asked & Pick<Question, "limit">,
  end: number,
): AsyncGenerator<string> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for (let place = after; left > 0; ) {
    const page = { ...asked, after: place, limit: Math.min(MOST, left) };
    const { result: rows } = await snapshot((of) => settledOn(of, page));
    const told = rows.filter(({ blockNumber }) => blockNumber <= BigInt(end));
    yield told.flatMap((row) => settlementLines(row, asked.address).map(settlementCsv)).join("");
    left -= rows.length;
    const last = rows.at(-1);
    if (told.length < page.limit || last === undefined) return;
    place = placeOf(last);
  }
}

/** Settlements of a day in the order of the chain. */
async function settledOn(
  of: Rows,
  { whose, address, day, after, limit }: Asked & { readonly limit: number },
): Promise<SettlementFacts[]> {
  const { settlement, deal } = schema;
  const from = BigInt(Date.parse(day) / 1_000);
  const place = sql`(${settlement.blockNumber}, ${settlement.logIndex}, ${settlement.milestone})`;
  const rows = await of
    .select({ settlement, deal })
    .from(settlement)
    .innerJoin(deal, eq(deal.id, settlement.dealId))
    .where(
      and(
        whose === "agents"
          ? or(eq(settlement.seller, address), eq(settlement.buyer, address))
          : or(eq(deal.sellerPrincipal, address), eq(deal.buyerPrincipal, address)),
        gte(settlement.timestamp, from),
        lt(settlement.timestamp, from + BigInt(DAY_SECONDS)),
        after && sql`${place} > (${after[0]}, ${after[1]}, ${after[2]})`,
      ),
    )
    .orderBy(asc(settlement.blockNumber), asc(settlement.logIndex), asc(settlement.milestone))
    .limit(limit);
  return rows.map(
    ({ settlement: settled, deal: { buyerPrincipal, sellerPrincipal, category, verificationFee } }) => ({
      ...settled,
      ...{ category, verificationFee },
      // Of one address alone: another account of its principal may be the other side.
      ...(whose === "agents"
        ? { buyerPrincipal: null, sellerPrincipal: null }
        : { buyerPrincipal, sellerPrincipal }),
    }),
  );
}

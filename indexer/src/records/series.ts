import schema from "ponder:schema";
import { counted } from "../../accounting/counters.ts";
import { countedHours, dayStartOf, firstHours, hourOf } from "../../accounting/hours.ts";
import type { SeriesChange } from "./counts.ts";
import type { Db } from "./db.ts";

/** What a deal belongs to. */
type Belonging = Pick<
  typeof schema.deal.$inferSelect,
  "buyer" | "seller" | "category" | "marketplace" | "marketplaceFee" | "pact"
>;

/** Moves the measures of today: of everything, and of each that the deal belongs to; once the event's handler is done. */
export function countSeries({ counts }: Db, deal: Belonging, change: SeriesChange): void {
  counts.addSeries({ series: "protocol" }, change);
  counts.addSeries({ series: "agent", agent: deal.buyer, side: "buyer" }, change);
  counts.addSeries({ series: "agent", agent: deal.seller, side: "seller" }, change);
  counts.addSeries({ series: "pact", pact: deal.pact }, change);
  if (deal.category !== null) counts.addSeries({ series: "category", category: deal.category }, change);
  if (deal.marketplaceFee > 0) {
    counts.addSeries({ series: "marketplace", marketplace: deal.marketplace }, change);
  }
}

/** Writes what the event counted of today. */
export async function writeSeries(db: Db): Promise<void> {
  const day = dayStartOf(db.at.timestamp);
  const hour = hourOf(db.at.timestamp);
  for (const { of, change } of db.counts.series.values()) {
    const first = { day, ...change, hours: firstHours(hour, change) };
    const next = (row: Row) => ({ ...counted(row, change), hours: countedHours(row.hours, hour, change) });
    switch (of.series) {
      case "protocol":
        await db.upsert(schema.protocolDay, first, next);
        break;
      case "agent":
        await db.upsert(schema.agentDay, { agent: of.agent, side: of.side, ...first }, next);
        break;
      case "category":
        await db.upsert(schema.categoryDay, { category: of.category, ...first }, next);
        break;
      case "marketplace":
        await db.upsert(schema.marketplaceDay, { marketplace: of.marketplace, ...first }, next);
        break;
      case "pact":
        await db.upsert(schema.pactDay, { pact: of.pact, ...first }, next);
    }
  }
}

type Row = Omit<typeof schema.protocolDay.$inferSelect, "day">;

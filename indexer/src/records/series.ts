import schema from "ponder:schema";
import { type Change, counted } from "../../accounting/counters.ts";
import { dayStartOf, hourOf, withHour } from "../../accounting/hours.ts";
import type { Belonging, SeriesChange } from "./counts.ts";
import type { Db } from "./db.ts";

type First = SeriesChange & Pick<Row & { readonly day: bigint }, "day" | "hour" | "hours">;
type Row = Omit<typeof schema.protocolDay.$inferSelect, "day">;

/** Moves the measures of today: of everything, and of each that the deal belongs to; once the event's handler is done. */
export function countSeries({ counts }: Db, deal: Belonging, change: SeriesChange): void {
  counts.addSeries(deal, change);
}

/** Writes what the event counted of today. */
export async function writeSeries(db: Db): Promise<void> {
  if (db.counts.series.size === 0) return;
  const day = dayStartOf(db.at.timestamp);
  const hour = hourOf(db.at.timestamp);
  for (const { table, of, change } of db.counts.series.values()) {
    const first = { ...of, day, hour, hours: "{}", ...change } as First;
    await db.count(schema[table] as typeof schema.protocolDay, first, (row) => ({
      ...counted(row, change as Change),
      ...(row.hour !== hour && { hour, hours: withHour(row.hours, row.hour, measuresOf(row)) }),
    }));
  }
}

function measuresOf(row: Row) {
  const { deals, funded, settledMilestones, settled, sellerNet, refunded, marketplaceFees } = row;
  const { verificationFees, reimbursed, verdicts, contests, ratings, ratingScoreSum } = row;
  return {
    ...{ deals, funded, settledMilestones, settled, sellerNet, refunded, marketplaceFees, verificationFees },
    ...{ reimbursed, verdicts, contests, ratings, ratingScoreSum },
  };
}

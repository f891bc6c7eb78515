import schema from "ponder:schema";
import { isAddressEqual } from "viem";
import { countAgent, countTotal } from "./records/counting.ts";
import { on } from "./records/on.ts";
import { dealOf } from "./records/required.ts";
import { countSeries } from "./records/series.ts";

on("Quittance:DealRated", async ({ event, db }) => {
  const { dealId, rater, rated, score, reasons } = event.args;
  const deal = await dealOf(db, dealId);
  const side = isAddressEqual(rater, deal.buyer) ? "buyer" : "seller";
  await db.insert(schema.rating, { dealId, rater, rated, side, score, reasons });
  countAgent(db, rater, { ratingsGiven: 1 });
  countAgent(db, rated, { ratingsReceived: 1, ratingScoreSum: score });
  countTotal(db, { ratings: 1 });
  countSeries(db, deal, { ratings: 1, ratingScoreSum: score });
});

import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { isAddressEqual } from "viem";
import { causeOf } from "./records/cause.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { dealOf } from "./records/required.ts";

ponder.on("Quittance:DealRated", async ({ event, context }) => {
  const { db } = context;
  const { dealId, rater, rated, score, reasons } = event.args;
  const cause = causeOf(event);
  const { buyer } = await dealOf(db, dealId);
  const side = isAddressEqual(rater, buyer) ? "buyer" : "seller";
  await db.insert(schema.rating).values({ dealId, rater, rated, side, score, reasons, ...cause });
  await countAgent(db, rater, { ratingsGiven: 1 }, cause);
  await countAgent(db, rated, { ratingsReceived: 1, ratingScoreSum: score }, cause);
  await countTotal(db, { ratings: 1 }, cause);
});

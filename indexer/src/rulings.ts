import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { causeOf } from "./records/cause.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { milestoneOf } from "./records/required.ts";

/** The settlement by it follows. */
ponder.on("Quittance:MilestoneRuled", async ({ event, context }) => {
  const { db } = context;
  const { dealId, arbiter, milestone, payout } = event.args;
  const cause = causeOf(event);
  const { evidence } = await milestoneOf(db, dealId, milestone);
  await db.insert(schema.ruling).values({ dealId, milestone, arbiter, payout, evidence, ...cause });
  await countAgent(db, arbiter, { rulings: 1 }, cause);
  await countTotal(db, { rulings: 1 }, cause);
});

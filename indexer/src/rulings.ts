import schema from "ponder:schema";
import { countAgent, countTotal } from "./records/counting.ts";
import { on } from "./records/on.ts";
import { milestoneOf } from "./records/required.ts";

/** The settlement by it follows. */
on("Quittance:MilestoneRuled", async ({ event, db }) => {
  const { dealId, arbiter, milestone, payout } = event.args;
  const { evidence } = await milestoneOf(db, dealId, milestone);
  await db.insert(schema.ruling, { dealId, milestone, arbiter, payout, evidence });
  countAgent(db, arbiter, { rulings: 1 });
  countTotal(db, { rulings: 1 });
});

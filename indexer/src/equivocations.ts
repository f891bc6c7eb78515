import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { causeOf } from "./records/cause.ts";
import { countAgent, countTotal } from "./records/counting.ts";

/** Anyone may record one as often as it likes, also with other scores: the first proof of each evidence counts. */
ponder.on("Quittance:EquivocationRecorded", async ({ event, context }) => {
  const { db } = context;
  const { dealId, juror, milestone, evidence, firstScore, secondScore } = event.args;
  const cause = causeOf(event);
  const key = { dealId, milestone, juror, evidence };
  if ((await db.find(schema.equivocation, key)) !== null) return;
  await db.insert(schema.equivocation).values({ ...key, firstScore, secondScore, ...cause });
  await countAgent(db, juror, { jurorEquivocations: 1 }, cause);
  await countTotal(db, { equivocations: 1 }, cause);
});

import schema from "ponder:schema";
import { countAgent, countTotal } from "./records/counting.ts";
import { on } from "./records/on.ts";

/** Anyone may record one as often as it likes, also with other scores: the first proof of each evidence counts. */
on("Quittance:EquivocationRecorded", async ({ event, db }) => {
  const { dealId, juror, milestone, evidence, firstScore, secondScore } = event.args;
  const key = { dealId, milestone, juror, evidence };
  if ((await db.find(schema.equivocation, key)) !== null) return;
  await db.insert(schema.equivocation, { ...key, firstScore, secondScore });
  countAgent(db, juror, { jurorEquivocations: 1 });
  countTotal(db, { equivocations: 1 });
});

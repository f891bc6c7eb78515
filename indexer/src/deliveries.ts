import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { causeOf } from "./records/cause.ts";
import { countAgent } from "./records/counting.ts";
import { dealOf } from "./records/required.ts";

ponder.on("Quittance:EvidenceDelivered", async ({ event, context }) => {
  const { db } = context;
  const { dealId, milestone, evidence, evidenceUri } = event.args;
  const cause = causeOf(event);
  const { seller, verdictWindow, contestWindow } = await dealOf(db, dealId);
  const windowEnd = cause.timestamp + BigInt(verdictWindow);
  await db
    .insert(schema.deliveryRecord)
    .values({ dealId, milestone, seller, evidence, evidenceUri, ...cause });
  await db.update(schema.milestone, { dealId, index: milestone }).set({
    status: "delivered",
    evidence,
    windowEnd,
    settleFrom: windowEnd + BigInt(contestWindow),
    ...cause,
  });
  await countAgent(db, seller, { sellerDeliveries: 1 }, cause);
});

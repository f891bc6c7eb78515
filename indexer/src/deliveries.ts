import schema from "ponder:schema";
import { countAgent } from "./records/counting.ts";
import { on } from "./records/on.ts";
import { dealOf } from "./records/required.ts";

on("Quittance:EvidenceDelivered", async ({ event, db }) => {
  const { dealId, milestone, evidence, evidenceUri } = event.args;
  const { seller, verdictWindow, contestWindow } = await dealOf(db, dealId);
  const windowEnd = db.at.timestamp + BigInt(verdictWindow);
  await db.insert(schema.deliveryRecord, { dealId, milestone, seller, evidence, evidenceUri });
  await db.update(
    schema.milestone,
    { dealId, index: milestone },
    {
      status: "delivered",
      evidence,
      deliveredAt: db.at.timestamp,
      windowEnd,
      settleFrom: windowEnd + BigInt(contestWindow),
    },
  );
  countAgent(db, seller, { sellerDeliveries: 1 });
});

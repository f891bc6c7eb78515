import { ponder } from "ponder:registry";
import schema from "ponder:schema";
import { decodeVerdict } from "../../sdk/typed-data/events.ts";
import { partsOfVerdict } from "../accounting/parts.ts";
import { payoutOf } from "../accounting/payout.ts";
import { causeOf } from "./records/cause.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { dealOf, jurorOf, milestoneOf } from "./records/required.ts";
import { settleMilestone } from "./records/settling.ts";

ponder.on("Quittance:VerdictReached", async ({ event, context }) => {
  const { db } = context;
  const { dealId, evidence } = event.args;
  const cause = causeOf(event);
  const { milestone: index, round, payout, ballots } = decodeVerdict(event.args.verdict);
  const deal = await dealOf(db, dealId);
  const { buyer, contestWindow, verificationFee } = deal;
  const { amount } = await milestoneOf(db, dealId, index);
  const settled = contestWindow === 0;
  const about = { dealId, milestone: index, round, evidence, ...cause };

  await db
    .insert(schema.verdict)
    .values({ ...about, payout, settled, ballotCount: ballots.length, verificationFee });
  const cast = ballots.map(({ position, score, reasons }) => {
    const alone = payoutOf(score, deal);
    return {
      position,
      juror: jurorOf(deal, position),
      score,
      reasons,
      payout: alone,
      agrees: alone === payout,
    };
  });
  await db.insert(schema.ballot).values(cast.map((ballot) => ({ ...about, ...ballot })));
  for (const juror of deal.panel) {
    const own = cast.find((ballot) => ballot.juror === juror);
    const spoken = own && { jurorBallots: 1, jurorAgreements: own.agrees ? 1 : 0, jurorScoreSum: own.score };
    await countAgent(db, juror, { jurorVerdicts: 1, ...spoken }, cause);
  }

  await db.update(schema.milestone, { dealId, index }).set((row) => ({
    status: "standing",
    evidence,
    standingPayout: payout,
    rounds: row.rounds + 1,
    windowEnd: cause.timestamp + BigInt(contestWindow),
    ...cause,
  }));
  await db.update(schema.deal, { id: dealId }).set((row) => ({
    unsettled: row.unsettled - verificationFee,
    verificationFees: row.verificationFees + verificationFee,
    ...cause,
  }));
  const fee = { buyerVerificationFees: verificationFee, buyerUnsettled: -verificationFee };
  await countAgent(db, buyer, fee, cause);
  await countTotal(db, { verdicts: 1, unsettled: -verificationFee }, cause);
  if (settled) {
    const parts = partsOfVerdict(amount, payout, deal.marketplaceFee);
    await settleMilestone(db, deal, index, { why: "verdict", parts }, cause);
  }
});

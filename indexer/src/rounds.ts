import schema from "ponder:schema";
import { decodePanel, decodeRecordedBallots, type PayoutRule, tallyScores } from "quittance/protocol";
import type { Address, Hex } from "viem";
import { countAgent } from "./records/counting.ts";
import type { Db } from "./records/db.ts";
import { on } from "./records/on.ts";
import { dealOf, jurorsOf, milestoneOf, refuse } from "./records/required.ts";
import type { DealRow } from "./records/settling.ts";
import { ballotsOf, castBallots, countsOf } from "./records/voting.ts";

const NAMED_ROUND = 1;
const DRAWN_ROUND = 2;

on("Quittance:PanelDrawn", async ({ event, db }) => {
  const { dealId, milestone } = event.args;
  const { pool } = await dealOf(db, dealId);
  const jurors = decodePanel(event.args.panel);
  await db.insert(schema.panel, { dealId, milestone, round: DRAWN_ROUND, pool, jurors: [...jurors] });
  const about = { dealId, milestone, round: DRAWN_ROUND };
  await db.insertAll(
    schema.draw,
    jurors.map((juror, position) => ({ ...about, position, juror })),
  );
  for (const juror of jurors) countAgent(db, juror, { jurorDraws: 1 });
});

/** Also after the round's verdict; of round 2 after the settlement that followed it, of round 1 where jurors share the fee. */
on("Quittance:BallotsRecorded", async ({ event, db }) => {
  const { dealId } = event.args;
  const { milestone, round, ballots } = decodeRecordedBallots(event.args.ballots);
  const key = { dealId, milestone, round };
  const [deal, { evidence }, verdict] = await Promise.all([
    dealOf(db, dealId),
    milestoneOf(db, dealId, milestone),
    db.find(schema.verdict, key),
  ]);
  const jurors = await jurorsOf(db, deal, milestone, round);
  const question = {
    ...key,
    evidence: evidence ?? refuse(`evidence of milestone ${milestone} of ${dealId}`),
  };
  const rules = {
    passingScore: deal.passingScore,
    payoutStep: deal.payoutStep,
    panel: jurors,
    // A ballot of round 1 that comes after its verdict could copy it, so it agrees with nothing.
    verdict: round === NAMED_ROUND ? undefined : verdict?.payout,
  };
  const cast = await castBallots(db, question, ballots, rules);
  for (const ballot of cast) countAgent(db, ballot.juror, countsOf(ballot));
  const isLate = round === NAMED_ROUND && (await isOver(db, deal, milestone));
  if (verdict === null && !isLate) await narrow(db, { ...question, jurors }, deal);
  if (verdict !== null) {
    await db.update(schema.verdict, key, (row) => ({ ballotCount: row.ballotCount + cast.length }));
  }
});

/** Whether round 1 of a delivery is over: ballots that come then share a fee, and decide nothing. */
async function isOver(db: Db, deal: DealRow, milestone: number): Promise<boolean> {
  const delivery = await db.find(schema.deliveryRecord, { dealId: deal.id, milestone });
  return delivery !== null && db.at.timestamp >= delivery.timestamp + BigInt(deal.verdictWindow);
}

/** Writes the interval that the ballots on record leave. A verdict follows where its ends meet. */
async function narrow(
  db: Db,
  round: {
    readonly dealId: Hex;
    readonly milestone: number;
    readonly round: number;
    readonly jurors: readonly Address[];
  },
  rule: PayoutRule,
) {
  const { dealId, milestone: index, jurors } = round;
  const ballots = await ballotsOf(db, round);
  const scores = ballots.map(({ score }) => score);
  const { quorum, lowestPayout, highestPayout } = tallyScores(scores, jurors.length, rule);
  if (scores.length < quorum) return;
  await db.update(schema.milestone, { dealId, index }, { lowestPayout, highestPayout });
}

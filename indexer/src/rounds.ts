import schema from "ponder:schema";
import { decodePanel, decodeRecordedBallots, type PayoutRule, tallyScores } from "quittance/protocol";
import type { Address, Hex } from "viem";
import { countAgent } from "./records/counting.ts";
import type { Db } from "./records/db.ts";
import { on } from "./records/on.ts";
import { dealOf, jurorsOf, milestoneOf, refuse } from "./records/required.ts";
import type { DealRow } from "./records/settling.ts";
import { ballotsOf, castBallots, countsOf } from "./records/voting.ts";

type MilestoneRow = typeof schema.milestone.$inferSelect;

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
  const deal = await dealOf(db, dealId);
  const judged = await milestoneOf(db, dealId, milestone);
  const { evidence } = judged;
  const verdict = hasVerdict(judged, round) ? await db.find(schema.verdict, key) : null;
  const jurors = await jurorsOf(db, deal, milestone, round);
  const question = {
    ...key,
    evidence: evidence ?? refuse(`evidence of milestone ${milestone} of ${dealId}`),
  };
  const rules = {
    passingScore: deal.passingScore,
    payoutStep: deal.payoutStep,
    panel: jurors,
    verdict: verdict?.payout,
    // It could copy the verdict, so it agrees with nothing.
    late: round === NAMED_ROUND && verdict !== null,
  };
  const cast = await castBallots(db, question, ballots, rules);
  for (const ballot of cast) countAgent(db, ballot.juror, countsOf(ballot));
  const isLate = round === NAMED_ROUND && isOver(db, deal, judged);
  if (verdict === null && !isLate) await narrow(db, { ...question, jurors }, deal);
  if (verdict !== null) {
    await db.update(schema.verdict, key, (row) => ({ ballotCount: row.ballotCount + cast.length }));
  }
});

/** Whether a round of a milestone reached a verdict, as its row says, so that no verdict is looked for where there is none. */
function hasVerdict({ rounds, round: last }: Pick<MilestoneRow, "rounds" | "round">, round: number): boolean {
  return rounds === DRAWN_ROUND || last === round;
}

/** Whether round 1 of a delivery is over: ballots that come then share a fee, and decide nothing. */
function isOver(db: Db, deal: DealRow, { deliveredAt }: Pick<MilestoneRow, "deliveredAt">): boolean {
  return deliveredAt !== null && db.at.timestamp >= deliveredAt + BigInt(deal.verdictWindow);
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

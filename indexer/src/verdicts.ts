import schema from "ponder:schema";
import type { BallotEntry } from "quittance/protocol";
import { bounds, decodeVerdict, decodeVerdicts, sharesFee } from "quittance/protocol";
import type { Hex } from "viem";
import { partsOfVerdict } from "../accounting/parts.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import type { Db } from "./records/db.ts";
import { earnFee } from "./records/fees.ts";
import { on } from "./records/on.ts";
import { dealOf, jurorsOf, milestoneOf } from "./records/required.ts";
import { countSeries } from "./records/series.ts";
import { type DealRow, settleMilestone } from "./records/settling.ts";
import { castBallots, countsOf, type Question } from "./records/voting.ts";

on("Quittance:VerdictReached", async ({ event, db }) => {
  const { dealId, evidence } = event.args;
  await reachVerdict(db, { dealId, evidence, ...decodeVerdict(event.args.verdict) });
});

/** One event for many verdicts, each of which pays in full and settles. Its rows are those of single ones. */
on("Quittance:VerdictsReached", async ({ event, db }) => {
  for (const verdict of decodeVerdicts(event.args)) {
    await reachVerdict(db, { ...verdict, round: 1, payout: bounds.full });
  }
});

/** An item that was refused changed nothing, so there is nothing to write. */
on("Quittance:ItemRefused", async () => {});

interface Reached extends Question {
  readonly payout: number;
  readonly ballots: readonly BallotEntry[];
}

async function reachVerdict(db: Db, reached: Reached): Promise<void> {
  const { dealId, evidence, milestone, round, payout, ballots } = reached;
  const deal = await dealOf(db, dealId);
  const question = { dealId, milestone, round, evidence };
  const isFirst = round === 1;
  const settled = isFirst ? deal.contestWindow === 0 : deal.arbiter === null;
  // Ballots on evidence that is on-chain, and those of round 2, are on record before.
  const ballotCount =
    ballots.length > 0
      ? await judgeAtOnce(db, deal, question, { payout, ballots })
      : await judgeRecorded(db, deal, question, payout);

  const verificationFee = isFirst ? deal.verificationFee : 0n;
  const verdict = { ...question, payout, settled, ballotCount, verificationFee };
  await db.insert(schema.verdict, verdict);
  const windowEnd = db.at.timestamp + BigInt(deal.contestWindow);
  await db.update(schema.milestone, { dealId, index: milestone }, (row) => ({
    status: "provisional" as const,
    evidence,
    provisionalPayout: payout,
    provisionalSince: db.at.timestamp,
    lowestPayout: null,
    highestPayout: null,
    rounds: row.rounds + 1,
    round,
    judged: row.judged || isFirst,
    windowEnd,
    settleFrom: windowEnd,
  }));
  countTotal(db, { verdicts: 1 });
  countSeries(db, deal, { verdicts: 1 });
  // A fee that jurors share leaves the deal when it is credited.
  if (verificationFee > 0n && !sharesFee(deal)) await earnFee(db, deal);
  // Every other settlement has an event of its own.
  if (isFirst && settled) {
    const { amount } = await milestoneOf(db, dealId, milestone);
    const parts = partsOfVerdict(amount, payout, deal.marketplaceFee);
    await settleMilestone(db, deal, milestone, { why: "verdict", parts });
  }
}

/** Writes the ballots that came with the verdict. @returns how many. */
async function judgeAtOnce(
  db: Db,
  deal: DealRow,
  question: Question,
  { payout, ballots }: { readonly payout: number; readonly ballots: readonly BallotEntry[] },
): Promise<number> {
  const cast = await castBallots(db, question, ballots, { ...deal, verdict: payout });
  for (const juror of deal.panel) {
    const own = cast.find((ballot) => ballot.juror === juror);
    countAgent(db, juror, { jurorVerdicts: 1, ...(own && countsOf(own)) });
  }
  return cast.length;
}

/** Counts the ballots on record, and those of them that agree. @returns how many there are. */
async function judgeRecorded(
  db: Db,
  deal: DealRow,
  { dealId, milestone, round }: { readonly dealId: Hex; readonly milestone: number; readonly round: number },
  payout: number,
): Promise<number> {
  const jurors = await jurorsOf(db, deal, milestone, round);
  let ballotCount = 0;
  for (const [position, juror] of jurors.entries()) {
    const ballot = await db.find(schema.ballot, { dealId, milestone, round, position });
    if (ballot !== null) ballotCount += 1;
    countAgent(db, juror, { jurorVerdicts: 1, jurorAgreements: ballot?.payout === payout ? 1 : 0 });
  }
  return ballotCount;
}

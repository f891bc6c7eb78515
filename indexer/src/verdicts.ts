import { type Context, ponder } from "ponder:registry";
import schema from "ponder:schema";
import type { BallotEntry } from "quittance/protocol";
import { bounds, decodeVerdict, decodeVerdicts, sharesFee } from "quittance/protocol";
import type { Hex } from "viem";
import { partsOfVerdict } from "../accounting/parts.ts";
import { type Cause, causeOf } from "./records/cause.ts";
import { countAgent, countTotal } from "./records/counting.ts";
import { earnFee } from "./records/fees.ts";
import { dealOf, jurorsOf, milestoneOf } from "./records/required.ts";
import { type DealRow, settleMilestone } from "./records/settling.ts";
import { castBallots, countsOf, type Question } from "./records/voting.ts";

type Db = Context["db"];

ponder.on("Quittance:VerdictReached", async ({ event, context }) => {
  const { dealId, evidence } = event.args;
  await reachVerdict(context.db, { dealId, evidence, ...decodeVerdict(event.args.verdict) }, causeOf(event));
});

/** One event for many verdicts, each of which pays in full and settles. Its rows are those of single ones. */
ponder.on("Quittance:VerdictsReached", async ({ event, context }) => {
  const cause = causeOf(event);
  for (const verdict of decodeVerdicts(event.args)) {
    await reachVerdict(context.db, { ...verdict, round: 1, payout: bounds.full }, cause);
  }
});

/** An item that was refused changed nothing, so there is nothing to write. */
ponder.on("Quittance:ItemRefused", async () => {});

interface Reached extends Question {
  readonly payout: number;
  readonly ballots: readonly BallotEntry[];
}

async function reachVerdict(db: Db, reached: Reached, cause: Cause): Promise<void> {
  const { dealId, evidence, milestone, round, payout, ballots } = reached;
  const deal = await dealOf(db, dealId);
  const question = { dealId, milestone, round, evidence };
  const isFirst = round === 1;
  const settled = isFirst ? deal.contestWindow === 0 : deal.arbiter === null;
  // Ballots on evidence that is on-chain, and those of round 2, are on record before.
  const ballotCount =
    ballots.length > 0
      ? await judgeAtOnce(db, deal, question, { payout, ballots }, cause)
      : await judgeRecorded(db, deal, question, payout, cause);

  const verificationFee = isFirst ? deal.verificationFee : 0n;
  const verdict = { ...question, payout, settled, ballotCount, verificationFee, ...cause };
  await db.insert(schema.verdict).values(verdict);
  const windowEnd = cause.timestamp + BigInt(deal.contestWindow);
  await db.update(schema.milestone, { dealId, index: milestone }).set((row) => ({
    status: "provisional",
    evidence,
    provisionalPayout: payout,
    provisionalSince: cause.timestamp,
    lowestPayout: null,
    highestPayout: null,
    rounds: row.rounds + 1,
    round,
    judged: row.judged || isFirst,
    windowEnd,
    settleFrom: windowEnd,
    ...cause,
  }));
  await countTotal(db, { verdicts: 1 }, cause);
  // A fee that jurors share leaves the deal when it is credited.
  if (verificationFee > 0n && !sharesFee(deal)) await earnFee(db, deal, cause);
  // Every other settlement has an event of its own.
  if (isFirst && settled) {
    const { amount } = await milestoneOf(db, dealId, milestone);
    const parts = partsOfVerdict(amount, payout, deal.marketplaceFee);
    await settleMilestone(db, deal, milestone, { why: "verdict", parts }, cause);
  }
}

/** Writes the ballots that came with the verdict. @returns how many. */
async function judgeAtOnce(
  db: Db,
  deal: DealRow,
  question: Question,
  { payout, ballots }: { readonly payout: number; readonly ballots: readonly BallotEntry[] },
  cause: Cause,
): Promise<number> {
  const cast = await castBallots(db, question, ballots, { ...deal, verdict: payout }, cause);
  for (const juror of deal.panel) {
    const own = cast.find((ballot) => ballot.juror === juror);
    await countAgent(db, juror, { jurorVerdicts: 1, ...(own && countsOf(own)) }, cause);
  }
  return cast.length;
}

/** Says of the ballots on record whether they agree. @returns how many there are. */
async function judgeRecorded(
  db: Db,
  deal: DealRow,
  { dealId, milestone, round }: { readonly dealId: Hex; readonly milestone: number; readonly round: number },
  payout: number,
  cause: Cause,
): Promise<number> {
  const jurors = await jurorsOf(db, deal, milestone, round);
  let ballotCount = 0;
  for (const [position, juror] of jurors.entries()) {
    const key = { dealId, milestone, round, position };
    const ballot = await db.find(schema.ballot, key);
    const agrees = ballot?.payout === payout;
    if (ballot !== null) {
      ballotCount += 1;
      await db.update(schema.ballot, key).set({ agrees, ...cause });
    }
    await countAgent(db, juror, { jurorVerdicts: 1, jurorAgreements: agrees ? 1 : 0 }, cause);
  }
  return ballotCount;
}

import { zeroAddress, zeroHash } from "viem";
import { hasArbiter } from "../../lifecycle/windows.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import { splitOf } from "../../protocol/payout.ts";
import { tallyScores } from "../../protocol/tally.ts";
import { sharesFee, type Terms } from "../../protocol/terms.ts";
import {
  bring,
  type EventOf,
  firstProblem,
  headOf,
  isBefore,
  isLive,
  isSame,
  milestoneOf,
  type ReplayContext,
  utc,
} from "./context.ts";
import { endOfRound, intervalOf } from "./provisional.ts";
import { distributed, feeLeft, nothing, panelCredits } from "./settling.ts";
import type { MilestoneState } from "./state.ts";

/** The seller's delivery on-chain: once, in time, and final. */
export function replayDelivery(context: ReplayContext, event: EventOf<"EvidenceDelivered">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { evidence, evidenceUri: uri, place } = event;
  context.findings.check(
    headOf(event, "delivery", "The seller delivered once, and by the deadline"),
    firstProblem(
      isLive(milestone),
      milestone.evidence !== undefined && "evidence was on record before",
      evidence === zeroHash && "the evidence has no hash",
      place.time > milestone.terms.deadline &&
        `it came at ${utc(place.time)}, after the deadline ${utc(milestone.terms.deadline)}`,
    ),
  );
  milestone.delivery = { evidence, uri, place };
  milestone.evidence = evidence;
}

/** Ballots that go on record, and the interval that they leave. */
export function replayBallots(context: ReplayContext, event: EventOf<"BallotsRecorded">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { terms } = context.state;
  const { round, ballots, place } = event;
  const [book, size] =
    round === 1
      ? [milestone.book, terms.panel.length]
      : [milestone.secondBook, milestone.drawn?.panel.length ?? 0];
  const stray = ballots.find(
    ({ position, score }, index) =>
      position >= size ||
      score > 10_000 ||
      book.has(position) ||
      ballots.findIndex((other) => other.position === position) !== index,
  );
  context.findings.check(
    headOf(
      event,
      "ballots",
      `${counted(ballots.length)} of round ${round} went on record, each juror's first`,
    ),
    firstProblem(
      round !== 1 && round !== 2 && `there is no round ${round} with ballots`,
      ballots.length === 0 && "there is no ballot in it",
      stray !== undefined && `the ballot of juror ${stray.position + 1} is no new one of this panel`,
      round === 1
        ? firstRoundProblem(terms, milestone, place.time)
        : secondRoundProblem(terms, milestone, place.time),
    ),
  );
  for (const ballot of ballots) if (!book.has(ballot.position)) book.set(ballot.position, ballot);
  const isDecided = milestone.verdicts.some((verdict) => verdict.round === round);
  if (isDecided || (round === 1 && milestone.contests.length > 0)) return;
  // Ballots that come after the round share its fee, and decide nothing.
  const end = (milestone.delivery?.place.time ?? 0) + terms.verdictWindow;
  if (round === 1 && (milestone.judged || place.time >= end)) return;
  const scores = [...book.values()].map(({ score }) => score);
  const interval = intervalOf(scores, size, terms);
  if (interval === undefined) return;
  if (interval.lowest !== interval.highest) {
    milestone.interval = interval;
    const span = `${interval.lowest / 100} % to ${interval.highest / 100} %`;
    context.findings.check(
      headOf(event, "verdict", `These ballots leave the interval ${span}, and decide nothing yet`),
      undefined,
    );
    return;
  }
  context.effects.implied.push({ name: "VerdictReached", milestone: milestone.index, round });
}

function firstRoundProblem(terms: Terms, milestone: MilestoneState, now: number): string | undefined {
  if (!milestone.judged && milestone.contests.length === 0 && milestone.delivery !== undefined) {
    const end = milestone.delivery.place.time + terms.verdictWindow;
    const isLate = sharesFee(terms) && milestone.interval !== undefined && now >= end;
    return isLate
      ? isLive(milestone)
      : firstProblem(isLive(milestone), isBefore(now, end, "the verdict window"));
  }
  const { isEarned } = feeLeft(terms, milestone, now);
  return firstProblem(
    isLive(milestone),
    (!isEarned || !sharesFee(terms)) && "no delivery was on record, and no jurors share a fee",
  );
}

function secondRoundProblem(terms: Terms, milestone: MilestoneState, now: number): string | undefined {
  const isDecided = milestone.verdicts.some(({ round }) => round === 2);
  return firstProblem(
    milestone.contests.length === 0 && "no contest had opened round 2",
    milestone.drawn === undefined && "no panel was drawn",
    !isDecided && isLive(milestone),
    isBefore(now, endOfRound(terms, milestone), "round 2"),
  );
}

/** A verdict: that its ballots decide it, and what it earns and pays. */
export function replayVerdict(context: ReplayContext, event: EventOf<"VerdictReached">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { terms } = context.state;
  const { round, payout, evidence, ballots, place } = event;
  context.findings.check(
    headOf(event, "verdict", `The panel of round ${round} decided that the seller gets ${payout / 100} %`),
    firstProblem(
      isLive(milestone),
      milestone.verdicts.some((verdict) => verdict.round >= round) && "the round had a verdict before",
      evidenceProblem(milestone, event),
      round === 1
        ? timeOfFirst(terms, milestone, place.time)
        : secondRoundProblem(terms, milestone, place.time),
      decided(terms, milestone, event),
    ),
  );
  milestone.verdicts.push({ round, payout, evidence, ballots, place });
  milestone.evidence ??= evidence;
  milestone.interval = undefined;
  milestone.provisionalPayout = payout;
  milestone.provisionalSince = place.time;
  if (round === 2) {
    if (!hasArbiter(terms))
      context.effects.implied.push({ name: "MilestoneSettled", milestone: milestone.index });
    return;
  }
  milestone.judged = true;
  const isFinal = terms.contestWindow === 0;
  if (sharesFee(terms) && ballots.length > 0) {
    for (const ballot of ballots) milestone.book.set(ballot.position, ballot);
  }
  const paysFee = terms.verificationFee !== 0n && (isFinal || !sharesFee(terms));
  bring(
    context,
    paysFee ? panelCredits(terms, milestone, terms.verificationFee) : nothing(),
    paysFee ? terms.verificationFee : 0n,
  );
  if (!isFinal) return;
  const { amount } = milestone.terms;
  const { toSeller, toBuyer } = splitOf({ amount, payout, marketplaceFee: 0 });
  bring(context, distributed(terms, milestone.index, { gross: toSeller, toBuyer }), amount);
  milestone.end = { cause: "verdict", toSeller, toBuyer, place };
  context.state.ratableSince = place.time;
  context.findings.check(
    headOf(
      event,
      "settlement",
      `The verdict was final: ${formatUsdc(toSeller)} USDC for the seller, ${formatUsdc(toBuyer)} USDC for the buyer`,
    ),
    undefined,
  );
}

function evidenceProblem(
  milestone: MilestoneState,
  { evidence }: EventOf<"VerdictReached">,
): string | undefined {
  if (evidence === zeroHash) return "the evidence has no hash";
  return milestone.evidence === undefined
    ? undefined
    : isSame("the evidence judged", evidence, milestone.evidence);
}

function timeOfFirst(terms: Terms, milestone: MilestoneState, now: number): string | undefined {
  if (milestone.delivery !== undefined)
    return isBefore(now, milestone.delivery.place.time + terms.verdictWindow, "the verdict window");
  const { deadline } = milestone.terms;
  return now <= deadline ? undefined : `it came at ${utc(now)}, after the deadline ${utc(deadline)}`;
}

/** Whether the ballots that came with a verdict, or those on record, decide exactly its payout. */
function decided(
  terms: Terms,
  milestone: MilestoneState,
  event: EventOf<"VerdictReached">,
): string | undefined {
  const { round, ballots } = event;
  const [book, size] =
    round === 1
      ? [milestone.book, terms.panel.length]
      : [milestone.secondBook, milestone.drawn?.panel.length ?? 0];
  const entries = ballots.length > 0 ? ballots : [...book.values()];
  const positions = new Set(entries.map(({ position }) => position));
  if (positions.size !== entries.length) return "a juror has two ballots in it";
  if (entries.some(({ position }) => position >= size)) return "a ballot is of no juror of the panel";
  if (entries.some(({ score }) => score > 10_000)) return "a score is above 10000";
  const quorum = (size + 1) / 2;
  if (entries.length < quorum) return `${counted(entries.length)} decide nothing: ${quorum} are needed`;
  const tally = tallyScores(
    entries.map(({ score }) => score),
    size,
    terms,
  );
  if (tally.payout === undefined)
    return `the ballots leave ${tally.lowestPayout / 100} % to ${tally.highestPayout / 100} % open`;
  return isSame("the payout in basis points", event.payout, tally.payout);
}

const counted = (count: number) => `${count} ${count === 1 ? "ballot" : "ballots"}`;

/** Two ballots of one juror on one question. */
export function replayEquivocation(context: ReplayContext, event: EventOf<"EquivocationRecorded">): void {
  const { juror, firstScore, secondScore } = event;
  context.findings.check(
    headOf(event, "ballots", `Juror ${juror} signed two scores for one question, as is on record`),
    firstProblem(
      firstScore === secondScore && "both scores are the same",
      juror === zeroAddress && "it names no juror",
      !context.state.terms.panel.some((each) => each.toLowerCase() === juror.toLowerCase()) &&
        "the terms name no such juror",
    ),
  );
}

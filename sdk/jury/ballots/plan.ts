import type { Address } from "viem";
import type { MilestoneFacts } from "../../deals/actions/get-milestone.ts";
import type { SignedBallot } from "../../deals/ballots/ballot.ts";
import { chooseBallots, requireJuror, requireVotes } from "../../deals/ballots/choose.ts";
import type { SignedDelivery } from "../../deals/delivery.ts";
import { TooFewBallotsError, VerdictUndeterminedError } from "../../errors/verdicts.ts";
import { uint } from "../../json/fields.ts";
import { requireObject, requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { isSameAddress, lowerCase } from "../../protocol/address.ts";
import { bounds } from "../../protocol/bounds.ts";
import { requireMoment } from "../../protocol/moment.ts";
import type { RecordedScore } from "../../protocol/scores.ts";
import { tallyScores } from "../../protocol/tally.ts";
import { sharesFee, type Terms } from "../../protocol/terms.ts";
import type { JudgingState } from "./reveal.ts";

/** What to send with the ballots that came, or why nothing is sent yet. */
export type SubmissionPlan =
  | {
      readonly action: "submitVerdict" | "recordBallots";
      /** The fewest that decide, or all that are new. */
      readonly ballots: readonly SignedBallot[];
      /** What they decide, basis points; undefined when they only go on record. */
      readonly payout: number | undefined;
      /** How many ballots are on record or in the verdict after it: those that share a fee. */
      readonly counted: number;
    }
  | {
      readonly action: "wait";
      /**
       * `undecided`: more ballots may come. `on-record`: the contract has all of them. `delivery-needed`: the verdict takes the
       * seller's signed delivery. `other-evidence`: they judge evidence that is not on-chain. `over`: the round takes none any more.
       */
      readonly reason: "undecided" | "on-record" | "delivery-needed" | "other-evidence" | "over";
    };

/** What is planned from. */
export interface PlanInput {
  readonly terms: Terms;
  /** The jurors of the ballots' round: of the terms, or as the draw gave them. */
  readonly panel: readonly Address[];
  /** Of one question, with signatures that you checked. */
  readonly ballots: readonly SignedBallot[];
  /** The seller's, of the evidence judged. */
  readonly delivery?: SignedDelivery | undefined;
  /** Of `getMilestone`. */
  readonly facts: MilestoneFacts;
  /** What the contract has: of `getBook` in round 1, `scores` of `getRound` in round 2. */
  readonly recorded: readonly RecordedScore[];
  /** Of `judgingTimeOf`. */
  readonly judging: JudgingState;
  /** Unix seconds of the chain. */
  readonly now: number;
}

/** The last part of the time, in which ballots that do not decide go on record: one of so many. */
const LAST_PART = 4;

const wait = (reason: Extract<SubmissionPlan, { action: "wait" }>["reason"]): SubmissionPlan => ({
  action: "wait",
  reason,
});

/**
 * What an aggregator sends with the ballots that came: the fewest that decide; else, on evidence that is on-chain, all that are
 * new, once the whole panel has voted or the last quarter of the time has begun. On record they leave an interval.
 *
 * @throws InvalidFieldError when ballots are about different questions, or a juror is not on the panel.
 * @example
 * import { dealIdOf, getMilestone, hashEvidence, hashReasons, signBallot } from "quittance";
 * import { judgingTimeOf, planSubmission } from "quittance/jury";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, publicClient } = stack;
 * const { terms, dealId: deal } = await openExampleDeal(stack, { silencePayout: 0 });
 * const judged = { domain, deal, milestone: 0, evidence: hashEvidence("text"), reasons: hashReasons("good") };
 * const cast = stack.jurors.map((account) => signBallot({ ...judged, account, score: 10_000 }));
 * const ballots = await Promise.all(cast);
 * const facts = await getMilestone(publicClient, { address, dealId: deal, milestone: 0 });
 * if (facts === undefined) throw new Error("the deal is open");
 * const now = await stack.now();
 * const judging = judgingTimeOf({ terms, milestone: 0, round: 1, facts, seenAt: now, now });
 * const plan = planSubmission({ terms, panel: terms.panel, ballots, facts, recorded: [], judging, now });
 * console.log(plan.action, plan.action === "wait" ? plan.reason : plan.ballots.length); // submitVerdict 2
 * await stack.stop();
 */
export function planSubmission(input: PlanInput): SubmissionPlan {
  requireOptions(input, "terms panel ballots delivery facts recorded judging now");
  requireMoment("now", input.now);
  const { panel, ballots, facts, recorded, judging } = input;
  requireVotes(ballots);
  const [first] = ballots;
  if (first === undefined) return wait("undecided");
  const positioned = firstOfEach(panel, ballots);
  const isLate = first.round === 2 && facts.provisional?.round === 2;
  if (judging.state === "over" && !isLate) return wait("over");
  if (facts.evidence !== undefined && lowerCase(facts.evidence) !== lowerCase(first.evidence)) {
    return wait("other-evidence");
  }
  const onRecord = new Set(recorded.map(({ position }) => position));
  const news = positioned.filter(({ position }) => !onRecord.has(position));
  if (news.length === 0) return wait("on-record");
  if (first.round === 1 && recorded.length === 0) {
    const verdict = verdictOf(input);
    if (verdict !== undefined) return verdict;
  }
  const takesRecords = first.round === 2 || facts.deliveredAt !== undefined;
  return takesRecords ? recordOf(input, news) : wait("undecided");
}

interface Positioned {
  readonly position: number;
  readonly ballot: SignedBallot;
}

function firstOfEach(panel: readonly Address[], ballots: readonly SignedBallot[]): readonly Positioned[] {
  const found = ballots.map((ballot, index) => ({
    position: requireJuror(panel, ballot, `ballots[${index}]`),
    ballot,
  }));
  return found.filter(
    ({ position }, index) => found.findIndex((other) => other.position === position) === index,
  );
}

/** A verdict of round 1 out of these ballots alone; undefined while they do not decide. */
function verdictOf({ terms, ballots, delivery, facts }: PlanInput): SubmissionPlan | undefined {
  try {
    const { ballots: chosen, payout } = chooseBallots({ terms, ballots });
    const needsDelivery = payout !== bounds.full || terms.contestWindow !== 0;
    const isProven = facts.deliveredAt !== undefined || !needsDelivery || isOf(delivery, chosen[0]);
    if (!isProven) return wait("delivery-needed");
    return { action: "submitVerdict", ballots: chosen, payout, counted: chosen.length };
  } catch (error) {
    if (error instanceof TooFewBallotsError || error instanceof VerdictUndeterminedError) return undefined;
    throw error;
  }
}

const isOf = (delivery: SignedDelivery | undefined, ballot: SignedBallot | undefined): boolean =>
  delivery !== undefined &&
  ballot !== undefined &&
  delivery.milestone === ballot.milestone &&
  lowerCase(delivery.deal) === lowerCase(ballot.deal) &&
  lowerCase(delivery.evidence) === lowerCase(ballot.evidence);

/** Ballots that the contract does not have yet, with what they decide together with those that it has. */
function recordOf(
  { terms, panel, recorded, facts, judging, now }: PlanInput,
  news: readonly Positioned[],
): SubmissionPlan {
  const scores = [...recorded.map(({ score }) => score), ...news.map(({ ballot }) => ballot.score)];
  const { payout } = tallyScores(scores, panel.length, terms);
  const hasDecided = facts.provisional?.round === 2;
  const isUrgent =
    hasDecided ||
    payout !== undefined ||
    scores.length === panel.length ||
    (judging.state === "judging" && now >= lastPartOf(judging));
  if (!isUrgent) return wait("undecided");
  const ballots = news.map(({ ballot }) => ballot);
  return {
    action: "recordBallots",
    ballots,
    payout: hasDecided ? undefined : payout,
    counted: scores.length,
  };
}

const lastPartOf = ({ from, until }: { readonly from: number; readonly until: number }): number =>
  until - Math.floor((until - from) / LAST_PART);

/** What sending the ballots brings to those that an aggregator acts for, and whether that is more than it costs. */
export interface SubmissionWorth {
  readonly worth: boolean;
  /** USDC base units, at most. */
  readonly reward: bigint;
  readonly cost: bigint;
}

/**
 * Whether sending ballots is worth its gas to those that an aggregator acts for: jurors that share the verification fee or, in
 * round 2, the bond; the account that the fee goes to; and parties, for what the verdict pays them.
 *
 * @param input.plan Of `planSubmission`.
 * @param input.panel The jurors of the round.
 * @param input.addresses Of those that the aggregator acts for.
 * @param input.cost USDC base units; of `quoteDeal`, or what a relayer asks for.
 * @example
 * import { isWorthSubmitting } from "quittance/jury";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack, { verificationFee: 900_000n });
 * const plan = { action: "submitVerdict", ballots: [], payout: 7_000, counted: 3 } as const;
 * const asked = { terms, milestone: 0, round: 1, panel: terms.panel, plan, addresses: [terms.panel[0] ?? "0x"] } as const;
 * console.log(isWorthSubmitting({ ...asked, cost: 5_000n })); // { worth: true, reward: 300000n, cost: 5000n }
 * await stack.stop();
 */
export function isWorthSubmitting(input: {
  readonly terms: Terms;
  readonly milestone: number;
  readonly round: number;
  readonly panel: readonly Address[];
  readonly plan: SubmissionPlan;
  readonly addresses: readonly Address[];
  readonly cost: bigint;
}): SubmissionWorth {
  requireOptions(input, "terms milestone round panel plan addresses cost");
  const { terms, milestone, round, panel, plan, addresses, cost } = input;
  requireObject("plan", plan, "Pass what planSubmission returned.");
  if (plan.action === "wait") return { worth: false, reward: 0n, cost };
  if (plan.payout !== undefined) parseWith("plan.payout", uint(16, { maximum: bounds.full }), plan.payout);
  const own = (address: Address) => addresses.some((each) => isSameAddress(each, address));
  const counted = Math.max(plan.counted, 1);
  const jurors = BigInt(Math.min(panel.filter(own).length, counted));
  const quorum = (panel.length + 1) / 2;
  let reward = 0n;
  if (round === 1 && (plan.payout !== undefined || plan.counted >= quorum)) {
    if (sharesFee(terms)) reward += (terms.verificationFee * jurors) / BigInt(counted);
    else if (own(terms.panelAccount)) reward += terms.verificationFee;
  }
  if (round === 2) {
    const bond = terms.disputes?.bond ?? 0n;
    const drawing = bond / BigInt(2 * terms.panel.length + 2);
    reward += ((bond - drawing) * jurors) / BigInt(Math.max(panel.length, 1));
  }
  if (plan.payout !== undefined) {
    const amount = terms.milestones[milestone]?.amount ?? 0n;
    const paid = (amount * BigInt(plan.payout)) / BigInt(bounds.full);
    if (own(terms.seller)) reward += paid;
    if (own(terms.buyer)) reward += amount - paid;
  }
  return { worth: reward > cost, reward, cost };
}

import { zeroHash } from "viem";
import { isSameAddress } from "../../protocol/address.ts";
import { bounds } from "../../protocol/bounds.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import { splitOf } from "../../protocol/payout.ts";
import { totalOf } from "../../protocol/terms.ts";
import {
  bring,
  type EventOf,
  firstProblem,
  headOf,
  isBefore,
  isFrom,
  isLive,
  isSame,
  milestoneOf,
  type ReplayContext,
  utc,
} from "./context.ts";
import { provisionalOf } from "./provisional.ts";
import {
  feeLeft,
  joined,
  panelCredits,
  type Settling,
  settledByParties,
  settledByRound,
} from "./settling.ts";
import { isRecorded, type MilestoneState, roundOf } from "./state.ts";

const usdc = (amount: bigint) => `${formatUsdc(amount)} USDC`;
const RATING_WINDOW = 90 * 86_400;

/** How each cause of a settlement is told. */
const CAUSES = {
  verdict: "The payout that stood was settled",
  silence: "The panel was silent, and the payout for silence was settled",
  release: "The buyer released the whole amount",
  refund: "The seller gave the whole amount back",
  agreement: "Both parties agreed on a split",
  reclaim: "Nothing came by the deadline, and the buyer took the amount back",
  ruling: "The arbiter's ruling was settled",
} as const;

/** The settlement of a milestone: whether it was due, and what it pays to the last base unit. */
export function replaySettlement(context: ReplayContext, event: EventOf<"MilestoneSettled">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { terms } = context.state;
  const { cause, toSeller, toBuyer, place } = event;
  const due = dueOf(context, milestone, event);
  context.findings.check(
    headOf(
      event,
      "settlement",
      `${CAUSES[cause]}: ${usdc(toSeller)} for the seller, ${usdc(toBuyer)} for the buyer`,
    ),
    firstProblem(
      isLive(milestone),
      toSeller + toBuyer !== milestone.terms.amount &&
        `both parts are ${usdc(toSeller + toBuyer)} together, and the milestone's amount is ${usdc(milestone.terms.amount)}`,
      due.problem,
      due.toSeller !== undefined && isSame("the seller's part in base units", toSeller, due.toSeller),
    ),
  );
  const isByRound = cause === "verdict" || cause === "silence" || cause === "ruling";
  const isEndedEarly = !isByRound && milestone.contests.length > 0;
  const settling = isByRound
    ? settledByRound(terms, milestone, due.payout ?? 0, { now: place.time, isRuling: cause === "ruling" })
    : settledByParties(terms, milestone, toSeller, { now: place.time, isRecorded: isRecorded(milestone) });
  if (isEndedEarly) milestone.endedAt = place.time;
  bring(context, settling, milestone.terms.amount + settling.fee);
  milestone.end = { cause, toSeller, toBuyer, place };
  if (cause !== "agreement" || toSeller !== 0n) context.state.ratableSince = place.time;
}

interface Due {
  readonly problem?: string | undefined;
  /** Basis points, where a round decided. */
  readonly payout?: number;
  /** What the seller must get; undefined where the parties decided it. */
  readonly toSeller?: bigint;
}

function dueOf(
  context: ReplayContext,
  milestone: MilestoneState,
  { cause, place }: EventOf<"MilestoneSettled">,
): Due {
  const { terms } = context.state;
  const { amount, deadline } = milestone.terms;
  const at = (payout: number) => splitOf({ amount, payout, marketplaceFee: 0 }).toSeller;
  if (cause === "release") return { toSeller: amount };
  if (cause === "refund") return { toSeller: 0n };
  if (cause === "agreement") return {};
  if (cause === "reclaim") {
    const isTouched = isRecorded(milestone) && "it was delivered or judged";
    const early =
      place.time <= deadline && `it came at ${utc(place.time)}, not after the deadline ${utc(deadline)}`;
    return { toSeller: 0n, problem: firstProblem(isTouched, early) };
  }
  if (cause === "ruling") {
    const payout = milestone.ruled?.payout;
    if (payout === undefined) return { problem: "there is no ruling of the arbiter" };
    return { payout, toSeller: at(payout) };
  }
  if (!isRecorded(milestone)) return { problem: "there was neither a delivery on record nor a verdict" };
  const provisional = provisionalOf(terms, milestone);
  const { payout } = provisional;
  const wanted = roundOf(milestone) === 0 ? "silence" : "verdict";
  // A verdict of round 2 that no arbiter can follow settles in its own transaction.
  const isAtOnce = provisional.isLast && milestone.verdicts.at(-1)?.place.transaction === place.transaction;
  return {
    payout,
    toSeller: at(payout),
    problem: firstProblem(
      isSame("the cause", cause, wanted),
      !isAtOnce && isFrom(place.time, provisional.end, "the payout could no longer change"),
    ),
  };
}

/** A joint cancellation of all that is left. */
export function replayCancellation(context: ReplayContext, event: EventOf<"DealCancelled">): void {
  const { state, findings } = context;
  const { terms } = state;
  const left = state.milestones.filter(({ end }) => end === undefined);
  const held = state.held;
  const fees = left.filter(isRecorded).map((milestone): Settling => {
    const { held: fee, isEarned } = feeLeft(terms, milestone, event.place.time);
    return isEarned ? { ...panelCredits(terms, milestone, fee), fee } : joined([]);
  });
  const earned = joined(fees);
  findings.check(
    headOf(
      event,
      "settlement",
      `Both parties cancelled what was left: ${usdc(event.toBuyer)} back to the buyer`,
    ),
    firstProblem(
      left.length === 0 && "nothing was left to cancel",
      isSame("the list of milestones", event.milestones.join(), left.map(({ index }) => index).join()),
      isSame("the amount in base units", event.toBuyer, held - earned.fee),
    ),
  );
  bring(context, earned, held);
  if (event.toBuyer > 0n)
    context.effects.movements.push({
      kind: terms.buyerToLedger ? "credit" : "out",
      account: terms.buyer,
      amount: event.toBuyer,
      purpose: "back to the buyer",
    });
  for (const milestone of left) {
    if (milestone.contests.length > 0) milestone.endedAt = event.place.time;
    const { amount } = milestone.terms;
    milestone.end = { cause: "cancellation", toSeller: 0n, toBuyer: amount, place: event.place };
  }
}

/** The opening: the whole total is paid in, or, of an amendment, the difference. */
export function replayOpening(
  context: ReplayContext,
  event: EventOf<"DealOpened">,
  amendment: EventOf<"DealAmended"> | undefined,
): void {
  const { state, findings } = context;
  const { terms } = state;
  const total = totalOf(terms);
  findings.check(
    headOf(event, "terms", `The deal was opened once, before the terms expired, with ${usdc(total)}`),
    firstProblem(
      state.opened !== undefined && "it was opened before",
      isBefore(event.place.time, terms.openBy, "the time to open it"),
      isSame("the buyer", event.buyer, terms.buyer),
      isSame("the seller", event.seller, terms.seller),
      (terms.amends === undefined) !== (amendment === undefined) &&
        "an amendment opens by the event of the deal that it replaces, and no other deal does",
    ),
  );
  state.opened = event.place;
  state.held = total;
  const paidIn = amendment === undefined ? total : amendment.paidIn;
  if (paidIn > 0n)
    context.effects.movements.push({
      kind: terms.fundedFromLedger ? "debit" : "in",
      account: terms.buyer,
      amount: paidIn,
      purpose: "paid in by the buyer",
    });
}

/** The end of a deal that another one replaces. */
export function replayAmended(context: ReplayContext, event: EventOf<"DealAmended">): void {
  const { state, findings } = context;
  const { terms } = state;
  const left = state.milestones.filter(({ end }) => end === undefined);
  const open = left.find(
    ({ verdicts, contests, delivery }) =>
      verdicts.length > 0 ||
      contests.length > 0 ||
      (delivery !== undefined && event.place.time >= delivery.place.time + terms.verdictWindow),
  );
  findings.check(
    headOf(event, "amendment", `Another deal replaced this one, and ${usdc(event.moved)} moved over to it`),
    firstProblem(
      left.length === 0 && "nothing was left to move",
      open !== undefined && `milestone ${open.index + 1} had a payout that could be contested`,
      isSame("what moved in base units", event.moved, state.held),
      event.paidBack > event.moved && "more was paid back than moved",
    ),
  );
  if (event.paidBack > 0n)
    context.effects.movements.push({
      kind: terms.buyerToLedger ? "credit" : "out",
      account: terms.buyer,
      amount: event.paidBack,
      purpose: "back to the buyer, as the new deal needs less",
    });
  state.held = 0n;
  state.amendedBy = event.successor;
  for (const milestone of left)
    milestone.end = { cause: "amendment", toSeller: 0n, toBuyer: 0n, place: event.place };
}

/** A rating: by a party, of the other one, once and in time. */
export function replayRating(context: ReplayContext, event: EventOf<"DealRated">): void {
  const { state, findings } = context;
  const { buyer, seller } = state.terms;
  const { rater, rated, score, place } = event;
  const byBuyer = isSameAddress(rater, buyer);
  findings.check(
    headOf(event, "rating", `The ${byBuyer ? "buyer" : "seller"} gave the other side ${score} of 100`),
    firstProblem(
      !byBuyer && !isSameAddress(rater, seller) && "the rater is no party of the deal",
      isSame("the side that is rated", rated, byBuyer ? seller : buyer),
      score > 100 && "a rating is 100 at most",
      state.raters.has(rater.toLowerCase()) && "that side had rated before",
      state.ratableSince === 0 && "the deal had settled nothing that can be rated",
      isBefore(place.time, state.ratableSince + RATING_WINDOW, "the time to rate"),
    ),
  );
  state.raters.add(rater.toLowerCase());
}

/** What no deal can have. */
export function termsProblem({ terms }: ReplayContext["state"]): string | undefined {
  const { buyer, seller, panel, pact, milestones } = terms;
  const values = panel.map((juror) => BigInt(juror));
  return firstProblem(
    isSameAddress(buyer, seller) && "buyer and seller are one",
    panel.length % 2 === 0 && "the number of jurors is even",
    values.some((value, index) => index > 0 && value <= (values[index - 1] ?? 0n)) &&
      "the jurors are not in order, or one is named twice",
    panel.some((juror) => isSameAddress(juror, buyer) || isSameAddress(juror, seller)) &&
      "a juror is a party",
    (milestones.length === 0 || milestones.length > bounds.maxMilestones) &&
      "the number of milestones is wrong",
    milestones.some(({ amount }) => amount === 0n) && "a milestone is about nothing",
    pact === zeroHash && "the terms name no pact",
  );
}

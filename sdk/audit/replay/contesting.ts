import { zeroAddress } from "viem";
import { hasArbiter } from "../../lifecycle/windows.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { drawersPart } from "../../protocol/bond.ts";
import { bounds } from "../../protocol/bounds.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import { payoutOf } from "../../protocol/payout.ts";
import { sharesFee, type Terms } from "../../protocol/terms.ts";
import type { PlacedEvent } from "../chain/events.ts";
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
} from "./context.ts";
import type { ImpliedEvent } from "./movements.ts";
import { endOfRound, endOfRuling, intervalOf, provisionalOf } from "./provisional.ts";
import { bondLeft, credited, feeLeft, isCutShort, nothing, panelCredits } from "./settling.ts";
import { isRecorded, type MilestoneState, roundOf } from "./state.ts";

/** A contest: who may, of which payout, until when, and with which bond. */
export function replayContest(context: ReplayContext, event: EventOf<"ContestOpened">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { terms } = context.state;
  const { contester, payer, payout, round, bond, fromWallet, place } = event;
  const byBuyer = isSameAddress(contester, terms.buyer);
  const provisional = provisionalOf(terms, milestone);
  const best = byBuyer ? 0 : bounds.full;
  context.findings.check(
    headOf(
      event,
      "contest",
      `The ${byBuyer ? "buyer" : "seller"} contested a payout of ${payout / 100} % in time`,
    ),
    firstProblem(
      isLive(milestone),
      !isRecorded(milestone) && "there was neither a delivery on record nor a verdict",
      !byBuyer && !isSameAddress(contester, terms.seller) && "the contester is no party of the deal",
      provisional.isLast && "no further round could follow",
      isFrom(place.time, provisional.since, "the payout was provisional"),
      isBefore(place.time, provisional.end, "the contest window"),
      isSame("the payout contested", payout, provisional.payout),
      payout === best && "there was nothing to gain by it",
      isSame("the round that it opens", round, 2 + milestone.contests.length),
      isSame("the bond in base units", bond, terms.disputes?.bond ?? 0n),
    ),
  );
  context.effects.movements.push({
    kind: fromWallet ? "in" : "debit",
    account: payer,
    amount: bond,
    milestone: milestone.index,
    purpose: "the bond of a contest",
  });
  const { held, isEarned } = feeLeft(terms, milestone, place.time);
  milestone.provisionalPayout = payout;
  milestone.provisionalSince = provisional.since;
  milestone.interval = undefined;
  milestone.contests.push({ round, payout, payer, contester, byBuyer, place, released: false });
  if (!isEarned) return;
  milestone.judged = true;
  if (!sharesFee(terms)) bring(context, panelCredits(terms, milestone, held), held);
}

/** The draw of round 2's panel, as far as the contract checks it. Whether the pool drew rightly is checked elsewhere. */
export function replayDraw(context: ReplayContext, event: EventOf<"PanelDrawn">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { terms } = context.state;
  const { panel, place } = event;
  const jurors = terms.panel.length;
  const excluded = excludedFrom(terms).map((account) => account.toLowerCase());
  const values = panel.map((juror) => BigInt(juror));
  context.findings.check(
    headOf(
      event,
      "draw",
      `A panel of ${panel.length} was drawn for round 2, with no one that the terms name`,
    ),
    firstProblem(
      isLive(milestone),
      milestone.contests.length !== 1 && "no contest had opened round 2",
      milestone.drawn !== undefined && "a panel was drawn before",
      isBefore(place.time, endOfRound(terms, milestone), "round 2"),
      panel.length % 2 === 0 && "the number of jurors is even",
      (panel.length < jurors || panel.length > 2 * jurors + 1) &&
        `it must have ${jurors} to ${2 * jurors + 1} jurors`,
      values.some((value, index) => index > 0 && value <= (values[index - 1] ?? 0n)) &&
        "the addresses do not ascend",
      panel.some((juror) => excluded.includes(juror.toLowerCase())) && "the terms name one of its jurors",
    ),
  );
  milestone.drawn = { panel, place };
  const amount = drawersPart({ bond: terms.disputes?.bond ?? 0n, jurors });
  if (amount !== 0n) context.effects.implied.push({ name: "DrawPaid", milestone: milestone.index, amount });
}

/** The addresses that must not judge: those that the terms name. */
export function excludedFrom(terms: Terms): `0x${string}`[] {
  const { buyer, seller, panel, marketplace, panelAccount, disputes } = terms;
  const named = [buyer, seller, ...panel, marketplace, panelAccount];
  const all = disputes === undefined ? named : [...named, disputes.pool, disputes.arbiter];
  return all.filter((account) => account !== zeroAddress);
}

/** The arbiter's ruling. The settlement follows by an event of its own. */
export function replayRuling(context: ReplayContext, event: EventOf<"MilestoneRuled">): void {
  const milestone = milestoneOf(context, event);
  if (milestone === undefined) return;
  const { terms } = context.state;
  const { arbiter, payout, place } = event;
  context.findings.check(
    headOf(event, "verdict", `The arbiter ruled that the seller gets ${payout / 100} %`),
    firstProblem(
      isLive(milestone),
      milestone.contests.length !== 2 && "the milestone was not before the arbiter",
      isBefore(place.time, endOfRuling(terms, milestone), "the ruling window"),
      payout > bounds.full && "a payout is 100 % at most",
      !hasArbiter(terms) && "the terms name no arbiter",
      isSame("the arbiter", arbiter, terms.disputes?.arbiter ?? zeroAddress),
    ),
  );
  milestone.ruled = { payout, place };
  const bond = terms.disputes?.bond ?? 0n;
  const contest = milestone.contests[1];
  if (contest !== undefined) contest.released = true;
  const settling =
    bond === 0n
      ? nothing()
      : credited("BondEarned", milestone.index, arbiter, bond, "the bond, to the arbiter", 3);
  settling.implied.push({ name: "MilestoneSettled", milestone: milestone.index });
  bring(context, settling, 0n);
}

/** A bond's part, as an event has it that no other event of its transaction implied. */
export type BondEvent = EventOf<"BondEarned"> | EventOf<"BondReturned">;

/** What must have come of a bond when it was released by itself, beside what the events say of it. */
export function replayReleases(context: ReplayContext, events: readonly BondEvent[]): void {
  const groups = new Map<string, BondEvent[]>();
  for (const event of events) {
    const key = `${event.milestone}/${event.round}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  for (const group of groups.values()) releaseBond(context, group);
}

function releaseBond(context: ReplayContext, group: readonly BondEvent[]): void {
  const [first] = group;
  if (first === undefined) return;
  const milestone = milestoneOf(context, first);
  const contest = milestone?.contests.find(({ round }) => round === first.round);
  const head = headOf(first, "bond", `The bond of round ${first.round} went where it belongs, once`);
  if (milestone === undefined || contest === undefined) {
    context.findings.check(head, "there was no such bond");
    return;
  }
  const { terms } = context.state;
  const now = first.place.time;
  const expected = releaseOf(terms, milestone, contest.round);
  const problem = firstProblem(
    contest.released && "the bond was paid out before",
    dueProblem(terms, milestone, contest.round, now),
    sharesProblem(expected, group),
  );
  contest.released = true;
  context.effects.movements.push(
    ...group.map(({ account, amount }) => ({
      ...{ kind: "credit" as const, account, amount, milestone: milestone.index },
      purpose: "a part of a bond",
    })),
  );
  const sum = group.reduce((total, { amount }) => total + amount, 0n);
  context.findings.check({ ...head, subject: `${head.subject}: ${formatUsdc(sum)} USDC` }, problem);
}

function dueProblem(terms: Terms, milestone: MilestoneState, round: number, now: number): string | undefined {
  const isSettled = milestone.end !== undefined;
  if (round === 3)
    return isSettled
      ? undefined
      : isFrom(now, endOfRuling(terms, milestone), "the end of the arbiter's round");
  if (isSettled && roundOf(milestone) !== 2) return undefined;
  return isFrom(now, endOfRound(terms, milestone), "the end of round 2");
}

/** Whom a bond goes to when its round is over. */
function releaseOf(terms: Terms, milestone: MilestoneState, round: number): ImpliedEvent[] {
  const { index, drawn, secondBook } = milestone;
  const isWhole = drawn !== undefined && isCutShort(milestone, endOfRound(terms, milestone));
  const payer = milestone.contests.find((contest) => contest.round === round)?.payer;
  const left = bondLeft(terms, milestone, round);
  if (round !== 2 || (!isWhole && secondBook.size === 0))
    return [{ name: "BondReturned", milestone: index, round, account: payer, amount: left }];
  const panel = drawn?.panel ?? [];
  const scores = [...secondBook.values()].map(({ score }) => score);
  const interval = intervalOf(scores, panel.length, terms);
  const sharers = panel.filter((_, position) => {
    if (isWhole) return true;
    const ballot = secondBook.get(position);
    if (ballot === undefined) return false;
    if (interval === undefined) return true;
    const payout = payoutOf(ballot.score, terms);
    return payout + terms.payoutStep >= interval.lowest && payout <= interval.highest + terms.payoutStep;
  });
  const count = BigInt(sharers.length);
  if (count === 0n) return [];
  const share = left / count;
  return sharers.flatMap((account, place): ImpliedEvent[] => {
    const amount = place === 0 ? share + (left % count) : share;
    return amount === 0n ? [] : [{ name: "BondEarned", milestone: index, round, account, amount }];
  });
}

function sharesProblem(expected: readonly ImpliedEvent[], group: readonly PlacedEvent[]): string | undefined {
  const text = (events: readonly { name: string; account?: string; amount?: bigint }[]) =>
    events.map(({ name, account = "", amount = 0n }) => `${name} ${account.toLowerCase()} ${amount}`).sort();
  const [said, ruled] = [text(group as never), text(expected as never)];
  if (said.join() === ruled.join()) return undefined;
  return `by the rules it is: ${ruled.join("; ")}; the events say: ${said.join("; ")}`;
}

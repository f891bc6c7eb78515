import { type Address, getAddress } from "viem";
import { requireList, requireObject, requireOptions } from "../json/options.ts";
import { endOfJudging, endOfRound2 } from "../lifecycle/windows.ts";
import { bounds } from "../protocol/bounds.ts";
import { requireMoment } from "../protocol/moment.ts";
import { payoutOf } from "../protocol/payout.ts";
import type { Terms } from "../protocol/terms.ts";
import type { JurorEvent } from "./weights-events.ts";

/** What the chain says of a juror. Every number counts questions: a round of a milestone. */
export interface JurorRecord {
  readonly juror: Address;
  /** Ballots on record before their round's verdict, within one payout step of the milestone's last outcome. */
  readonly agreed: number;
  /** The same, farther away. */
  readonly disagreed: number;
  /** Ballots on record of rounds that have no verdict. */
  readonly undecided: number;
  /** Ballots that came after the verdict of their round, and could copy it. */
  readonly late: number;
  /** Rounds that were open long enough, ended by time, and have no ballot of it. */
  readonly absent: number;
  /** Questions for which two scores of it were proven. */
  readonly equivocations: number;
  /** 0 to 10000, from the counts alone: see `jurorWeightOf`. */
  readonly weight: number;
}

interface Ballot {
  readonly score: number;
  readonly isLate: boolean;
}

interface Round {
  readonly ballots: Map<number, Ballot>;
  verdict: boolean;
}

interface Milestone {
  readonly rounds: { readonly 1: Round; readonly 2: Round };
  deliveredAt: number | undefined;
  contestedAt: number | undefined;
  drawnAt: number | undefined;
  drawn: readonly Address[];
  settledAt: number | undefined;
  /** The payout of the last round that decided. */
  outcome: number | undefined;
}

type Counts = { -readonly [Name in Exclude<keyof JurorRecord, "juror" | "weight">]: number };

/** A juror that was drawn with less time than this is not absent; as the pool has it. Seconds. */
const LEAST_TIME = 3_600;

/**
 * Counts what the chain says of each juror: agreement, timeliness, absences and equivocations. It reads events alone, in the chain's
 * order, so that all who read the same blocks count the same. What anyone says off-chain changes nothing.
 *
 * A juror is absent where its round ended by time without its ballot: in round 1 when the delivery was on-chain and no verdict fell, in
 * round 2 when the draw left at least half of the round and an hour. Where a verdict fell in round 1, its submitter may have left
 * ballots out, so that their jurors are not called absent.
 *
 * @param input.events Events of deals, as `watchDeal` reports them, and those of a juror pool; in order.
 * @param input.now Unix seconds of the block up to which they were read.
 * @returns The jurors that have anything on record, by address.
 * @throws InvalidFieldError when `now` is no time.
 * @example
 * import { jurorRecordsOf } from "quittance/jury";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const placed = { dealId: `0x${"11".repeat(32)}`, milestone: 0, timestamp: 1_000 } as const;
 * const reasons = `0x${"22".repeat(32)}` as const;
 * const ballots = [8_000, 8_200, 2_000].map((score, position) => ({ position, score, reasons }));
 * const records = jurorRecordsOf({
 *   events: [
 *     { name: "DealOpened", ...placed, terms },
 *     { name: "VerdictReached", ...placed, round: 1, payout: 8_000, ballots },
 *   ],
 *   now: 2_000,
 * });
 * console.log(records.map(({ agreed, disagreed, weight }) => [agreed, disagreed, weight]).join(" ")); // in the order of addresses
 * await stack.stop();
 */
export function jurorRecordsOf(input: {
  readonly events: readonly JurorEvent[];
  readonly now: number;
}): JurorRecord[] {
  requireOptions(input, "events now");
  const now = requireMoment("now", input.now);
  requireList("events", input.events);
  input.events.forEach((event, index) => {
    requireObject(`events[${index}]`, event, "Pass an event as watchDeal or the history gives it.");
  });
  const deals = new Map<string, { readonly terms: Terms; readonly milestones: Map<number, Milestone> }>();
  const proven = new Map<string, Set<string>>();
  for (const event of inChain(input.events)) {
    if (event.name === "DealOpened") {
      deals.set(event.dealId.toLowerCase(), { terms: event.terms, milestones: new Map() });
    } else if (event.name === "EquivocationRecorded" || event.name === "EquivocationPunished") {
      const { juror, dealId, milestone, evidence } = event;
      const known = proven.get(juror.toLowerCase()) ?? new Set();
      proven.set(juror.toLowerCase(), known.add(`${dealId}/${milestone}/${evidence}`.toLowerCase()));
    } else if ("milestone" in event) {
      const deal = deals.get(event.dealId.toLowerCase());
      if (deal === undefined) continue;
      const milestone = deal.milestones.get(event.milestone) ?? newMilestone();
      deal.milestones.set(event.milestone, milestone);
      note(milestone, event);
    }
  }
  const counts = new Map<string, Counts>();
  const countsOf = (juror: string) => {
    const key = juror.toLowerCase();
    const found = counts.get(key) ?? noCounts();
    counts.set(key, found);
    return found;
  };
  for (const { terms, milestones } of deals.values())
    for (const milestone of milestones.values()) count(terms, milestone, now, countsOf);
  for (const [juror, questions] of proven) countsOf(juror).equivocations = questions.size;
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([juror, found]) => ({ juror: getAddress(juror), ...found, weight: jurorWeightOf(found) }));
}

/**
 * The weight of a juror, from its counts: 0 after any equivocation, else floor(10000 × (agreed + 1) / (agreed + disagreed + 2 × absent + 2)).
 * A juror without a record has 5000. What came late, and what was not decided, counts for nothing.
 *
 * @example
 * import { jurorWeightOf } from "quittance/jury";
 *
 * console.log(jurorWeightOf({ agreed: 0, disagreed: 0, absent: 0, equivocations: 0 })); // 5000
 * console.log(jurorWeightOf({ agreed: 18, disagreed: 0, absent: 0, equivocations: 0 })); // 9500
 * console.log(jurorWeightOf({ agreed: 18, disagreed: 0, absent: 0, equivocations: 1 })); // 0
 */
export function jurorWeightOf(
  record: Pick<JurorRecord, "agreed" | "disagreed" | "absent" | "equivocations">,
): number {
  const { agreed, disagreed, absent, equivocations } = record;
  if (equivocations > 0) return 0;
  return Math.floor((bounds.full * (agreed + 1)) / (agreed + disagreed + 2 * absent + 2));
}

/** The events that are still in the chain. */
function inChain(events: readonly JurorEvent[]): readonly JurorEvent[] {
  const removed = new Set(events.flatMap(({ id, removed: isRemoved }) => (isRemoved && id ? [id] : [])));
  return events.filter(({ id, removed: isRemoved }) => !isRemoved && !removed.has(id ?? ""));
}

const newMilestone = (): Milestone => ({
  rounds: { 1: { ballots: new Map(), verdict: false }, 2: { ballots: new Map(), verdict: false } },
  deliveredAt: undefined,
  contestedAt: undefined,
  drawnAt: undefined,
  drawn: [],
  settledAt: undefined,
  outcome: undefined,
});

const noCounts = (): Counts => ({
  ...{ agreed: 0, disagreed: 0, undecided: 0, late: 0, absent: 0, equivocations: 0 },
});

function note(milestone: Milestone, event: JurorEvent): void {
  const { timestamp } = event;
  if (event.name === "EvidenceDelivered") milestone.deliveredAt = timestamp;
  if (event.name === "MilestoneSettled") milestone.settledAt = timestamp;
  if (event.name === "MilestoneRuled") milestone.outcome = event.payout;
  if (event.name === "ContestOpened" && event.round === 2) milestone.contestedAt = timestamp;
  if (event.name === "PanelDrawn") {
    milestone.drawnAt = timestamp;
    milestone.drawn = event.panel;
  }
  if (event.name !== "BallotsRecorded" && event.name !== "VerdictReached") return;
  if (event.round !== 1 && event.round !== 2) return;
  const round = milestone.rounds[event.round];
  for (const { position, score } of event.ballots)
    if (!round.ballots.has(position)) round.ballots.set(position, { score, isLate: round.verdict });
  if (event.name !== "VerdictReached") return;
  round.verdict = true;
  milestone.outcome = event.payout;
}

function count(terms: Terms, milestone: Milestone, now: number, countsOf: (juror: string) => Counts): void {
  for (const number of [1, 2] as const) {
    const round = milestone.rounds[number];
    const panel = number === 1 ? terms.panel : milestone.drawn;
    const isAbsence = number === 1 ? isSilent1(terms, milestone, now) : isSilent2(terms, milestone, now);
    panel.forEach((juror, position) => {
      const ballot = round.ballots.get(position);
      if (ballot !== undefined) countsOf(juror)[outcomeOf(terms, milestone, round, ballot)]++;
      else if (isAbsence) countsOf(juror).absent++;
    });
  }
}

function outcomeOf(terms: Terms, { outcome }: Milestone, { verdict }: Round, { score, isLate }: Ballot) {
  if (isLate) return "late";
  if (!verdict || outcome === undefined) return "undecided";
  const distance = Math.abs(payoutOf(score, terms) - outcome);
  return distance <= terms.payoutStep ? "agreed" : "disagreed";
}

function isSilent1(terms: Terms, { deliveredAt, rounds, settledAt }: Milestone, now: number): boolean {
  if (deliveredAt === undefined || rounds[1].verdict) return false;
  const end = endOfJudging(terms, deliveredAt);
  return now >= end && (settledAt === undefined || settledAt >= end);
}

function isSilent2(terms: Terms, milestone: Milestone, now: number): boolean {
  const { contestedAt, drawnAt, rounds, settledAt } = milestone;
  if (contestedAt === undefined || drawnAt === undefined) return false;
  const end = endOfRound2(terms, contestedAt);
  const left = end - drawnAt;
  if (now < end || left < LEAST_TIME || 2 * left < terms.verdictWindow) return false;
  return rounds[2].verdict || settledAt === undefined || settledAt >= end;
}

import type { Address } from "viem";
import { payoutOf } from "../protocol/payout.ts";
import { type OwnerAt, ownersOf } from "./derive-seats.ts";
import type { FactCause, JurorFact } from "./facts.ts";
import { byPlace, keyOf, type OrderedSources } from "./order-sources.ts";
import type { BallotSource, DealSource, FactSources, SourcePlace } from "./sources.ts";
import { WHOLE } from "./whole.ts";

type Settled = FactSources["settlements"][number];

const NAMED = 1;
const DRAWN = 2;
/** Seconds that a drawn juror must have had at least, as the pool has it. */
const LEAST_NOTICE = 3_600n;

/** Settlements that a judge made; the others the parties made by themselves. */
const JUDGED: ReadonlySet<FactCause> = new Set(["verdict", "silence", "ruling"]);
/** Those that end a round although its panel had not decided. */
const ENDED_BY_PARTIES: ReadonlySet<FactCause> = new Set(["release", "refund", "agreement", "cancellation"]);

/** A round of a milestone that settled. */
interface Round {
  readonly number: 1 | 2;
  readonly panel: readonly Address[];
  /** No ballot is in time from then on; undefined while it never began on the chain. */
  readonly end: bigint | undefined;
  /** Where its verdict is. */
  readonly verdict: SourcePlace | undefined;
  /** Whether jurors without a ballot had to vote, and had the time. */
  readonly isOwed: boolean;
}

/** What jurors did in both rounds of the milestones that settled. Where a juror neither voted nor had to, there is no fact. */
export function deriveDuties(sources: OrderedSources): JurorFact[] {
  const ownerAt = ownersOf(sources, (a, b) => byPlace(a, b) < 0);
  const punished = new Set(
    sources.seats
      .filter(({ kind }) => kind === "equivocation")
      .map(({ dealId = "0x", milestone = 0, juror }) => `${keyOf({ dealId, milestone })}/${juror}`),
  );
  return sources.settlements.flatMap((settled) => {
    const deal = sources.deals.get(settled.dealId);
    if (deal === undefined) return [];
    const found = [firstRound(sources, deal, settled), secondRound(sources, deal, settled)];
    const proven = new Set(sources.equivocations.get(keyOf(settled))?.map(({ juror }) => juror));
    return found.flatMap((round) => {
      if (round === undefined) return [];
      const isEquivocator = (juror: Address) =>
        round.number === NAMED ? proven.has(juror) : punished.has(`${keyOf(settled)}/${juror}`);
      return dutiesOf(sources, deal, settled, round, isEquivocator, ownerAt);
    });
  });
}

/** The panel that the terms name. Silence is an absence only where a delivery waited for the panel until the window's end. */
function firstRound(sources: OrderedSources, deal: DealSource, settled: Settled): Round {
  const key = keyOf(settled);
  const delivery = sources.deliveries.get(key);
  const verdict = sources.verdicts.get(key)?.find(({ round }) => round === NAMED);
  const end = delivery === undefined ? undefined : delivery.timestamp + BigInt(deal.verdictWindow);
  const [contest] = sources.contests.get(key) ?? [];
  const wasOver = end !== undefined && (contest ?? settled).timestamp >= end;
  return { number: NAMED, panel: deal.panel, end, verdict, isOwed: verdict === undefined && wasOver };
}

/** The panel that was drawn. Who was absent is as the pool has it, whether anyone reported it or not. */
function secondRound(sources: OrderedSources, deal: DealSource, settled: Settled): Round | undefined {
  const key = keyOf(settled);
  const panel = sources.panels.get(key);
  const contest = sources.contests.get(key)?.find(({ round }) => round === DRAWN);
  if (panel === undefined || contest === undefined) return undefined;
  const verdict = sources.verdicts.get(key)?.find(({ round }) => round === DRAWN);
  const window = BigInt(deal.verdictWindow);
  const end = contest.timestamp + window;
  const half = window - window / 2n;
  const notice = half < LEAST_NOTICE ? LEAST_NOTICE : half;
  const hadTime = panel.timestamp + notice <= end;
  const wasCut = verdict === undefined && ENDED_BY_PARTIES.has(settled.cause) && settled.timestamp < end;
  const isOwed = sources.asOf.timestamp >= end && hadTime && !wasCut;
  return { number: DRAWN, panel: panel.jurors, end, verdict, isOwed };
}

function dutiesOf(
  sources: OrderedSources,
  deal: DealSource,
  settled: Settled,
  round: Round,
  isEquivocator: (juror: Address) => boolean,
  ownerAt: OwnerAt,
): JurorFact[] {
  const { dealId, milestone, blockNumber, timestamp } = settled;
  const key = keyOf(settled);
  const cast = (sources.ballots.get(key) ?? []).filter((ballot) => ballot.round === round.number);
  const contest = sources.contests.get(key)?.find((each) => each.round === DRAWN);
  return round.panel.flatMap((juror, position): JurorFact[] => {
    const ballot = cast.find((each) => each.position === position);
    const absent = round.isOwed && ballot === undefined;
    const equivocated = isEquivocator(juror);
    if (ballot === undefined && !absent && !equivocated) return [];
    const { pool } = deal;
    const isDrawn = round.number === DRAWN && pool !== undefined && contest !== undefined;
    const payout = ballot === undefined ? undefined : payoutOf(ballot.score, deal);
    const outcome = outcomeOf(sources, settled, payout);
    const principal = isDrawn ? ownerAt(pool, juror, contest) : undefined;
    return [
      {
        ...{ dealId, milestone, round: round.number, juror },
        ...(principal === undefined ? {} : { principal }),
        ...(isDrawn ? { pool } : {}),
        ...(payout === undefined ? {} : { payout }),
        ...(outcome === undefined ? {} : { outcome }),
        timely: ballot !== undefined && isTimely(ballot, round),
        ...{ absent, equivocated, blockNumber, timestamp },
      },
    ];
  });
}

/**
 * Whether a ballot was there in time. One of round 1 that comes after the verdict could copy it; drawn jurors are asked until their
 * round ends, also after its verdict.
 */
function isTimely(ballot: BallotSource, { number, verdict, end }: Round): boolean {
  if (number === NAMED && verdict !== undefined) return byPlace(ballot, verdict) <= 0;
  return end === undefined || ballot.timestamp < end;
}

/**
 * The payout at which a judge's settlement left the milestone, where a panel had reached a verdict; basis points. Of an amount below
 * 10,000 base units several payouts leave the same: the juror's own is the outcome where it is one of them.
 */
function outcomeOf(sources: OrderedSources, settled: Settled, own: number | undefined): number | undefined {
  const { cause, toSeller, toBuyer } = settled;
  const amount = toSeller + toBuyer;
  const isJudged = JUDGED.has(cause) && sources.verdicts.has(keyOf(settled));
  if (!isJudged || amount === 0n) return undefined;
  if (own !== undefined && (amount * BigInt(own)) / WHOLE === toSeller) return own;
  // The seller's part was rounded down, so that the payout is what this rounds up to.
  return Number((toSeller * WHOLE + amount - 1n) / amount);
}

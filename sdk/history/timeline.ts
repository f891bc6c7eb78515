import type { Hex } from "viem";
import type { DealHistory } from "./deals.ts";
import type { Cause } from "./values.ts";

/** One thing that happened to a deal. */
export interface TimelineEntry {
  readonly what: "opened" | "delivered" | "judged" | "contested" | "drawn" | "ruled" | "settled" | "rated";
  /** Unix seconds. */
  readonly timestamp: number;
  /** Undefined for what is about the whole deal. */
  readonly milestone: number | undefined;
  /** The round that judged, or that a contest opened. */
  readonly round: number | undefined;
  /** Basis points: of the verdict or ruling, or the payout that was contested. */
  readonly payout: number | undefined;
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  /** Of the log that says so; several things that happened by one have its index all. */
  readonly logIndex: number;
}

type Detail = Partial<Pick<TimelineEntry, "milestone" | "round" | "payout">>;

/** What one log says goes in this order. */
const ORDER: readonly TimelineEntry["what"][] = [
  ...(["opened", "delivered", "judged", "contested", "drawn", "ruled", "settled", "rated"] as const),
];

/** What happened to a deal, in order. */
export function timelineOf(deal: DealHistory): TimelineEntry[] {
  const entry = (
    what: TimelineEntry["what"],
    { timestamp, transactionHash, blockNumber, logIndex }: Cause,
    { milestone, round, payout }: Detail = {},
  ): TimelineEntry => ({
    ...{ what, timestamp, milestone, round, payout, transactionHash, blockNumber, logIndex },
  });
  const ofMilestones = deal.milestones.flatMap((each) => {
    const { index, delivery, verdicts, contests, panels, ruling, settlement } = each;
    const at = { milestone: index };
    return [
      ...(delivery === undefined ? [] : [entry("delivered", delivery, at)]),
      ...verdicts.map((verdict) =>
        entry("judged", verdict, { ...at, round: verdict.round, payout: verdict.payout }),
      ),
      ...contests.map((contest) =>
        entry("contested", contest, { ...at, round: contest.round, payout: contest.payout }),
      ),
      ...panels.map((panel) => entry("drawn", panel, { ...at, round: panel.round })),
      ...(ruling === undefined ? [] : [entry("ruled", ruling, { ...at, round: 3, payout: ruling.payout })]),
      ...(settlement === undefined ? [] : [entry("settled", settlement, at)]),
    ];
  });
  const all = [
    entry("opened", deal),
    ...ofMilestones,
    ...deal.ratings.map((rating) => entry("rated", rating)),
  ];
  return all.sort(
    (one, other) =>
      Number(one.blockNumber - other.blockNumber) ||
      one.logIndex - other.logIndex ||
      ORDER.indexOf(one.what) - ORDER.indexOf(other.what),
  );
}

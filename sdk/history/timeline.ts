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
  /** Undefined for a contest, whose record its later events change. */
  readonly transactionHash: Hex | undefined;
}

type Detail = Partial<Pick<TimelineEntry, "milestone" | "round" | "payout">>;

/** What happens in one transaction goes in this order. */
const ORDER: readonly TimelineEntry["what"][] = [
  ...(["opened", "delivered", "judged", "contested", "drawn", "ruled", "settled", "rated"] as const),
];

/** What happened to a deal, in order. */
export function timelineOf(deal: DealHistory): TimelineEntry[] {
  const entry = (
    what: TimelineEntry["what"],
    timestamp: number,
    transactionHash: Hex | undefined,
    { milestone, round, payout }: Detail = {},
  ): TimelineEntry => ({ what, timestamp, milestone, round, payout, transactionHash });
  const by = (what: TimelineEntry["what"], { timestamp, transactionHash }: Cause, detail: Detail = {}) =>
    entry(what, timestamp, transactionHash, detail);
  const ofMilestones = deal.milestones.flatMap((milestone) => {
    const { index, delivery, verdicts, contested, panels, ruling, settlement } = milestone;
    const at = { milestone: index };
    return [
      ...(delivery === undefined ? [] : [by("delivered", delivery, at)]),
      ...verdicts.map((verdict) =>
        by("judged", verdict, { ...at, round: verdict.round, payout: verdict.payout }),
      ),
      ...contested.map(({ openedAt, round, payout }) =>
        entry("contested", openedAt, undefined, { ...at, round, payout }),
      ),
      ...panels.map((panel) => by("drawn", panel, { ...at, round: panel.round })),
      ...(ruling === undefined ? [] : [by("ruled", ruling, { ...at, round: 3, payout: ruling.payout })]),
      ...(settlement === undefined ? [] : [by("settled", settlement, at)]),
    ];
  });
  const all = [
    entry("opened", deal.openedAt, deal.openedIn),
    ...ofMilestones,
    ...deal.ratings.map((rating) => by("rated", rating)),
  ];
  return all.sort(
    (one, other) => one.timestamp - other.timestamp || ORDER.indexOf(one.what) - ORDER.indexOf(other.what),
  );
}

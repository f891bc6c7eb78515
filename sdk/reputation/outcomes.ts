import type { ClauseFact, FactContest, SettlementFact } from "./facts.ts";

/** How a seller fails. A buyer prices them differently, so each is counted apart. */
export type FailureKind = "late" | "wrong" | "refused" | "format" | "fabricated" | "disputed";

/** All kinds of failures, in the order in which they are listed. */
export const failureKinds: readonly FailureKind[] = [
  "late",
  "wrong",
  "refused",
  "format",
  "fabricated",
  "disputed",
];

/** What it means that a clause of a kind lost something. A kind that is not here means `wrong`. */
const FAILURE_OF_CLAUSE: Readonly<Record<string, FailureKind>> = {
  "citation-faithfulness": "fabricated",
  refusal: "refused",
  latency: "late",
  structure: "format",
  language: "format",
  length: "format",
};

/** The causes by which a panel or an arbiter decided what the work is worth. */
const JUDGED: ReadonlySet<string> = new Set(["verdict", "ruling"]);
/** The causes that end a contest without the parties. */
const DECIDED: ReadonlySet<string> = new Set(["verdict", "ruling", "silence"]);

type Settlement = Pick<SettlementFact, "amount" | "toSeller" | "toBuyer" | "cause" | "contests">;

/** What the seller earned: its part where a verdict, a ruling or the buyer's release gave it; what else it got says nothing. */
export function earnedIn({ cause, toSeller }: Settlement): bigint {
  return JUDGED.has(cause) || cause === "release" ? toSeller : 0n;
}

/**
 * What the seller lost by its own doing: the buyer's part of a verdict or a ruling, and all that it refunded or let the buyer reclaim.
 * An agreement, a cancellation and a silent panel blame neither side.
 */
export function lostIn({ cause, toBuyer }: Settlement): bigint {
  return JUDGED.has(cause) || cause === "refund" || cause === "reclaim" ? toBuyer : 0n;
}

/** Whether the side that contested is no better off in the end than in the payout that it contested. */
function isContestLost({ amount, toSeller }: Settlement, { side, payout }: FactContest): boolean {
  const contested = (amount * BigInt(payout)) / 10_000n;
  return side === "buyer" ? toSeller >= contested : toSeller <= contested;
}

/** The sides that lost a contest, which they or the other side made. What the parties ended themselves was lost by neither. */
export function disputeLosers(settlement: Settlement): ReadonlySet<"buyer" | "seller"> {
  if (!DECIDED.has(settlement.cause)) return new Set();
  const other = { buyer: "seller", seller: "buyer" } as const;
  return new Set(
    settlement.contests.map((contest) =>
      isContestLost(settlement, contest) ? contest.side : other[contest.side],
    ),
  );
}

/** Whether the buyer contested and gained nothing by it. */
export function isBuyersContestLost(settlement: Settlement): boolean {
  return (
    DECIDED.has(settlement.cause) &&
    settlement.contests.some((contest) => contest.side === "buyer" && isContestLost(settlement, contest))
  );
}

/** In which ways the seller failed: by how the milestone ended, and by the clauses that lost something, if documents say which. */
export function failuresIn(settlement: Settlement, clauses: readonly ClauseFact[]): readonly FailureKind[] {
  if (lostIn(settlement) === 0n) return [];
  const found = new Set<FailureKind>();
  if (settlement.cause === "reclaim") found.add("late");
  else if (settlement.cause === "refund") found.add("refused");
  else {
    for (const { kind, lost } of clauses) if (lost > 0) found.add(FAILURE_OF_CLAUSE[kind] ?? "wrong");
    if (found.size === 0) found.add("wrong");
    if (disputeLosers(settlement).has("seller")) found.add("disputed");
  }
  return failureKinds.filter((kind) => found.has(kind));
}

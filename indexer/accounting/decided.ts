import { shareOf } from "quittance/protocol";

export type Side = "buyer" | "seller";

/** The causes that decide a contest without the parties. */
const DECIDING: ReadonlySet<string> = new Set(["verdict", "ruling", "silence"]);
/** The causes that give a seller what it earned. */
const EARNING: ReadonlySet<string> = new Set(["verdict", "ruling", "release"]);

/** How a milestone ended. Amounts in base units, times in unix seconds. */
export interface Ended {
  readonly cause: string;
  readonly toSeller: bigint;
  readonly toBuyer: bigint;
  readonly timestamp: bigint;
  readonly deadline: bigint;
  /** Of its delivery on-chain; null without one. */
  readonly deliveredAt: bigint | null;
  /** Of its first verdict; null without one. */
  readonly judgedAt: bigint | null;
}

/**
 * The side that lost a contest: that which contested and is no better off in the end than at the payout it contested, else the
 * other one. Null when the parties ended the milestone themselves. Reputation counts lost contests in the same way.
 */
export function loserOf(
  { cause, toSeller, toBuyer }: Pick<Ended, "cause" | "toSeller" | "toBuyer">,
  { side, payout }: { readonly side: Side; readonly payout: number },
): Side | null {
  if (!DECIDING.has(cause)) return null;
  const contested = shareOf(toSeller + toBuyer, payout);
  const isLost = side === "buyer" ? toSeller >= contested : toSeller <= contested;
  return isLost === (side === "buyer") ? "buyer" : "seller";
}

/**
 * Whether the seller was on time: by its delivery on-chain, or by a first verdict on work that it was paid for; without either, by what
 * it earned. Reputation counts milestones on time in the same way.
 */
export function isOnTime({ cause, toSeller, timestamp, deadline, deliveredAt, judgedAt }: Ended): boolean {
  const judged = toSeller > 0n ? judgedAt : null;
  const times = [deliveredAt, judged].filter((time) => time !== null);
  if (times.length > 0) return times.some((time) => time <= deadline);
  return EARNING.has(cause) && toSeller > 0n && timestamp <= deadline;
}

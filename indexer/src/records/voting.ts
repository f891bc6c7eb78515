import schema from "ponder:schema";
import type { BallotEntry } from "quittance/protocol";
import { type PayoutRule, payoutOf } from "quittance/protocol";
import type { Address, Hex } from "viem";
import type { Db } from "./db.ts";
import { jurorOf } from "./required.ts";

/** What ballots are about. */
export interface Question {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly round: number;
  readonly evidence: Hex;
}

/** A ballot with what its score means. */
export interface CastBallot extends BallotEntry {
  readonly juror: Address;
  /** The payout this score alone would give. */
  readonly payout: number;
  /** False while the round has no verdict, and when it is late. */
  readonly agrees: boolean;
}

/** Writes ballots. @param verdict The round's payout; undefined while it has none. @param late After it, in round 1. */
export async function castBallots(
  db: Db,
  question: Question,
  entries: readonly BallotEntry[],
  rules: PayoutRule & {
    readonly panel: readonly Address[];
    readonly verdict: number | undefined;
    readonly late?: boolean;
  },
): Promise<CastBallot[]> {
  const { panel, verdict, late = false } = rules;
  const ballots = entries.map((entry) => {
    const payout = payoutOf(entry.score, rules);
    return { ...entry, juror: jurorOf(panel, entry.position), payout };
  });
  await db.insertAll(
    schema.ballot,
    ballots.map((ballot) => ({ ...question, ...ballot, late })),
  );
  return ballots.map((ballot) => ({ ...ballot, agrees: !late && ballot.payout === verdict }));
}

/** What a ballot adds to its juror's counters. */
export function countsOf({ score, agrees }: Pick<CastBallot, "score" | "agrees">) {
  return { jurorBallots: 1, jurorAgreements: agrees ? 1 : 0, jurorScoreSum: score };
}

/** The ballots of a round that are on record, in the panel's order. */
export async function ballotsOf(
  db: Db,
  { dealId, milestone, round, jurors }: Omit<Question, "evidence"> & { readonly jurors: readonly Address[] },
) {
  const found = await Promise.all(
    jurors.map((_, position) => db.find(schema.ballot, { dealId, milestone, round, position })),
  );
  return found.filter((ballot) => ballot !== null);
}

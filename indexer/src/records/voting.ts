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
  /** Null while the round has no verdict. */
  readonly agrees: boolean | null;
}

/** Writes ballots. @param verdict The round's payout; undefined while it has none. */
export async function castBallots(
  db: Db,
  question: Question,
  entries: readonly BallotEntry[],
  rules: PayoutRule & { readonly panel: readonly Address[]; readonly verdict: number | undefined },
): Promise<CastBallot[]> {
  const cast = entries.map((entry) => {
    const payout = payoutOf(entry.score, rules);
    const agrees = rules.verdict === undefined ? null : payout === rules.verdict;
    return { ...entry, juror: jurorOf(rules.panel, entry.position), payout, agrees };
  });
  if (cast.length > 0) {
    await db.insertAll(
      schema.ballot,
      cast.map((ballot) => ({ ...question, ...ballot })),
    );
  }
  return cast;
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

import { drawersPart, payoutOf, sharesFee, type Terms, tallyScores } from "quittance";
import type { JudgingCase } from "quittance/watching";
import { type Address, isAddressEqual } from "viem";
import type { RecordedScore } from "./milestone.ts";

/** A juror's place in the panel of a question; -1 when it has none. */
export const positionOf = ({ panel }: Pick<JudgingCase, "panel">, juror: Address): number =>
  panel.findIndex((each) => isAddressEqual(each, juror));

/** Whether a ballot of a juror is on record. */
export const hasBallot = (
  asked: Pick<JudgingCase, "panel">,
  recorded: readonly RecordedScore[],
  juror: Address,
): boolean => recorded.some(({ position }) => position === positionOf(asked, juror));

/** What of the verification fee a ballot on record brings when so many share it. USDC base units. */
export function feeShare(terms: Terms, sharers: number): bigint {
  return sharesFee(terms) && sharers > 0 ? terms.verificationFee / BigInt(sharers) : 0n;
}

/**
 * What the bond of round 2 brings the juror at a position when it is released, by the ballots on record: those share it that are
 * within one payout step of what all of them leave possible. USDC base units.
 */
export function bondShare(
  { terms, panel }: Pick<JudgingCase, "terms" | "panel">,
  recorded: readonly RecordedScore[],
  position: number,
): bigint {
  const { disputes } = terms;
  if (disputes === undefined || recorded.length === 0) return 0n;
  const scores = recorded.map(({ score }) => score);
  const { lowestPayout, highestPayout, quorum } = tallyScores(scores, panel.length, terms);
  const shares = ({ score }: RecordedScore) => {
    if (scores.length < quorum) return true;
    const payout = payoutOf(score, terms);
    return payout + terms.payoutStep >= lowestPayout && payout <= highestPayout + terms.payoutStep;
  };
  const sharers = recorded.filter(shares);
  if (!sharers.some((each) => each.position === position)) return 0n;
  const { bond } = disputes;
  return (bond - drawersPart({ jurors: terms.panel.length, bond })) / BigInt(sharers.length);
}

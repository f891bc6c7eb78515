import type { Address } from "viem";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { requireTermsFields } from "../../protocol/deal-id.ts";
import { tallyScores } from "../../protocol/tally.ts";
import type { Terms } from "../../protocol/terms.ts";
import type { SignedBallot } from "./ballot.ts";
import { requireJuror, requireVotes } from "./choose.ts";

/** What ballots show so far. */
export interface BallotTally {
  /** The verdict, in basis points; undefined while the ballots do not decide. */
  readonly payout: number | undefined;
  /**
   * The payouts that the panel can still decide, in basis points; undefined while fewer than a quorum of jurors have voted. If the
   * round ends with these ballots on record, the provisional payout is moved into it.
   */
  readonly interval: { readonly lowest: number; readonly highest: number } | undefined;
  /** How many ballots a verdict needs at least. */
  readonly quorum: number;
  /** Jurors of the panel whose ballots are not among these. */
  readonly missing: readonly Address[];
  /** How many of `missing` must vote before anything can be decided; 0 once a quorum have. */
  readonly stillNeeded: number;
}

/**
 * What a set of ballots shows: the payout that they decide, or the interval that they leave, and who has not voted. The first
 * ballot of each juror counts, as in the contract's book.
 *
 * @param input.panel The panel; that of the terms when left out. For round 2, as `drawPanel` gave it.
 * @throws InvalidFieldError when a ballot is about another question than the first, or its juror is not on the panel.
 * @example
 * import { dealIdOf, hashEvidence, hashReasons, signBallot, tallyBallots } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const question = {
 *   domain: stack.domain,
 *   deal: dealIdOf({ domain: stack.domain, terms }),
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   reasons: hashReasons("two faults"),
 * };
 * const scores = [7_100, 8_000];
 * const ballots = await Promise.all(
 *   scores.map((score, index) => signBallot({ ...question, score, account: stack.jurors[index] ?? stack.buyer })),
 * );
 * const { payout, interval, missing } = tallyBallots({ terms, ballots });
 * console.log(payout, interval, missing.length); // undefined { lowest: 7000, highest: 8000 } 1
 * await stack.stop();
 */
export function tallyBallots(input: {
  readonly terms: Terms;
  readonly ballots: readonly SignedBallot[];
  readonly panel?: readonly Address[] | undefined;
}): BallotTally {
  requireOptions(input, "terms ballots panel");
  requireTermsFields(input.terms);
  const { terms, ballots, panel = terms.panel } = input;
  requireVotes(ballots);
  const scores = new Map<number, number>();
  for (const [index, ballot] of ballots.entries()) {
    const position = requireJuror(panel, ballot, `ballots[${index}]`);
    if (!scores.has(position)) scores.set(position, ballot.score);
  }
  const { payout, quorum, lowestPayout, highestPayout } = tallyScores(
    [...scores.values()],
    panel.length,
    terms,
  );
  const isReached = scores.size >= quorum;
  return {
    payout,
    interval: isReached ? { lowest: lowestPayout, highest: highestPayout } : undefined,
    quorum,
    missing: panel.filter((juror) => !ballots.some((ballot) => isSameAddress(ballot.juror, juror))),
    stillNeeded: Math.max(0, quorum - scores.size),
  };
}

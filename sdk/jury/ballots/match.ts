import { SIGNED_BALLOT, type SignedBallot } from "../../deals/ballots/ballot.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { isSameAddress, lowerCase } from "../../protocol/address.ts";
import { BALLOT_COMMITMENT, hashSignedBallot, type SignedBallotCommitment } from "./commitment.ts";
import { keyOfQuestion } from "./question.ts";

/**
 * How a ballot compares with what its juror committed itself to. All of them count on-chain alike; the juror's record says which.
 * `committed`: it is the ballot of its only commitment. `uncommitted`: there is none for this question. `differing`: the commitment
 * is to another ballot. `double`: the juror committed itself to two ballots.
 */
export type CommitmentMatch = "committed" | "uncommitted" | "differing" | "double";

/**
 * Compares a ballot that was shown with the commitments of its juror. A ballot that was signed in a batch is `differing`, or
 * `uncommitted`: no juror can commit to one.
 *
 * @param input.commitments Of any questions and jurors, with signatures that you checked.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { matchCommitment, commitToBallot } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), reasons: hashReasons("good") };
 * const ballot = await signBallot({ domain, account, ...judged, score: 8_000 });
 * const commitments = [await commitToBallot({ domain, account, ballot })];
 * const other = await signBallot({ domain, account, ...judged, score: 7_000 });
 * console.log(matchCommitment({ ballot, commitments })); // committed
 * console.log(matchCommitment({ ballot: other, commitments })); // differing
 */
export function matchCommitment(input: {
  readonly ballot: SignedBallot;
  readonly commitments: readonly SignedBallotCommitment[];
}): CommitmentMatch {
  requireOptions(input, "ballot commitments");
  const { ballot, commitments } = input;
  requireOptions(ballot, SIGNED_BALLOT, "ballot");
  requireEach("commitments", commitments, BALLOT_COMMITMENT);
  const question = keyOfQuestion(ballot);
  const own = commitments.filter(
    (each) => isSameAddress(each.juror, ballot.juror) && keyOfQuestion(each) === question,
  );
  const hashes = new Set(own.map((each) => lowerCase(each.ballot)));
  if (hashes.size === 0) return "uncommitted";
  if (hashes.size > 1) return "double";
  if (ballot.batch !== undefined) return "differing";
  return hashes.has(hashSignedBallot(ballot)) ? "committed" : "differing";
}

import type { Address } from "viem";
import { SIGNED_BALLOT, type SignedBallot } from "../../deals/ballots/ballot.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { isSameAddress, lowerCase, requireAddress } from "../../protocol/address.ts";
import { BALLOT_COMMITMENT, type SignedBallotCommitment } from "./commitment.ts";
import { type CommitmentMatch, matchCommitment } from "./match.ts";
import { type BallotQuestion, keyOfQuestion, questionIn } from "./question.ts";

/**
 * What a juror's commitments and ballots for one question come to: the marks of `CommitmentMatch`, and two more. `unrevealed`: there is
 * a commitment, but no ballot was given; it may still come, or be on the chain alone. `equivocated`: there are two ballots with
 * different scores.
 */
export type ConductMark = CommitmentMatch | "unrevealed" | "equivocated";

/** A question that a juror judged, with its mark. */
export interface MarkedQuestion extends BallotQuestion {
  readonly mark: ConductMark;
}

/** How a juror kept to what it committed itself to. */
export interface JurorConduct {
  readonly juror: Address;
  /** In the order in which its ballots and commitments were given. */
  readonly questions: readonly MarkedQuestion[];
  /** How many questions have each mark. */
  readonly counts: Readonly<Record<ConductMark, number>>;
}

/** From the mildest to the gravest: of several ballots for one question, the gravest counts. */
const GRAVITY: readonly ConductMark[] = [
  "committed",
  "unrevealed",
  "uncommitted",
  "differing",
  "double",
  "equivocated",
];

/**
 * Marks each question that a juror judged: the part of its record that the chain does not know. On-chain every signed ballot counts,
 * whatever its mark.
 *
 * @param input.ballots Those that were shown, and `input.commitments`: of any jurors and questions, with signatures that you checked.
 * @throws InvalidFieldError when `juror` is no address.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { commitToBallot, jurorConduct } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const deal = `0x${"11".repeat(32)}` as const;
 * const judged = { deal, milestone: 0, evidence: hashEvidence("text"), reasons: hashReasons("good") };
 * const ballot = await signBallot({ domain, account, ...judged, score: 8_000 });
 * const copied = await signBallot({ domain, account, ...judged, milestone: 1, score: 8_000 });
 * const commitments = [await commitToBallot({ domain, account, ballot })];
 * const { counts } = jurorConduct({ juror: account.address, ballots: [ballot, copied], commitments });
 * console.log(counts.committed, counts.uncommitted); // 1 1
 */
export function jurorConduct(input: {
  readonly juror: Address;
  readonly ballots: readonly SignedBallot[];
  readonly commitments: readonly SignedBallotCommitment[];
}): JurorConduct {
  requireOptions(input, "juror ballots commitments");
  const { juror } = input;
  requireAddress("juror", juror);
  requireEach("ballots", input.ballots, SIGNED_BALLOT);
  requireEach("commitments", input.commitments, BALLOT_COMMITMENT);
  const isOwn = (each: { readonly juror: Address }) => isSameAddress(each.juror, juror);
  const byQuestion = new Map<string, Shown>();
  const shownFor = (question: BallotQuestion): Shown => {
    const key = keyOfQuestion(question);
    const known = byQuestion.get(key) ?? { question: questionIn(question), ballots: [], commitments: [] };
    byQuestion.set(key, known);
    return known;
  };
  for (const ballot of input.ballots.filter(isOwn)) shownFor(ballot).ballots.push(ballot);
  for (const commitment of input.commitments.filter(isOwn)) {
    shownFor(commitment).commitments.push(commitment);
  }
  const questions = [...byQuestion.values()].map((shown) => ({ ...shown.question, mark: markOf(shown) }));
  const counts = Object.fromEntries(GRAVITY.map((mark) => [mark, 0])) as Record<ConductMark, number>;
  for (const { mark } of questions) counts[mark] += 1;
  return { juror, questions, counts };
}

interface Shown {
  readonly question: BallotQuestion;
  readonly ballots: SignedBallot[];
  readonly commitments: SignedBallotCommitment[];
}

function markOf({ ballots, commitments }: Shown): ConductMark {
  if (new Set(ballots.map(({ score }) => score)).size > 1) return "equivocated";
  if (ballots.length === 0) {
    return new Set(commitments.map(({ ballot }) => lowerCase(ballot))).size > 1 ? "double" : "unrevealed";
  }
  const marks = ballots.map((ballot): ConductMark => matchCommitment({ ballot, commitments }));
  return GRAVITY.findLast((mark) => marks.includes(mark)) ?? "unrevealed";
}

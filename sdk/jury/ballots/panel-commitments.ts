import type { Address } from "viem";
import { requireEach, requireOptions } from "../../json/options.ts";
import { isSameAddress, lowerCase } from "../../protocol/address.ts";
import { BALLOT_COMMITMENT, type SignedBallotCommitment } from "./commitment.ts";
import { type BallotQuestion, keyOfQuestion, requireQuestion } from "./question.ts";

/** Two commitments of one juror to different ballots for one question: a proof that it kept a choice open. */
export interface DoubleCommitment {
  readonly juror: Address;
  readonly first: SignedBallotCommitment;
  readonly second: SignedBallotCommitment;
}

/** What a panel has committed itself to, for one question. */
export interface PanelCommitments {
  /** The first commitment of each juror, in the panel's order. */
  readonly first: readonly SignedBallotCommitment[];
  /** The first pair of each juror that committed itself twice. */
  readonly doubles: readonly DoubleCommitment[];
  /** Jurors of the panel without a commitment. */
  readonly missing: readonly Address[];
  /** Whether all jurors of the panel have committed themselves: then their ballots may be shown. */
  readonly complete: boolean;
}

/**
 * Sorts commitments to a question by the jurors of its panel. The first of each juror counts; one to another ballot is a proof
 * against it, and one that is repeated is nothing. Those of other questions and of other jurors are passed over.
 *
 * @param input.commitments In the order in which they came, with signatures that you checked (`fetchCommitments` does).
 * @throws InvalidFieldError for a question that is none.
 * @example
 * import { hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { commitToBallot, panelCommitments } from "quittance/jury";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const account = privateKeyToAccount(generatePrivateKey());
 * const question = { deal: `0x${"11".repeat(32)}`, milestone: 0, round: 1, evidence: hashEvidence("text") } as const;
 * const cast = (score: number) => signBallot({ domain, account, ...question, score, reasons: hashReasons("seen") });
 * const commit = async (score: number) => commitToBallot({ domain, account, ballot: await cast(score) });
 * const commitments = [await commit(8_000), await commit(2_000)];
 * const { complete, doubles } = panelCommitments({ question, panel: [account.address], commitments });
 * console.log(complete, doubles.length); // true 1
 */
export function panelCommitments(input: {
  readonly question: BallotQuestion;
  readonly panel: readonly Address[];
  readonly commitments: readonly SignedBallotCommitment[];
}): PanelCommitments {
  requireOptions(input, "question panel commitments");
  const question = keyOfQuestion(requireQuestion("question", input.question));
  const { panel, commitments } = input;
  requireEach("commitments", commitments, BALLOT_COMMITMENT);
  const asked = commitments.filter((commitment) => keyOfQuestion(commitment) === question);
  const byJuror = panel.map((juror) => ({
    juror,
    made: asked.filter((commitment) => isSameAddress(commitment.juror, juror)),
  }));
  const first = byJuror.flatMap(({ made: [earliest] }) => (earliest === undefined ? [] : [earliest]));
  const doubles = byJuror.flatMap(({ juror, made: [earliest, ...others] }) => {
    const other = others.find(({ ballot }) => lowerCase(ballot) !== lowerCase(earliest?.ballot ?? ballot));
    return earliest === undefined || other === undefined ? [] : [{ juror, first: earliest, second: other }];
  });
  const missing = byJuror.filter(({ made }) => made.length === 0).map(({ juror }) => juror);
  return { first, doubles, missing, complete: missing.length === 0 && panel.length > 0 };
}

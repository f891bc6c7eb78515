import type { Address } from "viem";
import { describeSafely, InvalidFieldError } from "../../errors/field.ts";
import { TooFewBallotsError, VerdictUndeterminedError } from "../../errors/verdicts.ts";
import { requireEach, requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { contradicts, differenceInQuestion, isHashField } from "../../protocol/ballot-question.ts";
import { requireTermsFields } from "../../protocol/deal-id.ts";
import { payoutOf } from "../../protocol/payout.ts";
import { tallyScores } from "../../protocol/tally.ts";
import { sharesFee, type Terms } from "../../protocol/terms.ts";
import type { SignedBallot } from "./ballot.ts";
import { SIGNED_BALLOT } from "./ballot.ts";
import { requireBatch } from "./require-batch.ts";

/** A deciding set of ballots and what it decides. */
export interface Choice {
  /** The fewest ballots that decide, or all where jurors share the fee, in the panel's order. */
  readonly ballots: readonly SignedBallot[];
  /** Basis points to the seller. */
  readonly payout: number;
}

/** Two ballots of one juror on the same question with different scores. */
export interface Equivocation {
  readonly juror: Address;
  readonly first: SignedBallot;
  readonly second: SignedBallot;
}

/**
 * The smallest set of ballots that decides: it is the cheapest to submit, and every deciding set gives the same payout
 * as long as no juror equivocates. Ballots of equivocators are used only where the others do not decide, two at most of each.
 * Where jurors share the verification fee, the ballots of all others come along: more ballots never change a verdict.
 *
 * @throws InvalidFieldError when a ballot is about another question than the first, or its juror is not on the panel.
 * @throws TooFewBallotsError, VerdictUndeterminedError when the ballots do not decide yet.
 * @example
 * import { chooseBallots, dealIdOf, hashEvidence, hashReasons, signBallot } from "quittance";
 * import { exampleTerms, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const terms = await exampleTerms(stack);
 * const question = {
 *   domain: stack.domain,
 *   deal: dealIdOf({ domain: stack.domain, terms }),
 *   milestone: 0,
 *   evidence: hashEvidence("the delivered text"),
 *   reasons: hashReasons("verbatim and complete"),
 * };
 * const ballots = await Promise.all(
 *   stack.jurors.map((account) => signBallot({ ...question, account, score: 9_000 })),
 * );
 * console.log(chooseBallots({ terms, ballots }).ballots.length); // 2 of 3 suffice
 * await stack.stop();
 */
export function chooseBallots(input: {
  readonly terms: Terms;
  readonly ballots: readonly SignedBallot[];
}): Choice {
  requireOptions(input, "terms ballots");
  requireTermsFields(input.terms);
  const { terms, ballots } = input;
  requireVotes(ballots);
  const byJuror = new Map<number, SignedBallot[]>();
  for (const [index, ballot] of ballots.entries()) {
    const position = requireJuror(terms.panel, ballot, `ballots[${index}]`);
    const earlier = byJuror.get(position) ?? [];
    const isNews = earlier.every(({ score }) => score !== ballot.score);
    if (isNews && earlier.length < 2) byJuror.set(position, [...earlier, ballot]);
  }
  const jurors = [...byJuror.entries()].sort(([a], [b]) => a - b).map(([, cast]) => cast);
  const honest = jurors.filter((cast) => cast.length === 1);
  const decided = smallestDeciding(terms, honest.flat());
  if (decided !== undefined) return inPanelOrder(terms, withSharers(terms, decided, honest.flat()));
  for (const candidate of combinations(jurors)) {
    const choice = smallestDeciding(terms, candidate);
    if (choice !== undefined) return inPanelOrder(terms, withSharers(terms, choice, honest.flat()));
  }
  throw undecided(
    terms,
    jurors.map(([first]) => first).filter((ballot) => ballot !== undefined),
  );
}

/**
 * Jurors who signed two scores for one deal, milestone, round and evidence, with both ballots as proof.
 *
 * @example
 * import { findEquivocations, hashEvidence, hashReasons, quittanceDomain, signBallot } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const question = {
 *   domain: quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" }),
 *   account: privateKeyToAccount(generatePrivateKey()),
 *   deal: `0x${"11".repeat(32)}` as const,
 *   milestone: 0,
 *   evidence: hashEvidence("text"),
 *   reasons: hashReasons("bribed"),
 * };
 * const ballots = [await signBallot({ ...question, score: 0 }), await signBallot({ ...question, score: 10_000 })];
 * console.log(findEquivocations(ballots).length); // 1
 */
export function findEquivocations(ballots: readonly SignedBallot[]): Equivocation[] {
  requireEach("ballots", ballots, SIGNED_BALLOT);
  return ballots.flatMap((second, index) => {
    const first = ballots.slice(0, index).find((earlier) => isEquivocation(earlier, second));
    return first === undefined ? [] : [{ juror: second.juror, first, second }];
  });
}

const isEquivocation = (a: SignedBallot, b: SignedBallot): boolean =>
  isSameAddress(a.juror, b.juror) && contradicts(a, b);

/** Refuses ballots that are about different questions, or whose place in their batch is none. */
export function requireVotes(ballots: readonly SignedBallot[]): void {
  const [first] = ballots;
  requireEach("ballots", ballots, SIGNED_BALLOT);
  ballots.forEach((ballot, index) => {
    requireBatch(`ballots[${index}].batch`, ballot.batch);
    const field = first === undefined ? undefined : differenceInQuestion(first, ballot);
    if (field === undefined) return;
    throw new InvalidFieldError({
      field: `ballots[${index}].${field}`,
      value: ballot[field],
      hash: isHashField(field),
      problem: `must be that of the other ballots, ${describeSafely(first?.[field], isHashField(field))}`,
      remedy: "Submit ballots of one deal, milestone, round and evidence together.",
      docsPage: "submit-verdict",
    });
  });
}

/** The position in a panel of a ballot's juror; `field` is the ballot's path in the input. */
export function requireJuror(
  panel: readonly Address[],
  ballot: Pick<SignedBallot, "juror">,
  field: string,
): number {
  const position = panel.findIndex((juror) => isSameAddress(juror, ballot.juror));
  if (position >= 0) return position;
  throw new InvalidFieldError({
    field: `${field}.juror`,
    value: ballot.juror,
    problem: "must be on the panel",
    remedy: "Leave that ballot out.",
    docsPage: "submit-verdict",
  });
}

/** Every way of taking one ballot of each juror. */
function* combinations(jurors: readonly SignedBallot[][]): Generator<SignedBallot[]> {
  const [cast, ...others] = jurors;
  if (cast === undefined) {
    yield [];
    return;
  }
  for (const rest of combinations(others)) for (const ballot of cast) yield [ballot, ...rest];
}

/**
 * A set of k decides when its middle 2q − k scores pay the same, with k − q scores below them and k − q above; so the
 * smallest set is found by sliding a window over the sorted scores.
 */
function smallestDeciding(terms: Terms, ballots: readonly SignedBallot[]): Choice | undefined {
  const quorum = (terms.panel.length + 1) / 2;
  const sorted = [...ballots].sort((a, b) => a.score - b.score);
  const payoutAt = (index: number) => payoutOf(sorted[index]?.score ?? 0, terms);
  for (let size = quorum; size <= sorted.length; size++) {
    const outside = size - quorum;
    const width = quorum - outside;
    for (let start = outside; start + width + outside <= sorted.length; start++) {
      if (payoutAt(start) !== payoutAt(start + width - 1)) continue;
      const chosen = sorted.slice(start - outside, start + width + outside);
      return { ballots: chosen, payout: payoutAt(start) };
    }
  }
  return undefined;
}

/** With the ballots of all jurors that share the fee by them. */
function withSharers(terms: Terms, choice: Choice, others: readonly SignedBallot[]): Choice {
  if (!sharesFee(terms)) return choice;
  return { ...choice, ballots: [...new Set([...choice.ballots, ...others])] };
}

function inPanelOrder(terms: Terms, { ballots, payout }: Choice): Choice {
  const positionOf = (ballot: SignedBallot) => requireJuror(terms.panel, ballot, "ballot");
  const inOrder = [...ballots].sort((a, b) => positionOf(a) - positionOf(b));
  return { ballots: inOrder, payout };
}

function undecided(terms: Terms, ballots: readonly SignedBallot[]): Error {
  const scores = ballots.map(({ score }) => score);
  const { quorum, lowestPayout, highestPayout } = tallyScores(scores, terms.panel.length, terms);
  return ballots.length < quorum
    ? new TooFewBallotsError({ submitted: BigInt(ballots.length), required: BigInt(quorum) })
    : new VerdictUndeterminedError({
        lowestPayout: BigInt(lowestPayout),
        highestPayout: BigInt(highestPayout),
      });
}

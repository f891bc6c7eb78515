import type { Hex } from "viem";
import { describeSafely, InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress, requireAddress } from "../../protocol/address.ts";
import { differenceInQuestion, isHashField } from "../../protocol/ballot-question.ts";
import type { SignedBallot } from "./ballot.ts";
import { SIGNED_BALLOT } from "./ballot.ts";
import { requireBatch } from "./require-batch.ts";

/** A ballot as proof against its juror, as the contracts take it. */
export interface BallotProof {
  readonly score: number;
  readonly reasons: Hex;
  /** Of the ballot in its batch; 0 when it is signed alone. */
  readonly index: number;
  /** Empty when the signature is of the ballot itself. */
  readonly siblings: readonly Hex[];
  readonly signature: Hex;
}

export function encodeProof({ score, reasons, batch, signature }: SignedBallot): BallotProof {
  const { index, siblings } = requireBatch("ballot.batch", batch) ?? { index: 0, siblings: [] };
  return { score, reasons, index, siblings, signature };
}

/** Refuses ballots of two jurors, on two questions, or of another round; gives the first. */
export function requireOneJuror(first: SignedBallot, second: SignedBallot, round: 1 | 2): SignedBallot {
  const refuse = (field: string, value: unknown, problem: string) => {
    throw new InvalidFieldError({
      field,
      value,
      hash: field.endsWith(".deal") || field.endsWith(".evidence"),
      problem,
      remedy: "Pass a pair that findEquivocations gave.",
      docsPage: round === 1 ? "record-equivocation" : "report-equivocation",
    });
  };
  requireOptions(first, SIGNED_BALLOT, "first");
  requireOptions(second, SIGNED_BALLOT, "second");
  requireAddress("first.juror", first.juror);
  requireAddress("second.juror", second.juror);
  if (first.round !== round) refuse("first.round", first.round, `must be ${round}`);
  if (!isSameAddress(first.juror, second.juror)) {
    refuse("second.juror", second.juror, `must be the other ballot's, ${first.juror}`);
  }
  const field = differenceInQuestion(first, second);
  if (field !== undefined) {
    refuse(
      `second.${field}`,
      second[field],
      `must be the other ballot's, ${describeSafely(first[field], isHashField(field))}`,
    );
  }
  return first;
}

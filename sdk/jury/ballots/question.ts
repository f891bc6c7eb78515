import { type Hex, zeroHash } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { bytes32, record, type Schema, uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { lowerCase } from "../../protocol/address.ts";
import { bounds } from "../../protocol/bounds.ts";
import type { Ballot } from "../../protocol/messages.ts";

/** What a panel is asked: one delivery of one milestone, in one round. */
export type BallotQuestion = Pick<Ballot, "deal" | "milestone" | "round" | "evidence">;

/** The fields of a question. */
export const QUESTION = "deal milestone round evidence";

/** The fields of a question, as schemas of other messages take them in. */
export const questionShape = () => ({
  deal: bytes32(),
  milestone: uint(8, { maximum: bounds.maxMilestones - 1 }),
  round: uint(8, { minimum: 1, maximum: 2 }),
  evidence: bytes32(),
});

/**
 * Reads a question.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 */
export function requireQuestion(field: string, question: BallotQuestion): BallotQuestion {
  requireOptions(question, QUESTION, field);
  const schema: Schema<BallotQuestion> = record(questionShape());
  const read = parseWith(field, schema, question);
  requireEvidence(`${field}.evidence`, read.evidence);
  return read;
}

/** The question that a message is about, out of its other fields. */
export function questionIn({ deal, milestone, round, evidence }: BallotQuestion): BallotQuestion {
  return { deal, milestone, round, evidence };
}

/** One text for each question, to look it up by. */
export function keyOfQuestion({ deal, milestone, round, evidence }: BallotQuestion): string {
  return [lowerCase(deal), milestone, round, lowerCase(evidence)].join("/");
}

/** Refuses the hash of nothing. */
export function requireEvidence(field: string, evidence: Hex): void {
  if (evidence !== zeroHash) return;
  throw new InvalidFieldError({
    field,
    value: evidence,
    hash: true,
    problem: "cannot be zero",
    remedy: "Pass the hash of the evidence judged, as the seller's delivery has it.",
  });
}

/** Whether two messages are about different questions. */
export const differs = (one: BallotQuestion, other: BallotQuestion): boolean =>
  keyOfQuestion(one) !== keyOfQuestion(other);

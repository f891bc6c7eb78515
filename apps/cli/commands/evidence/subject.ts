import { type Command, InvalidArgumentError } from "commander";
import type { EvidenceRules, EvidenceSubject } from "quittance/evidence";
import { hashPact } from "quittance/pact";
import type { Hex } from "viem";
import { asCount, asHash } from "../../session/values.ts";
import { asUsage, readPactFile } from "../pact/read.ts";

/** What says what evidence is for. */
export interface SubjectOptions {
  readonly deal: Hex;
  readonly milestone: number;
  readonly pact: string;
}

const MOST_MILESTONES = 32;

/** Adds what says what evidence is for. */
export function withSubject(command: Command): Command {
  return command
    .requiredOption("--deal <id>", "the deal", asHash)
    .requiredOption("--milestone <number>", "the milestone, from 0", asCount(0, MOST_MILESTONES - 1))
    .requiredOption("--pact <file>", "the pact in JSON: its hash and its rules of evidence");
}

/** What evidence is for, and the pact's rules for it and how long it is kept. */
export async function subjectOf({ deal, milestone, pact: file }: SubjectOptions): Promise<{
  readonly subject: EvidenceSubject;
  readonly rules: EvidenceRules;
  /** Seconds. */
  readonly auditPeriod: number;
}> {
  const pact = await readPactFile(file).catch((error: unknown) => {
    throw asUsage(error);
  });
  const { evidence: rules, retention } = pact;
  return { subject: { deal, milestone, pact: hashPact(pact) }, rules, auditPeriod: retention.auditPeriod };
}

/** A public key for private evidence; may be repeated. */
export function asRecipient(value: string, before: readonly string[] = []): string[] {
  if (/^[A-Za-z0-9_-]{43}$/.test(value)) return [...before, value];
  throw new InvalidArgumentError("It must be a public key of evidence: 43 characters.");
}

import { EvidenceUnavailableError } from "quittance/errors";
import type { EvidenceBundle } from "quittance/evidence";
import type { Pact } from "quittance/pact";
import type { JudgingCase } from "quittance/watching";
import type { Hex } from "viem";

/** Where pacts are found. */
export interface PactSource {
  /** The pact of a hash, checked against it; undefined when it is nowhere. Throws when what has the hash is no pact. */
  find(hash: Hex, signal: AbortSignal): Promise<Pact | undefined>;
}

/** Where evidence and the inputs of pacts are found. */
export interface EvidenceSource {
  /** Why this juror cannot take the evidence of a pact at all; undefined when it can. */
  declines(pact: Pact): string | undefined;
  /** @throws EvidenceUnavailableError with the reason. */
  fetch(asked: JudgingCase, pact: Pact, signal: AbortSignal): Promise<EvidenceBundle>;
  /**
   * The inputs of a pact by name, each checked against its hash.
   *
   * @throws EvidenceUnavailableError with the reason; MissingBesideEvidence for one whose place is beside the evidence.
   */
  inputs(asked: JudgingCase, pact: Pact, signal: AbortSignal): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** An input of the pact is not beside the evidence, where the seller puts those that have no place of their own. */
export class MissingBesideEvidence extends EvidenceUnavailableError {}

/** What a juror found: a score with the text of its reasons, or why it can give none. */
export type Judgement = { readonly score: number; readonly reasons: string } | { readonly abstains: string };

/** Why evidence as a whole scores 0. */
export type Unavailable = "not-fetched" | "not-verified" | "not-decrypted" | "wrong-media-type" | "too-large";

/** What evaluates a bundle by its pact. */
export interface Evaluator {
  /** Why a pact is not judged; undefined when it is. Decided before anything is fetched. */
  declines(pact: Pact, milestone: number): string | undefined;
  judge(input: {
    readonly asked: JudgingCase;
    readonly pact: Pact;
    readonly bundle: EvidenceBundle;
    readonly inputs: ReadonlyMap<string, Uint8Array>;
    readonly signal: AbortSignal;
  }): Promise<Judgement>;
  /** Score 0 with its reasons, for evidence that could not be fetched and verified in time. */
  refuse(asked: JudgingCase, pact: Pact, fault: Unavailable): Exclude<Judgement, { abstains: string }>;
}

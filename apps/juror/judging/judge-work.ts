import { BaseError, EvidenceUnavailableError, type EvidenceUnavailableReason } from "quittance/errors";
import { evidenceDeadlineOf } from "quittance/jury";
import type { Pact } from "quittance/pact";
import type { JudgingCase } from "quittance/watching";
import type { Progress } from "../queue/work.ts";
import {
  type Evaluator,
  type EvidenceSource,
  MissingBesideEvidence,
  type PactSource,
  type Unavailable,
} from "./ports.ts";
import { testTimeOf } from "./test-limits.ts";

/** What judging a question came to: a state, or another attempt, and why. */
export type Judged = Progress | { readonly again: string };

export interface JudgingOptions {
  readonly pacts: PactSource;
  readonly evidence: EvidenceSource;
  readonly evaluator: Evaluator;
  /** USDC base units for a milestone of round 1: anyone can name a juror in terms, and what pays less costs it time alone. */
  readonly leastFee?: bigint | undefined;
}

/** How long an attempt may take. */
export interface AttemptTime {
  /** Ends it, for another start of the juror to take up. */
  readonly stop: AbortSignal;
  /** Milliseconds for each of its steps: the inputs, the evidence, and the judging of it, to which the time of the pact's tests is added. */
  readonly milliseconds: number;
}

/** Milliseconds for evidence that is looked at first when its time is over, or nearly so. */
const LEAST_FETCHING = 60_000;

/** What another attempt cannot change: the evidence hash fixes the manifest. */
const FINAL: readonly EvidenceUnavailableReason[] = ["misbound", "against-the-pact"];

/**
 * Fetches what a question is about, and evaluates it. Evidence that cannot be fetched and verified is asked for again until half of
 * the panel's time has passed; from then on it scores 0, however slowly it comes: no attempt at it goes on beyond. A pact that cannot
 * be had, or that this juror cannot check, is declined: without it there is nothing to score by.
 *
 * @param now Unix seconds of the chain, asked again after each wait.
 */
export async function judgeWork(
  asked: JudgingCase,
  { pacts, evidence, evaluator, leastFee = 0n }: JudgingOptions,
  now: () => Promise<number>,
  { stop, milliseconds }: AttemptTime,
): Promise<Judged> {
  const within = (time: number) => AbortSignal.any([stop, AbortSignal.timeout(time)]);
  const deadline = evidenceDeadlineOf({ from: asked.from, until: asked.until, drawnAt: asked.drawnAt });
  const fee = asked.terms.verificationFee / BigInt(asked.panel.length);
  if (asked.round === 1 && fee < leastFee) {
    return {
      state: "declined",
      problem: `it pays ${fee} base units of USDC; this juror asks for ${leastFee}`,
    };
  }
  let pact: Pact | undefined;
  try {
    pact = await pacts.find(asked.terms.pact, within(milliseconds));
  } catch (error) {
    // Another attempt changes what a disk or a limit of the system refused.
    if (!(error instanceof BaseError || error instanceof TypeError)) throw error;
    return { state: "declined", problem: `the pact cannot be read: ${lineOf(error)}` };
  }
  if (pact === undefined) {
    stop.throwIfAborted();
    const problem = "the pact is in none of the places where this juror looks";
    return (await now()) < deadline ? { again: problem } : { state: "declined", problem };
  }
  const declined =
    evaluator.declines(pact, asked.milestone) ?? evidence.declines(pact) ?? longTests(pact, milliseconds);
  if (declined !== undefined) return { state: "declined", problem: declined };
  const fetching = async () => {
    const left = Math.max((deadline - (await now())) * 1_000, LEAST_FETCHING);
    return within(Math.min(left, milliseconds));
  };
  const isInTime = async () => (await now()) < deadline;
  const inputsIn = await fetching();
  const inputs = await available(() => evidence.inputs(asked, pact, inputsIn), stop);
  if (inputs instanceof EvidenceUnavailableError) {
    const problem = `an input of the pact is not available: ${inputs.reason}`;
    if (await isInTime()) return { again: problem };
    // What lies beside the evidence is the seller's to serve. For the other inputs, which both sides signed, it does not answer.
    return inputs instanceof MissingBesideEvidence
      ? { state: "sign", decision: evaluator.refuse(asked, pact, "not-fetched") }
      : { state: "declined", problem };
  }
  const evidenceIn = await fetching();
  const bundle = await available(() => evidence.fetch(asked, pact, evidenceIn), stop);
  if (bundle instanceof EvidenceUnavailableError) {
    const isLost = FINAL.includes(bundle.reason) || !(await isInTime());
    if (!isLost) return { again: lineOf(bundle) };
    return { state: "sign", decision: evaluator.refuse(asked, pact, faultOf(bundle.reason)) };
  }
  const signal = within(milliseconds + testTimeOf(pact));
  const found = await evaluator.judge({ asked, pact, bundle, inputs, signal });
  if ("score" in found) return { state: "sign", decision: found };
  // What was broken off has no result, and that is no reason to abstain.
  stop.throwIfAborted();
  if (signal.aborted) throw new Error("judging took too long");
  return { state: "declined", problem: found.abstains };
}

function longTests(pact: Pact, most: number): string | undefined {
  const time = testTimeOf(pact);
  if (time <= most) return undefined;
  return `its tests may take ${time / 1_000} seconds; this juror takes ${most / 1_000}`;
}

async function available<Answer extends object>(
  fetch: () => Promise<Answer>,
  stop: AbortSignal,
): Promise<Answer | EvidenceUnavailableError> {
  try {
    return await fetch();
  } catch (error) {
    if (stop.aborted || !(error instanceof EvidenceUnavailableError)) throw error;
    return error;
  }
}

function faultOf(reason: EvidenceUnavailableReason): Unavailable {
  if (reason === "no-recipient" || reason === "undecryptable") return "not-decrypted";
  if (reason === "too-large") return "too-large";
  if (reason === "against-the-pact") return "wrong-media-type";
  return reason === "mismatch" || reason === "malformed" || reason === "misbound"
    ? "not-verified"
    : "not-fetched";
}

function lineOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : "unknown";
}

import type { Hex } from "viem";
import { InvalidFieldError } from "../../errors/field.ts";
import { readPact } from "../../pact/read.ts";
import { scoreBounds } from "../../pact/score-bounds.ts";
import type { ClauseResult, Pact } from "../../pact/types.ts";
import type { BallotEntry } from "../../protocol/ballots-codec.ts";
import { bounds } from "../../protocol/bounds.ts";
import { payoutOf } from "../../protocol/payout.ts";
import { type Findings, sourceOf } from "../items.ts";
import {
  type DealState,
  type MilestoneState,
  type ReplayedVerdict,
  roundOf,
  roundsOf,
} from "../replay/state.ts";
import { type DocumentShelf, textIn } from "./documents.ts";
import type { CheckedEvidence } from "./evidence.ts";

/** What a judge of measurable clauses is asked. */
export interface MeasureQuestion {
  readonly pact: Pact;
  readonly milestone: number;
  /** The evidence; every byte was checked. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The pact's inputs that were among the documents, by their names. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** As the manifest lists them. */
  readonly mediaTypes: ReadonlyMap<string, string>;
}

/** What the clauses of a pact come to, in basis points; or what cannot be measured again. */
export type Measured =
  | { readonly judged: true; readonly score: number }
  | {
      readonly judged: false;
      readonly missing: readonly { readonly clause: string; readonly reason: string }[];
      /** Of the clauses that were measured: they bound the score. */
      readonly results?: readonly ClauseResult[] | undefined;
    };

/** Measures evidence again. It must give the same for the same bytes each time. */
export type MeasureJudge = (asked: MeasureQuestion) => Promise<Measured>;

/** The round of the arbiter, which decides last. */
const ARBITER = 3;

/** What is measured, and what it is held against. */
interface Measuring {
  readonly judge: MeasureJudge | undefined;
  readonly pact: Pact | undefined;
  readonly state: DealState;
  readonly evidence: ReadonlyMap<number, CheckedEvidence>;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  readonly findings: Findings;
}

/** Scores that can follow from what was measured. */
interface Possible {
  readonly lowest: number;
  readonly highest: number;
  /** What was not measured; empty when all was. */
  readonly left: string;
}

/**
 * Measures each milestone's evidence again, and holds the last panel's verdict and each ballot against it. Where some clauses cannot
 * be measured, the others leave a lowest and a highest score. A ballot that could not follow is named, and fails nothing, where a later
 * round overruled it.
 */
export async function checkMeasures(input: Measuring): Promise<void> {
  const { state, findings } = input;
  for (const milestone of state.milestones) {
    const verdict = milestone.verdicts.at(-1);
    const rounds = roundsOf(state, milestone).filter(({ ballots }) => ballots.length > 0);
    if (verdict === undefined && rounds.length === 0) continue;
    const possible = await possibleScores(input, milestone.index);
    if (verdict !== undefined) checkVerdict(input, milestone, verdict, possible);
    if (typeof possible === "string") continue;
    const last = milestone.ruled === undefined ? roundOf(milestone) : ARBITER;
    for (const { round, panel, ballots, place } of rounds) {
      const head = { part: "measures" as const, milestone: milestone.index };
      const against = place === undefined ? [] : [sourceOf(place)];
      const strange = strangeBallot(panel, ballots, possible);
      if (strange !== undefined && round < last) {
        const subject = `A later round overruled round ${round}, in which ${strange}`;
        findings.check({ ...head, subject, against }, undefined);
        continue;
      }
      const subject = `Each of the ${ballots.length} ballots of round ${round} has a score that can follow from the clauses that were measured`;
      findings.check({ ...head, subject, against }, strange);
    }
  }
}

/** Which scores can follow from the evidence; a text says why nothing was measured. */
async function possibleScores(
  { judge, pact, evidence, inputs }: Measuring,
  milestone: number,
): Promise<Possible | string> {
  const bundle = evidence.get(milestone);
  if (judge === undefined) return "no judge of measurable clauses was given";
  if (pact === undefined) return "no pact that a machine can read was given";
  if (pact.evidence.private) return "the evidence is encrypted to the parties and the panel";
  if (bundle === undefined) return "the evidence was not given as a whole";
  const { files, manifest } = bundle;
  const mediaTypes = new Map(manifest.files.map(({ path, mediaType }) => [path, mediaType]));
  const measured = await judged(judge, { pact, milestone, files, inputs, mediaTypes });
  if (typeof measured === "string") return measured;
  if (measured.judged) return { lowest: measured.score, highest: measured.score, left: "" };
  const left = measured.missing.map(({ clause, reason }) => `${clause} (${reason})`).join(", ");
  const bounded = scoreBounds({ pact, milestone, results: measured.results ?? [] });
  const isAnything = bounded.lowest === 0 && bounded.highest === bounds.full;
  return isAnything ? `not everything can be measured again: ${left}` : { ...bounded, left };
}

function checkVerdict(
  { state, findings }: Measuring,
  { index: milestone }: MilestoneState,
  { payout, place }: ReplayedVerdict,
  possible: Possible | string,
): void {
  const paid = `the payout of ${payout / 100} %`;
  const head = { part: "measures" as const, milestone, against: [sourceOf(place)] };
  const again = { ...head, subject: `The measurable clauses of the pact give ${paid} again` };
  if (typeof possible === "string") {
    findings.skip(again, possible);
    return;
  }
  const { lowest, highest, left } = possible;
  const [least, most] = [payoutOf(lowest, state.terms), payoutOf(highest, state.terms)];
  const differs =
    payout >= least && payout <= most
      ? undefined
      : `they give a score of ${span(lowest, highest)}, which pays ${span(least, most)}: the verdict could not follow from them`;
  if (least === most) {
    findings.check(again, differs);
    return;
  }
  findings.check({ ...head, subject: `The clauses that were measured leave ${paid} possible` }, differs);
  findings.skip(again, `not everything can be measured again: ${left}`);
}

/** The first ballot that no result of the clauses that were not measured could give. */
function strangeBallot(
  panel: readonly string[],
  ballots: readonly BallotEntry[],
  { lowest, highest }: Possible,
): string | undefined {
  const strange = ballots.find(({ score }) => score < lowest || score > highest);
  if (strange === undefined) return undefined;
  const { position, score } = strange;
  return `the ${score / 100} % of juror ${panel[position] ?? position + 1} could not follow from the clauses: they give a score of ${span(lowest, highest)}`;
}

const span = (lowest: number, highest: number) =>
  lowest === highest ? `${lowest / 100} %` : `${lowest / 100} % to ${highest / 100} %`;

/** What the judge says; a text says why it does not take the question, as when the pact has no such milestone. */
async function judged(judge: MeasureJudge, asked: MeasureQuestion): Promise<Measured | string> {
  try {
    return await judge(asked);
  } catch (error) {
    if (error instanceof InvalidFieldError) return `the pact does not fit the deal: ${error.field}`;
    throw error;
  }
}

/** The pact among the documents, where a machine can read it. */
export function pactIn(shelf: DocumentShelf, hash: Hex): Pact | undefined {
  const document = shelf.take(hash);
  const text = document && textIn(document);
  if (text === undefined) return undefined;
  try {
    return readPact(text, { hash });
  } catch {
    return undefined;
  }
}

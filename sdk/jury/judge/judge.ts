import type { Hex } from "viem";
import { requireOptions } from "../../json/options.ts";
import type { TestSuiteClause } from "../../pact/clause-executed.ts";
import type { CriterionClause } from "../../pact/clause-judged.ts";
import type { PactClause } from "../../pact/clauses.ts";
import { hashPact } from "../../pact/hash.ts";
import { clausesAt } from "../../pact/judged.ts";
import { scoreSheet } from "../../pact/score.ts";
import type { ClauseResult, Pact } from "../../pact/types.ts";
import { Material } from "../measures/material.ts";
import { measureByReading, type ReadClause } from "../measures/measure.ts";
import { type Measured, type MeasureOutcome, MOST_FINDINGS, notChecked } from "../measures/outcome.ts";
import { sha256Of } from "../measures/sha256.ts";
import { measureTests, type TestRunner } from "../measures/test-suite.ts";
import { type EvidenceFault, faultOfBundle } from "./admit.ts";
import { type JudgedQuestion, type WrittenReasons, writeReasons, writeWithin } from "./reasons.ts";

/** What judges a clause of free text: a model, by whatever means. `checked: false` is an abstention. */
export type CriterionJudge = (
  clause: CriterionClause,
  material: Material,
) => Promise<MeasureOutcome & { readonly note?: string | undefined }>;

/** Measures clauses by reading, and returns an outcome for each in their order. */
export type ReadRunner = (run: {
  readonly clauses: readonly ReadClause[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  readonly signal?: AbortSignal | undefined;
}) => Promise<readonly MeasureOutcome[]>;

/** What a juror has before it. */
export interface JudgeOptions {
  readonly pact: Pact;
  /** The hash by which the pact was read (`readPact`); left out: it is computed. */
  readonly pactHash?: Hex | undefined;
  /** Index of the milestone; 0 when left out. */
  readonly milestone?: number | undefined;
  /** The bundle's files by their paths, already checked against its manifest. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The pact's inputs by their names. Those without the pact's size and SHA-256 count as not at hand. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** Media types of the files as the manifest lists them; left out: not checked. */
  readonly mediaTypes?: ReadonlyMap<string, string> | undefined;
  /** What the panel is asked; goes into the reasons. */
  readonly question?: JudgedQuestion | undefined;
  /** Runs tests: `testRunner()` of `quittance/jury/sandbox`. Left out: no code is run, and pacts with tests are not judged. */
  readonly runTests?: TestRunner | undefined;
  /** Goes into the reasons of clauses that ran code: what the system isolates. */
  readonly isolation?: string | undefined;
  /** Judges clauses of free text. Left out: pacts with such a clause are not judged. */
  readonly judgeCriterion?: CriterionJudge | undefined;
  /**
   * Measures the clauses that are read: `readRunner()` of `quittance/jury/sandbox`, which does so in a process of its own, under
   * limits. Left out: here, without limits of time and memory.
   */
  readonly readClauses?: ReadRunner | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A score with its reasons; or why the juror gives none. */
export type Judgement =
  | ({
      readonly judged: true;
      /** 0 to 10000. */
      readonly score: number;
      /** Basis points of the milestone's amount by the pact's payout rule. */
      readonly payout: number;
      readonly results: readonly ClauseResult[];
    } & WrittenReasons)
  | {
      /** The juror abstains: it signs nothing. */
      readonly judged: false;
      readonly missing: readonly { readonly clause: string; readonly reason: string }[];
      /** Of the clauses that were measured all the same. */
      readonly results: readonly ClauseResult[];
    };

/**
 * Judges the evidence of one milestone by every clause of the pact. It is a pure function of the pact, the files and the inputs for
 * all clauses that are read; tests are run by the runner that is given, and free text goes to the judge that is given.
 *
 * Evidence is data. Nothing in it is obeyed, and no text of it is in the reasons. A clause that has no result, for example as an
 * input is not at hand, makes the juror abstain: it never guesses.
 *
 * @throws InvalidFieldError when the pact has no such milestone.
 * @example
 * import { judge } from "quittance/jury/measures";
 * import { researchSummaryExample } from "quittance/pact/library";
 *
 * const { pact, inputs, passing } = researchSummaryExample();
 * const judgement = await judge({ pact, files: passing.files, inputs });
 * console.log(judgement.judged && judgement.score); // 10000
 */
export async function judge(options: JudgeOptions): Promise<Judgement> {
  const known =
    "pact pactHash milestone files inputs mediaTypes question runTests isolation judgeCriterion readClauses signal";
  requireOptions(options, known);
  const { pact, milestone = 0, files } = options;
  const fault = faultOfBundle(pact, files, options.mediaTypes);
  if (fault !== undefined) return refuseEvidence({ pact, milestone, fault, question: options.question });
  const clauses = clausesAt({ pact, milestone }).map(({ clause }) => clause);
  const inputs = inputsAtHand(pact, options.inputs);
  const outcomes = new Map<string, Measured & { readonly note?: string | undefined }>();
  const missing: { clause: string; reason: string }[] = [];
  const note = ({ id }: PactClause, outcome: MeasureOutcome) => {
    if (outcome.checked) outcomes.set(id, outcome);
    else missing.push({ clause: id, reason: outcome.reason });
  };
  const { readClauses = readHere, signal } = options;
  const read = clauses.filter(isRead);
  const readOutcomes = await readClauses({ clauses: read, files, inputs, signal });
  read.forEach((clause, index) => {
    note(clause, readOutcomes[index] ?? notChecked("The clause was not read."));
  });
  // What is read comes first: no code runs, and no model is asked, where a juror abstains anyway.
  const material = new Material(files, inputs);
  for (const clause of clauses.filter((each) => each.kind === "test-suite")) {
    if (missing.length === 0) note(clause, await runTestsOf(clause, material, options));
  }
  for (const clause of clauses.filter((each) => each.kind === "criterion")) {
    if (missing.length === 0) note(clause, await askAbout(clause, material, options));
  }
  const results = clauses.flatMap(({ id }) => {
    const outcome = outcomes.get(id);
    return outcome === undefined ? [] : [{ clause: id, units: outcome.units, lost: outcome.lost }];
  });
  if (missing.length > 0) return { judged: false, missing, results };
  const { score, payout, lines } = scoreSheet({ pact, milestone, results });
  const kinds = new Map(clauses.map(({ id, kind }) => [id, kind]));
  const pactHash = options.pactHash ?? hashPact(pact);
  const written = writeWithin(MOST_FINDINGS, (kept) => ({
    format: "quittance/reasons/1",
    pact: pactHash,
    question: options.question,
    score,
    clauses: lines.map((line) => {
      const { findings = [], omitted = 0, note } = outcomes.get(line.clause) ?? {};
      const kind = kinds.get(line.clause) ?? "criterion";
      const left = Math.max(findings.length - kept, 0);
      return { ...line, kind, findings: findings.slice(0, kept), omitted: omitted + left, note };
    }),
  }));
  return { judged: true, score, payout, results, ...written };
}

/**
 * The judgement of evidence that is refused as a whole, such as what could not be fetched and verified by half of the window: score
 * 0, every clause lost, with the reason.
 *
 * @throws InvalidFieldError when the pact has no such milestone.
 * @example
 * import { refuseEvidence } from "quittance/jury/measures";
 * import { researchSummaryExample } from "quittance/pact/library";
 *
 * const { pact } = researchSummaryExample();
 * const { score, text } = refuseEvidence({ pact, fault: "not-fetched" });
 * console.log(score); // 0
 * console.log(JSON.parse(text).refused); // not-fetched
 */
export function refuseEvidence(input: {
  readonly pact: Pact;
  readonly milestone?: number | undefined;
  readonly fault: EvidenceFault;
  readonly question?: JudgedQuestion | undefined;
}): Extract<Judgement, { judged: true }> {
  requireOptions(input, "pact milestone fault question");
  const { pact, milestone = 0 } = input;
  const results = clausesAt({ pact, milestone }).map(({ clause }) => ({
    clause: clause.id,
    units: 1,
    lost: 10_000,
  }));
  const written = writeReasons({
    format: "quittance/reasons/1",
    pact: hashPact(pact),
    question: input.question,
    score: 0,
    clauses: [],
    refused: input.fault,
  });
  return { judged: true, score: 0, payout: 0, results, ...written };
}

function isRead(clause: PactClause): clause is ReadClause {
  return clause.method === "measured";
}

const readHere: ReadRunner = ({ clauses, files, inputs }) => {
  const material = new Material(files, inputs);
  return Promise.resolve(clauses.map((clause) => measureByReading(clause, material)));
};

type Noted = MeasureOutcome & { readonly note?: string | undefined };

async function runTestsOf(
  clause: TestSuiteClause,
  material: Material,
  { runTests, isolation, signal }: JudgeOptions,
): Promise<Noted> {
  const node = Number(globalThis.process?.versions?.node?.split(".")[0] ?? 0);
  return { ...(await measureTests(clause, material, { runTests, node, signal })), note: isolation };
}

async function askAbout(
  clause: CriterionClause,
  material: Material,
  { judgeCriterion }: JudgeOptions,
): Promise<Noted> {
  return judgeCriterion === undefined
    ? notChecked("This juror asks no model.")
    : judgeCriterion(clause, material);
}

/** The inputs that are what the pact says; each is hashed once. */
function inputsAtHand(pact: Pact, given: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const held = new Map<string, Uint8Array>();
  for (const { name, size, sha256 } of pact.task.inputs) {
    const bytes = given.get(name);
    if (bytes?.length === size && sha256Of(bytes) === sha256) held.set(name, bytes);
  }
  return held;
}

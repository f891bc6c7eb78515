import { type Address, type Hex, keccak256, stringToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import { clausesAt } from "../pact/judged.ts";
import { scoreOf } from "../pact/score.ts";
import type { Pact } from "../pact/types.ts";
import { payoutOf } from "../protocol/payout.ts";
import type { FactPanel } from "../reputation/facts.ts";
import { groupBy } from "../reputation/group.ts";
import { keyOf } from "../reputation/order-sources.ts";
import type {
  BallotSource,
  DealSource,
  DocumentsOf,
  FactDocuments,
  FactSources,
  SourcePlace,
} from "../reputation/sources.ts";
import type { JudgedReasons, ReasonedClause } from "./reasons.ts";

/** Documents that were verified, by what names them. */
export interface KnownDocuments {
  readonly pacts: ReadonlyMap<Hex, Pact>;
  readonly reasons: ReadonlyMap<Hex, JudgedReasons>;
  /** How the panels of deals came about, by the deal: only those whose draw was checked as a whole. */
  readonly panels: ReadonlyMap<Hex, FactPanel>;
}

/** What documents say of the milestones that settled, and which of them were used. */
export interface DocumentFacts {
  readonly documents: DocumentsOf;
  /**
   * What was used, sorted: hashes of pacts and reasons, and for a draw the hash of what was found of it. Two that used the same derive
   * the same facts from the same sources.
   */
  readonly used: readonly Hex[];
}

type Verdict = FactSources["verdicts"][number];

/**
 * What verified documents say of the milestones that settled up to a block: a pure function of what happened and of the documents. The
 * same sources and the same documents give the same facts each time.
 *
 * Clause results are those of the jurors whose ballots are on record and agree with the last verdict. Reasons count when they are of
 * that ballot and add up to its score by the pact; they must be there for more than half of these ballots. The middle
 * result of each clause counts, so that a minority cannot move it beyond what the others found.
 *
 * @param input.sources With `reference` of deals, `payout` and `evidence` of verdicts and `reasons` of ballots.
 * @param input.asOf What happened after this block is left out.
 * @example
 * import { factsOfDocuments } from "quittance/documents";
 * import { deriveFacts, sourcesOf } from "quittance/reputation";
 *
 * const sources = sourcesOf({ logs: [], quittance: "0x00000000000000000000000000000000000000c1" });
 * const known = { pacts: new Map(), reasons: new Map(), panels: new Map() };
 * const asOf = { blockNumber: 20n, timestamp: 1_700_000_000n };
 * const { documents, used } = factsOfDocuments({ sources, asOf, known });
 * console.log(deriveFacts({ sources, asOf, documents }).settlements.length, used.length); // 0 0
 */
export function factsOfDocuments(input: {
  readonly sources: FactSources;
  readonly asOf: { readonly blockNumber: bigint };
  readonly known: KnownDocuments;
}): DocumentFacts {
  requireOptions(input, "sources asOf known");
  const { sources, asOf, known } = input;
  const until = <Entry extends SourcePlace>(list: readonly Entry[]) =>
    list.filter(({ blockNumber }) => blockNumber <= asOf.blockNumber);
  const deals = new Map(until(sources.deals).map((deal) => [deal.dealId, deal]));
  const principals = new Map(until(sources.accounts).map(({ account, principal }) => [account, principal]));
  const verdicts = lastVerdicts(until(sources.verdicts));
  const ballots = groupBy(until(sources.ballots), keyOf);
  const said = new Map<string, FactDocuments>();
  const used = new Set<Hex>();
  for (const settled of until(sources.settlements)) {
    const deal = deals.get(settled.dealId);
    if (deal === undefined) continue;
    const key = keyOf(settled);
    const panel = deal.reference === undefined ? undefined : known.panels.get(deal.dealId);
    if (panel !== undefined) used.add(drawMark(deal, panel));
    const pact = known.pacts.get(deal.pact);
    if (pact !== undefined) used.add(deal.pact);
    const clauses = clausesOf({
      ...{ deal, milestone: settled.milestone, pact, verdict: verdicts.get(key), known, used },
      ballots: ballots.get(key) ?? [],
    });
    said.set(key, {
      ...(panel === undefined ? {} : { panel }),
      ...(pact !== undefined && isCalibration(pact, deal, principals) ? { calibration: true } : {}),
      ...(clauses.length === 0 ? {} : { clauses }),
    });
  }
  return { documents: (question) => said.get(keyOf(question)), used: [...used].sort() };
}

/** What was found of a draw, which nodes of different age may not say alike. */
const drawMark = ({ dealId, reference }: DealSource, panel: FactPanel): Hex =>
  keccak256(stringToBytes(`${reference} ${dealId} ${panel}`));

/** The verdict of the last round that reached one, by the milestone. */
function lastVerdicts(verdicts: readonly Verdict[]): ReadonlyMap<string, Verdict> {
  const last = new Map<string, Verdict>();
  for (const verdict of verdicts) {
    const known = last.get(keyOf(verdict));
    if (known === undefined || known.round < verdict.round) last.set(keyOf(verdict), verdict);
  }
  return last;
}

/**
 * Whether a deal is a run of a pact's published task set for the set's publisher: the pact says that its task is such a set, and its
 * author bought, by itself or by one of its accounts.
 */
function isCalibration(
  { task, author }: Pact,
  { buyer }: DealSource,
  principals: ReadonlyMap<Address, Address>,
) {
  const publisher = author.toLowerCase();
  return task.published === true && (buyer === publisher || principals.get(buyer) === publisher);
}

interface Judged {
  readonly deal: DealSource;
  readonly milestone: number;
  readonly pact: Pact | undefined;
  readonly verdict: Verdict | undefined;
  readonly ballots: readonly BallotSource[];
  readonly known: KnownDocuments;
  readonly used: Set<Hex>;
}

function clausesOf(judged: Judged): NonNullable<FactDocuments["clauses"]> {
  const { deal, milestone, pact, verdict, ballots, known, used } = judged;
  if (pact === undefined || verdict?.payout === undefined) return [];
  const ids = clauseIds(pact, milestone);
  const agreeing = ballots
    .filter(({ round, score }) => round === verdict.round && payoutOf(score, deal) === verdict.payout)
    .sort((a, b) => a.position - b.position);
  const found: ReadonlyMap<string, ReasonedClause>[] = [];
  for (const ballot of agreeing) {
    const reasons = ballot.reasons === undefined ? undefined : known.reasons.get(ballot.reasons);
    if (reasons === undefined || ballot.reasons === undefined) continue;
    used.add(ballot.reasons);
    if (isOfBallot(reasons, judged, ballot) && isScore(reasons, pact, milestone)) {
      found.push(new Map(reasons.clauses.map((clause) => [clause.clause, clause])));
    }
  }
  if (2 * found.length <= agreeing.length) return [];
  return ids.flatMap(({ id, kind }) => {
    const results = found.flatMap((reasons) => reasons.get(id) ?? []);
    const middle = results.sort(byLoss)[(results.length - 1) >> 1];
    return middle === undefined ? [] : [{ kind, units: middle.units, lost: middle.lost }];
  });
}

/** Clauses that are judged at a milestone; none where the pact has no such milestone. */
function clauseIds(pact: Pact, milestone: number): readonly { readonly id: string; readonly kind: string }[] {
  try {
    return clausesAt({ pact, milestone }).map(({ clause: { id, kind } }) => ({ id, kind }));
  } catch (error) {
    if (error instanceof InvalidFieldError) return [];
    throw error;
  }
}

function isOfBallot(
  { pact, question, score }: JudgedReasons,
  { deal, milestone, verdict }: Judged,
  ballot: BallotSource,
): boolean {
  return (
    pact === deal.pact &&
    question.deal === deal.dealId &&
    question.milestone === milestone &&
    question.round === ballot.round &&
    question.evidence === verdict?.evidence &&
    score === ballot.score
  );
}

/** Whether the results give the score, clause by clause as the pact weighs them. */
function isScore({ clauses, score }: JudgedReasons, pact: Pact, milestone: number): boolean {
  const results = clauses.map(({ clause, units, lost }) => ({ clause, units, lost }));
  try {
    return scoreOf({ pact, milestone, results }) === score;
  } catch (error) {
    if (error instanceof InvalidFieldError) return false;
    throw error;
  }
}

/** By the share that was lost; of equal shares, by how much was checked. */
function byLoss(a: ReasonedClause, b: ReasonedClause): number {
  const [one, other] = [BigInt(a.lost) * BigInt(b.units), BigInt(b.lost) * BigInt(a.units)];
  if (one !== other) return one < other ? -1 : 1;
  return a.units - b.units || a.lost - b.lost;
}

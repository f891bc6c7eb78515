import { expect } from "chai";
import type { Hex } from "viem";
import { factsOfDocuments, type JudgedReasons, type KnownDocuments } from "../../../sdk/documents/index.ts";
import { type ClauseResult, hashPact, type Pact, scoreOf } from "../../../sdk/pact/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import { payoutOf } from "../../../sdk/protocol/index.ts";
import { deriveFacts, type FactSources } from "../../../sdk/reputation/index.ts";
import { POOL, party, word } from "../reputation/support/facts.ts";

const { pact, passing } = researchSummaryExample();
const PACT = hashPact(pact);
const EVIDENCE = word(0xe);
const DEAL = word(1);
const PANEL = [1, 2, 3, 4, 5].map((number) => party(0xa0 + number));
const at = (block: number, logIndex = 0) => ({
  ...{ blockNumber: BigInt(block), logIndex, timestamp: 1_700_000_000n + BigInt(block) },
});
const asOf = { blockNumber: 100n, timestamp: 1_700_000_100n };
const question = { deal: DEAL, milestone: 0, round: 1, evidence: EVIDENCE };

/** Results in which so many basis points of the citations are lost. */
const losing = (lost: number): readonly ClauseResult[] =>
  passing.results.map((result) => (result.clause === "citations" ? { ...result, units: 5, lost } : result));

function reasonsOf(results: readonly ClauseResult[], said: Partial<JudgedReasons> = {}): JudgedReasons {
  const kinds = new Map(pact.clauses.map(({ id, kind }) => [id, kind]));
  const clauses = results.map((result) => ({ ...result, kind: kinds.get(result.clause) ?? "" }));
  return { pact: PACT, question, score: scoreOf({ pact, results }), clauses, ...said };
}

const hashes = PANEL.map((_, position) => word(0x100 + position));

/** A deal whose first milestone a verdict settled, by these ballots. */
function sourcesOf(
  scores: readonly number[],
  said: {
    readonly payout?: number;
    readonly deal?: object;
    readonly accounts?: FactSources["accounts"];
  } = {},
): FactSources {
  const { payout = 10_000 } = said;
  return {
    deals: [
      {
        ...{ dealId: DEAL, buyer: party(0xb), seller: party(0x5), pact: PACT, marketplace: party(0) },
        ...{ panel: PANEL, passingScore: pact.payout.passingScore, payoutStep: pact.payout.payoutStep },
        ...{ verdictWindow: 3_600, ...at(1), ...said.deal },
      },
    ],
    milestones: [{ dealId: DEAL, milestone: 0, amount: 100n, deadline: 1_800_000_000n }],
    verdicts: [{ dealId: DEAL, milestone: 0, round: 1, payout, evidence: EVIDENCE, ...at(3) }],
    ballots: scores.map((score, position) => ({
      ...{ dealId: DEAL, milestone: 0, round: 1, position, score, reasons: hashes[position], ...at(3) },
    })),
    settlements: [{ dealId: DEAL, milestone: 0, cause: "verdict", toSeller: 100n, toBuyer: 0n, ...at(4) }],
    ...{ deliveries: [], contests: [], panels: [], ratings: [], equivocations: [], seats: [], payments: [] },
    accounts: said.accounts ?? [],
  };
}

const knownOf = (
  reasons: readonly (JudgedReasons | undefined)[],
  said: Partial<KnownDocuments> = {},
): KnownDocuments => ({
  pacts: new Map([[PACT, pact]]),
  reasons: new Map(
    reasons.flatMap((each, index) => (each === undefined ? [] : [[hashes[index] as Hex, each] as const])),
  ),
  panels: new Map(),
  ...said,
});

function factsOf(sources: FactSources, known: KnownDocuments) {
  const { documents, used } = factsOfDocuments({ sources, asOf, known });
  const facts = deriveFacts({ sources, asOf, documents });
  const lost = facts.clauses?.find(({ kind }) => kind === "citation-faithfulness")?.lost;
  return { facts, used, lost };
}

describe("what documents say for reputations", () => {
  const same = [passing.results, passing.results, passing.results];
  const full = same.map((results) => reasonsOf(results));

  it("is each clause of a milestone, by its kind, where jurors' reasons add up to their scores", () => {
    const { facts, used } = factsOf(sourcesOf([10_000, 10_000, 10_000]), knownOf(full));
    expect(facts.clauses?.map(({ kind }) => kind)).to.deep.equal(pact.clauses.map(({ kind }) => kind));
    expect(facts.clauses?.map(({ units, lost }) => [units, lost])).to.deep.equal(
      pact.clauses.map(({ id }) => {
        const result = passing.results.find(({ clause }) => clause === id);
        return [result?.units, result?.lost];
      }),
    );
    expect(used).to.deep.equal([PACT, ...hashes.slice(0, 3)].sort());
  });

  it("is nothing without the pact, or of a milestone that has not settled, or of a later block", () => {
    const sources = sourcesOf([10_000, 10_000, 10_000]);
    expect(factsOf(sources, knownOf(full, { pacts: new Map() })).facts.clauses).to.deep.equal([]);
    expect(factsOf({ ...sources, settlements: [] }, knownOf(full)).used).to.deep.equal([]);
    const early = { blockNumber: 3n };
    const said = factsOfDocuments({ sources, asOf: early, known: knownOf(full) });
    expect([said.documents({ dealId: DEAL, milestone: 0 }), said.used]).to.deep.equal([undefined, []]);
  });

  it("needs the reasons of more than half of the ballots that agree with the verdict, exactly", () => {
    const four = sourcesOf([10_000, 10_000, 10_000, 10_000]);
    expect(factsOf(four, knownOf(full.slice(0, 2))).facts.clauses).to.deep.equal([]);
    expect(factsOf(four, knownOf(full.slice(0, 3))).facts.clauses).to.have.length(pact.clauses.length);
  });

  it("takes the middle result of each clause, which a minority cannot move", () => {
    const low = losing(1_000);
    const score = scoreOf({ pact, results: low });
    const payout = payoutOf(score, pact.payout);
    const scores = [score, score, score];
    const honest = [low, low].map((results) => reasonsOf(results));
    // The third adds up to the same score by another clause.
    const shifted = low.map((result) =>
      result.clause === "citations" ? { ...result, units: 1, lost: 200 } : result,
    );
    const liar = reasonsOf(shifted, { score });
    expect(liar.score).to.equal(scoreOf({ pact, results: shifted }));
    expect(factsOf(sourcesOf(scores, { payout }), knownOf([...honest, liar])).lost).to.equal(1_000);
    expect(factsOf(sourcesOf(scores, { payout }), knownOf([liar, ...honest])).lost).to.equal(1_000);
  });

  it("leaves out ballots that do not agree with the verdict", () => {
    const failing = losing(50_000);
    const score = scoreOf({ pact, results: failing });
    const sources = sourcesOf([10_000, 10_000, score]);
    const known = knownOf([full[0], full[1], reasonsOf(failing)]);
    expect(factsOf(sources, known).lost).to.equal(0);
    expect(factsOf(sources, known).used).to.not.include(hashes[2]);
  });

  for (const [what, said] of [
    ["another deal", { question: { ...question, deal: word(2) } }],
    ["another milestone", { question: { ...question, milestone: 1 } }],
    ["another round", { question: { ...question, round: 2 } }],
    ["other evidence", { question: { ...question, evidence: word(3) } }],
    ["another pact", { pact: word(4) }],
    ["another score than their ballot", { score: 9_999 }],
    ["fewer clauses than are judged", { clauses: reasonsOf(passing.results).clauses.slice(1) }],
  ] as const) {
    it(`leaves out reasons that are of ${what}`, () => {
      const strange = full.map((reasons): JudgedReasons => ({ ...reasons, ...said }));
      expect(factsOf(sourcesOf([10_000, 10_000, 10_000]), knownOf(strange)).facts.clauses).to.deep.equal([]);
    });
  }

  it("is that a deal was a calibration, where its buyer or its principal published the task", () => {
    const published: Pact = { ...pact, author: party(0xb), task: { ...pact.task, published: true } };
    const known = (task: Pact) => knownOf([], { pacts: new Map([[PACT, task]]) });
    const isCalibration = (sources: FactSources, task: Pact) =>
      factsOf(sources, known(task)).facts.settlements[0]?.calibration;
    expect(isCalibration(sourcesOf([10_000]), published)).to.equal(true);
    expect(isCalibration(sourcesOf([10_000]), { ...published, author: party(0xc) })).to.equal(undefined);
    const accounts = [{ account: party(0xb), principal: party(0xc), ...at(0) }];
    expect(isCalibration(sourcesOf([10_000], { accounts }), { ...published, author: party(0xc) })).to.equal(
      true,
    );
    expect(isCalibration(sourcesOf([10_000]), { ...published, task: pact.task })).to.equal(undefined);
  });

  it("is how the panel came about, and the answer names what was found of the draw", () => {
    const sources = sourcesOf([10_000], { deal: { reference: word(9), terms: "0x" } });
    const found = (panel: "drawn" | "agreed") =>
      factsOf(sources, knownOf([], { panels: new Map([[DEAL, panel]]) }));
    expect(found("drawn").facts.settlements[0]?.panel).to.equal("drawn");
    expect(found("drawn").used).to.have.length(2);
    expect(found("drawn").used).to.not.deep.equal(found("agreed").used);
    expect(factsOf(sources, knownOf([])).facts.settlements[0]?.panel).to.equal(undefined);
  });

  it("does not depend on the order of anything", () => {
    const sources = sourcesOf([10_000, 10_000, 10_000], { deal: { pool: POOL } });
    const turned: FactSources = { ...sources, ballots: [...sources.ballots].reverse() };
    expect(factsOf(turned, knownOf(full))).to.deep.equal(factsOf(sources, knownOf(full)));
  });
});

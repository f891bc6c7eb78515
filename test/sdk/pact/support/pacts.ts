import { getAddress } from "viem";
import { CLAUSE_KINDS, type Pact, type PactClause, pactInput } from "../../../../sdk/pact/index.ts";
import { everyClause } from "./clauses.ts";

/** A pact with a clause of each kind; changes replace its fields. */
export function pactOf(changes: Partial<Pact> = {}): Pact {
  return {
    format: "quittance/pact/1",
    name: "Everything",
    version: "1.0.0",
    author: getAddress(`0x${"ab".repeat(20)}`),
    kind: "all-kinds",
    task: {
      instruction: "Do it.",
      inputs: [pactInput({ name: "notes.txt", mediaType: "text/plain", content: "Copper was at 8,912." })],
    },
    evidence: {
      ...{ mediaTypes: ["application/json"], maxBytes: 1_000_000, maxFiles: 3 },
      ...{ required: ["answer.json"], private: false },
    },
    clauses: weighed(everyClause()),
    payout: { passingScore: 6_000, payoutStep: 500 },
    retention: { auditPeriod: 86_400 },
    ...changes,
  };
}

/** Clauses with weights that sum to 10000: each the same, the first what is left. */
export function weighed(clauses: readonly PactClause[]): PactClause[] {
  const each = Math.floor(10_000 / clauses.length);
  return clauses.map((clause, index) => ({
    ...clause,
    weight: index === 0 ? 10_000 - each * (clauses.length - 1) : each,
  }));
}

/** A pact whose clause of this kind is changed. */
export function pactWith<Kind extends PactClause["kind"]>(
  kind: Kind,
  changes: object,
  measure: object = {},
): Pact {
  const pact = pactOf();
  const clauses = pact.clauses.map((clause) =>
    clause.kind === kind
      ? ({ ...clause, ...changes, measure: { ...clause.measure, ...measure } } as PactClause)
      : clause,
  );
  return { ...pact, clauses };
}

/** The path of the clause of a kind. */
export const placeOf = (kind: PactClause["kind"]): string => `pact.clauses[${CLAUSE_KINDS.indexOf(kind)}]`;

import {
  getBook,
  getContests,
  getMilestone,
  getRound,
  type MilestoneFacts,
  type Phase,
  phaseOf,
  type RoundFacts,
} from "quittance";
import type { JudgingCase } from "quittance/watching";
import type { Address, Client } from "viem";

/** A ballot that is on record. */
export type RecordedScore = RoundFacts["scores"][number];

/** A milestone as the chain has it, seen from a question about it. */
export interface Milestone {
  readonly facts: MilestoneFacts;
  readonly phase: Phase;
  /** Ballots of the question's round that are on record. */
  readonly recorded: readonly RecordedScore[];
}

/** Reads a milestone; undefined when the chain does not have the deal. */
export async function readMilestone(
  node: Client,
  address: Address,
  { terms, dealId, milestone, round }: JudgingCase,
  now: number,
): Promise<Milestone | undefined> {
  const about = { address, dealId, milestone };
  const isContestable = terms.disputes !== undefined;
  const [facts, contests, second, book] = await Promise.all([
    getMilestone(node, about),
    isContestable ? getContests(node, about) : [],
    isContestable ? getRound(node, { address, terms, milestone }) : undefined,
    getBook(node, about),
  ]);
  if (facts === undefined) return undefined;
  const phase = phaseOf({ terms, milestone, facts, contests, round: second, now });
  return { facts, phase, recorded: round === 1 ? book : (second?.scores ?? []) };
}

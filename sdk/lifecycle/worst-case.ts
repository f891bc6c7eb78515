import { amountsOf, dueOf, type Terms } from "../protocol/terms.ts";
import { hasArbiter } from "./windows.ts";

/** The most that a side can lose of its money, and how. The gas that it spends comes on top. */
export interface WorstCase {
  /** USDC base units that the side pays and never gets back. */
  readonly loss: bigint;
  /** How that comes about, in words. */
  readonly how: string;
  /** For the seller: what it worked for and is not paid. */
  readonly unpaid: bigint;
}

/**
 * The buyer can pay everything for nothing, when jurors of each round are wrong or bought. The seller can work for nothing.
 * A side that contests adds a bond for each milestone and round, which it loses when it is not right.
 */
export function worstCaseOf(terms: Terms): { readonly buyer: WorstCase; readonly seller: WorstCase } {
  const due = dueOf(terms);
  const { disputes, milestones } = terms;
  const rounds = disputes === undefined ? 0 : hasArbiter(terms) ? 2 : 1;
  const bonds = (disputes?.bond ?? 0n) * BigInt(rounds * milestones.length);
  const contests =
    rounds === 0
      ? ""
      : `, and it loses a bond for each of ${rounds * milestones.length} contests that it makes`;
  return {
    buyer: {
      loss: due + bonds,
      how: `Every verdict pays the seller in full for nothing${contests}.`,
      unpaid: 0n,
    },
    seller: {
      loss: bonds,
      how: `It delivers everything and every verdict pays it nothing${contests}.`,
      unpaid: amountsOf(terms),
    },
  };
}

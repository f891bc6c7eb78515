import type { Address, Hex } from "viem";
import { askGraphql } from "../../support/indexer-rows.ts";

const QUERY = `query($id: String!) { deal(id: $id) {
  status funded unsettled sellerNet marketplaceFees verificationFees refunded
  milestones(orderBy: "index") { items {
    status evidence
    delivery { evidenceUri }
    settlement { cause toSeller toBuyer marketplaceFee feeReturned sellerDestination buyerDestination }
    verdicts { items { payout settled ballots(orderBy: "position") { items { juror score payout late } } } } } } } }`;

interface IndexedMilestone {
  readonly status: string;
  readonly evidence: Hex | null;
  readonly delivery: { readonly evidenceUri: string } | null;
  readonly settlement: Readonly<Record<string, string>> | null;
  readonly verdicts: {
    readonly items: readonly {
      readonly payout: number;
      readonly settled: boolean;
      readonly ballots: {
        readonly items: readonly { juror: Address; score: number; payout: number; late: boolean }[];
      };
    }[];
  };
}

/** A deal with all its milestones, as the indexer tells it; amounts as text. */
export type IndexedDeal = Readonly<Record<string, string>> & {
  readonly milestones: { readonly items: readonly IndexedMilestone[] };
};

/** Asks the indexer for a deal. */
export async function indexedDeal(url: string, id: Hex): Promise<IndexedDeal> {
  return (await askGraphql<{ readonly deal: IndexedDeal }>(url, QUERY, { id })).deal;
}

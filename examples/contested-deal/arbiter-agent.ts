import { dealIdOf, signRuling } from "quittance";
import { type Corpus, jurors } from "../document-review/index.ts";
import type { EvidenceStore } from "../milestone-deal/evidence-store.ts";
import type { SignedRuling } from "../milestone-deal/relayer.ts";
import type { Seat } from "../milestone-deal/seat.ts";
import { formOpinion, type Opinion, type Reading } from "./opinion.ts";

/** A ruling, and what it rests on. */
export interface Ruled extends SignedRuling {
  readonly opinions: readonly Opinion[];
}

/** The last round: reads the evidence in every way there is, and rules what the middle opinion pays. */
export function startArbiter({ account, domain }: Seat, corpus: Corpus, store: EvidenceStore) {
  return {
    address: account.address,
    rule: async (reading: Reading): Promise<Ruled> => {
      const { terms, milestone, evidence } = reading;
      const opinions = jurors.map((program) => formOpinion(program, reading, corpus, store));
      const payouts = opinions.map(({ payout }) => payout).sort((a, b) => a - b);
      const payout = payouts[(payouts.length - 1) / 2] ?? 0;
      const deal = dealIdOf({ domain, terms });
      const signature = await signRuling({ domain, deal, milestone, evidence, payout, account });
      return { milestone, payout, signature, opinions };
    },
  };
}

import { dealIdOf, hashReasons, parseDelivery, parseTerms, signBallot, toJson } from "quittance";
import { stringToBytes } from "viem";
import type { EvidenceStore } from "../milestone-deal/evidence-store.ts";
import type { JurorAgent } from "../milestone-deal/juror-agent.ts";
import type { Seat } from "../milestone-deal/seat.ts";

const FULL_MARKS = 10_000;
const REASONS = "Complete and correct in every respect.";

/** A juror that somebody has bought: full marks for whatever is delivered, unread. */
export function seatBoughtJuror({ account, domain }: Seat, store: EvidenceStore): JurorAgent {
  return {
    name: "bought",
    method: "finds whatever the seller delivers perfect, unread",
    address: account.address,
    judge: async (matter) => {
      const { milestone, evidence } = parseDelivery(matter.delivery);
      const deal = dealIdOf({ domain, terms: parseTerms(matter.terms) });
      store.put(stringToBytes(REASONS));
      const vote = { score: FULL_MARKS, reasons: hashReasons(REASONS) };
      const ballot = await signBallot({ domain, account, deal, milestone, evidence, ...vote });
      return { ballot: toJson(ballot), score: FULL_MARKS, findings: [], faults: 0 };
    },
  };
}

import {
  dealIdOf,
  encodePanel,
  getRound,
  parseDelivery,
  parseTerms,
  signBallot,
  type Terms,
  toJson,
  verifyDelivery,
} from "quittance";
import { type Address, isAddressEqual, keccak256, stringToBytes } from "viem";
import { type Corpus, type Finding, type Juror, readPact } from "../document-review/index.ts";
import type { EvidenceStore } from "./evidence-store.ts";
import type { Seat } from "./seat.ts";

/** What a juror is sent: terms, pact and the seller's delivery, as JSON text. */
export interface Matter {
  readonly terms: string;
  readonly pact: string;
  readonly delivery: string;
  /** The panel that was drawn for round 2; left out in round 1, whose panel is in the terms. */
  readonly drawn?: readonly Address[];
}

/** A juror's answer. */
export interface Judged {
  /** A signed ballot, as JSON text. */
  readonly ballot: string;
  readonly score: number;
  readonly findings: readonly Finding[];
  /** Findings, and those left out because there were too many. */
  readonly faults: number;
}

/** Judges alone: it sees no other juror's ballot, and trusts nothing it is sent before checking it. */
export interface JurorAgent {
  readonly name: string;
  readonly method: string;
  readonly address: Address;
  judge(matter: Matter): Promise<Judged>;
}

/** A juror with its own program for holding evidence against a pact. */
export function seatJuror(seat: Seat, program: Juror, corpus: Corpus, store: EvidenceStore): JurorAgent {
  const { account, domain, client } = seat;
  return {
    name: program.name,
    method: program.method,
    address: account.address,
    judge: async (matter) => {
      const terms = parseTerms(matter.terms);
      const pact = readPact(matter.pact);
      const delivery = parseDelivery(matter.delivery);
      const deal = dealIdOf({ domain, terms });
      const { panel, round } = await panelOf(seat, terms, delivery.milestone, matter.drawn);
      if (!panel.some((member) => isAddressEqual(member, account.address))) {
        throw new Error(`juror ${program.name} is not on the panel of deal ${deal}`);
      }
      if (delivery.deal !== deal || pact.hash !== terms.pact) {
        throw new Error(`juror ${program.name} was sent a pact or a delivery of another deal than ${deal}`);
      }
      if (!(await verifyDelivery({ domain, delivery, seller: terms.seller, client }))) {
        throw new Error(`juror ${program.name} was sent a delivery that the seller did not sign`);
      }
      const { milestone, evidence, evidenceUri } = delivery;
      // Bytes that are missing or have another hash are the program's business: it scores them 0.
      const bytes = store.fetch(evidenceUri) ?? new Uint8Array();
      const { score, reasons, reasonsJson, reasonsHash } = program.judge({
        pact,
        corpus,
        evidence: bytes,
        evidenceHash: evidence,
        milestone,
      });
      store.put(stringToBytes(reasonsJson));
      const ballot = await signBallot({
        domain,
        account,
        deal,
        milestone,
        round,
        evidence,
        score,
        reasons: reasonsHash,
      });
      const faults = reasons.findings.length + reasons.omitted;
      return { ballot: toJson(ballot), score, findings: reasons.findings, faults };
    },
  };
}

/** Who judges: named in the terms, or drawn; what is said to be drawn is held against the contract. */
async function panelOf(
  { client, domain }: Seat,
  terms: Terms,
  milestone: number,
  drawn: readonly Address[] | undefined,
): Promise<{ readonly panel: readonly Address[]; readonly round: number }> {
  if (drawn === undefined) return { panel: terms.panel, round: 1 };
  const round = await getRound(client, { address: domain.verifyingContract, terms, milestone });
  if (round?.panelHash !== keccak256(encodePanel(drawn))) {
    throw new Error("a juror was told of a panel that the contract has not drawn");
  }
  return { panel: drawn, round: 2 };
}

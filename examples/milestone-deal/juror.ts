import {
  dealIdOf,
  parseDelivery,
  parseTerms,
  type QuittanceDomain,
  signBallot,
  toJson,
  verifyDelivery,
} from "quittance";
import {
  type Account,
  type Chain,
  isAddressEqual,
  stringToBytes,
  type Transport,
  type WalletClient,
} from "viem";
import { type Corpus, type Finding, type Juror, readPact } from "../document-review/index.ts";
import type { EvidenceStore } from "../evidence/store.ts";

/** What a juror is sent: the terms, the pact and the seller's delivery, all as JSON text. */
export interface Case {
  readonly terms: string;
  readonly pact: string;
  readonly delivery: string;
}

/** A juror's answer. */
export interface Judgement {
  /** The signed ballot, as JSON text. */
  readonly ballot: string;
  readonly findings: readonly Finding[];
}

/** A juror with a program of its own. It sees no other juror's ballot, and checks what it is sent before it judges. */
export function startJuror(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  program: Juror,
  corpus: Corpus,
  store: EvidenceStore,
) {
  const { address } = client.account;
  return {
    address,
    name: program.name,
    method: program.method,

    /** Checks that the case is this juror's, reads the evidence and signs a ballot. */
    judge: async (sent: Case): Promise<Judgement> => {
      const terms = parseTerms(sent.terms);
      const pact = readPact(sent.pact);
      const delivery = parseDelivery(sent.delivery);
      const { milestone, evidence, evidenceUri } = delivery;
      const deal = dealIdOf({ domain, terms });
      if (!terms.panel.some((member) => isAddressEqual(member, address))) {
        throw new Error(`juror ${program.name} is not on the panel of deal ${deal}`);
      }
      if (delivery.deal !== deal || pact.hash !== terms.pact) {
        throw new Error(`juror ${program.name} was sent a pact or a delivery of another deal than ${deal}`);
      }
      if (!(await verifyDelivery({ domain, delivery, seller: terms.seller, client }))) {
        throw new Error(`juror ${program.name} was sent a delivery that the seller did not sign`);
      }
      // The program gives bytes that are missing, or that have another hash, the score 0.
      const bytes = store.fetch(evidenceUri) ?? new Uint8Array();
      const { score, reasons, reasonsJson, reasonsHash } = program.judge({
        ...{ pact, corpus, milestone },
        evidence: bytes,
        evidenceHash: evidence,
      });
      store.put(stringToBytes(reasonsJson));
      const vote = { deal, milestone, evidence, score, reasons: reasonsHash };
      const ballot = await signBallot({ domain, account: client, ...vote });
      return { ballot: toJson(ballot), findings: reasons.findings };
    },
  };
}

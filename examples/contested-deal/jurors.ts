import {
  dealIdOf,
  encodePanel,
  getRound,
  hashReasons,
  payoutOf,
  type QuittanceDomain,
  type SignedBallot,
  type SignedDelivery,
  signBallot,
  type Terms,
  verifyDelivery,
} from "quittance";
import { type Account, type Address, type Chain, keccak256, type Transport, type WalletClient } from "viem";
import type { Corpus, Juror, NamedPact } from "../document-review/index.ts";
import type { EvidenceStore } from "../evidence/store.ts";

/** What all rounds judge: the same delivery, under the same pact. */
export interface Case {
  readonly terms: Terms;
  readonly pact: NamedPact;
  readonly corpus: Corpus;
  readonly store: EvidenceStore;
  readonly delivery: SignedDelivery;
}

/** A juror's signed ballot. */
export interface Vote extends SignedBallot {
  /** How the juror went about it. */
  readonly method: string;
  readonly faults: number;
}

/** The ballot alone, as the contract's actions take it. */
export function ballotOf({ method: _, faults: __, ...ballot }: Vote): SignedBallot {
  return ballot;
}

type Wallet = WalletClient<Transport, Chain, Account>;

/** Reads the delivered evidence with one of the review programs. Anyone can: evidence and pact are open to all. */
export function readEvidence(program: Juror, { terms, pact, corpus, store, delivery }: Case) {
  const evidence = store.fetch(delivery.evidenceUri) ?? new Uint8Array();
  const { milestone, evidence: evidenceHash } = delivery;
  const { score, reasons, reasonsHash } = program.judge({ pact, corpus, evidence, evidenceHash, milestone });
  const faults = reasons.findings.length + reasons.omitted;
  return { program: program.name, score, payout: payoutOf(score, terms), faults, reasons: reasonsHash };
}

/**
 * Judges honestly: checks the delivery and reads the evidence.
 *
 * @param drawn The panel of round 2. Left out in round 1, whose panel the terms name.
 * @throws Error when the seller did not sign the delivery, or the contract drew another panel.
 */
export async function judge(
  client: Wallet,
  domain: QuittanceDomain,
  program: Juror,
  reviewed: Case,
  drawn?: readonly Address[],
): Promise<Vote> {
  const { terms, delivery } = reviewed;
  const { milestone, evidence } = delivery;
  if (!(await verifyDelivery({ domain, delivery, seller: terms.seller, client }))) {
    throw new Error(`juror ${client.account.address} was sent a delivery that the seller did not sign`);
  }
  if (drawn !== undefined) {
    const round = await getRound(client, { address: domain.verifyingContract, terms, milestone });
    if (round?.panelHash !== keccak256(encodePanel(drawn))) {
      throw new Error(`juror ${client.account.address} was sent a panel that the contract did not draw`);
    }
  }
  const { score, reasons, faults } = readEvidence(program, reviewed);
  const vote = { deal: delivery.deal, milestone, evidence, score, reasons };
  const round = drawn === undefined ? 1 : 2;
  const ballot = await signBallot({ domain, account: client, ...vote, round });
  return { ...ballot, method: `read it (${program.name})`, faults };
}

/** Judges as somebody who was bribed: full marks for what it has not read. */
export async function judgeUnread(client: Wallet, domain: QuittanceDomain, reviewed: Case): Promise<Vote> {
  const { milestone, evidence } = reviewed.delivery;
  const deal = dealIdOf({ domain, terms: reviewed.terms });
  const reasons = hashReasons("Complete and correct in every respect.");
  const vote = { deal, milestone, evidence, score: 10_000, reasons };
  const ballot = await signBallot({ domain, account: client, ...vote });
  return { ...ballot, method: "was bribed", faults: 0 };
}

import {
  acceptOffer,
  checkOffer,
  counterOffer,
  dealIdOf,
  type OfferAcceptance,
  parseOffer,
  readTokenDomain,
  type SignedOffer,
  signDelivery,
  toJson,
  verifyPayment,
} from "quittance";
import type { Address } from "viem";
import {
  type Corpus,
  type NamedPact,
  PASSES,
  type PassName,
  produceEvidence,
  readPact,
} from "../document-review/index.ts";
import type { Invitation } from "./buyer-agent.ts";
import type { EvidenceStore } from "./evidence-store.ts";
import type { Seat } from "./seat.ts";

/** Evidence that is in the store, and the seller's signed claim that it answers a milestone. */
export interface Delivered {
  /** A signed delivery, as JSON text. */
  readonly delivery: string;
  /** How the seller went about it. */
  readonly note: string;
  /** Length of the evidence in bytes. */
  readonly bytes: number;
  readonly documents: number;
  readonly obligations: number;
}

/** Extracts obligations from legal texts. */
export interface SellerAgent {
  /** Checks an invitation and answers it with the seller's own price. Throws when it is not what the seller does. */
  answer(invitation: Invitation, knownJurors: readonly Address[]): Promise<string>;
  /** Signs the terms, once the buyer's signature is seen to pay for them. */
  sign(buyer: OfferAcceptance): Promise<OfferAcceptance>;
  /** Does the work of a milestone, stores it and signs for it. */
  deliver(pass: PassName): Promise<Delivered>;
}

const USDC = 1_000_000n;
const HOUR = 3_600;
/** What draft, revised and final are worth to the seller. */
const PRICES = [54n * USDC, 54n * USDC, 72n * USDC];
const OFFER_LASTS = 1_800;

/** A seller with a program for each milestone; stores what it delivers. */
export function startSeller(seat: Seat, corpus: Corpus, store: EvidenceStore): SellerAgent {
  const { account, client, domain, token } = seat;
  let agreed: { readonly offer: SignedOffer; readonly pact: NamedPact } | undefined;
  const current = () => {
    if (agreed === undefined) throw new Error("the seller was asked to act before it was invited");
    return agreed;
  };
  return {
    answer: async (invitation, knownJurors) => {
      const offer = parseOffer(invitation.offer);
      await checkOffer(offer, { domain, token, client });
      const pact = readPact(invitation.pact);
      const { terms } = offer;
      if (pact.hash !== terms.pact) throw new Error("the pact sent is not the one the terms name");
      if (pact.pact.corpus.manifestHash !== corpus.manifestHash)
        throw new Error("the pact is about another corpus");
      const { passingScore, payoutStep } = pact.pact.payout;
      if (terms.passingScore !== passingScore || terms.payoutStep !== payoutStep) {
        throw new Error("the terms pay by another rule than the pact");
      }
      const strangers = terms.panel.filter((juror) => !knownJurors.includes(juror));
      if (strangers.length > 0)
        throw new Error(`the seller does not know the jurors ${strangers.join(", ")}`);
      const milestones = terms.milestones.map(({ amount, deadline }, index) => ({
        amount: PRICES[index] ?? amount,
        deadline: deadline + HOUR,
      }));
      const validUntil = Math.floor(Date.now() / 1_000) + OFFER_LASTS;
      const counter = await counterOffer({ domain, offer, changes: { milestones }, validUntil, account });
      agreed = { offer: counter, pact };
      return toJson(counter);
    },
    sign: async (buyer) => {
      const { offer } = current();
      const payment = { domain, token: await readTokenDomain(client, { token }), terms: offer.terms, client };
      if (!(await verifyPayment({ ...payment, signature: buyer.signature }))) {
        throw new Error("the buyer's signature does not pay for these terms");
      }
      return acceptOffer({ domain, offer, account });
    },
    deliver: async (passName) => {
      const { offer, pact } = current();
      const { evidence, bytes, hash } = produceEvidence(passName, corpus, pact);
      const evidenceUri = store.put(bytes);
      const milestone = pact.pact.milestones.findIndex(({ name }) => name === passName);
      const deal = dealIdOf({ domain, terms: offer.terms });
      const delivery = await signDelivery({ domain, account, deal, milestone, evidence: hash, evidenceUri });
      const extracted = evidence.answers.flatMap((answer) =>
        answer.outcome === "extracted" ? answer.obligations : [],
      );
      return {
        delivery: toJson(delivery),
        note: PASSES[passName].note,
        bytes: bytes.length,
        documents: evidence.answers.length,
        obligations: extracted.length,
      };
    },
  };
}

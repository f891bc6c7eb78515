import {
  acceptOffer,
  checkOffer,
  counterOffer,
  dealIdOf,
  getUsdc,
  parseOffer,
  type QuittanceDomain,
  readTokenDomain,
  type SignedDelivery,
  type SignedOffer,
  signDelivery,
  toJson,
  verifyPayment,
} from "quittance";
import type { Account, Address, Chain, Hex, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";
import {
  type Corpus,
  type NamedPact,
  type PassName,
  produceEvidence,
  readPact,
} from "../document-review/index.ts";
import type { EvidenceStore } from "../evidence/store.ts";
import type { Invitation } from "./buyer.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
/** Unix seconds that an offer is good for. */
const OFFER_LASTS = 1_800;
/** What draft, revised and final version are worth to the seller. */
const PRICES = [54n * USDC, 54n * USDC, 72n * USDC];

/** A seller that reads licences and extracts what they oblige a reader to. It talks to others in JSON text only. */
export function startSeller(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  corpus: Corpus,
  store: EvidenceStore,
) {
  let agreed: { readonly offer: SignedOffer; readonly pact: NamedPact } | undefined;
  const current = () => {
    if (agreed === undefined) throw new Error("the seller was asked to work before it was invited");
    return agreed;
  };
  const usdc = () => getUsdc(client, { address: domain.verifyingContract });
  return {
    /**
     * Answers an invitation with the seller's own prices and an hour more for each milestone.
     *
     * @throws Error when the job, the rule of payment or a juror is not one that the seller accepts.
     */
    answer: async (invitation: Invitation, knownJurors: readonly Address[]): Promise<string> => {
      const offer = parseOffer(invitation.offer);
      const now = Number((await getBlock(client)).timestamp);
      await checkOffer(offer, { domain, token: await usdc(), client, now });
      const pact = readPact(invitation.pact);
      requireKnownJob(offer, pact, corpus);
      const strangers = offer.terms.panel.filter((juror) => !knownJurors.includes(juror));
      if (strangers.length > 0)
        throw new Error(`the seller does not know the jurors ${strangers.join(", ")}`);
      const milestones = offer.terms.milestones.map(({ amount, deadline }, index) => ({
        amount: PRICES[index] ?? amount,
        deadline: deadline + HOUR,
      }));
      const validUntil = now + OFFER_LASTS;
      const changes = { milestones };
      const counter = await counterOffer({ domain, offer, changes, validUntil, account: client, now });
      agreed = { offer: counter, pact };
      return toJson(counter);
    },

    /** Signs the terms, after checking that the buyer's signature pays for them. */
    sign: async (buyerSignature: Hex): Promise<Hex> => {
      const { offer } = current();
      const token = await readTokenDomain(client, { token: await usdc() });
      const payment = { domain, token, terms: offer.terms, client, signature: buyerSignature };
      if (!(await verifyPayment(payment))) {
        throw new Error("the buyer's signature does not pay for these terms");
      }
      return (await acceptOffer({ domain, offer, account: client })).signature;
    },

    /** Does the work of a milestone, stores it, and signs that this is its delivery. */
    deliver: async (pass: PassName): Promise<SignedDelivery> => {
      const { offer, pact } = current();
      const { bytes, hash: evidence } = produceEvidence(pass, corpus, pact);
      const evidenceUri = store.put(bytes);
      const milestone = pact.pact.milestones.findIndex(({ name }) => name === pass);
      const deal = dealIdOf({ domain, terms: offer.terms });
      return signDelivery({ domain, account: client, deal, milestone, evidence, evidenceUri });
    },
  };
}

/** Refuses a pact about other texts, a pact that the terms do not name, and terms that pay by another rule. */
function requireKnownJob({ terms }: SignedOffer, { pact, hash }: NamedPact, corpus: Corpus): void {
  if (hash !== terms.pact) throw new Error("the terms name another pact than the one that was sent");
  if (pact.corpus.manifestHash !== corpus.manifestHash) throw new Error("the pact is about another corpus");
  const { passingScore, payoutStep } = pact.payout;
  if (terms.passingScore === passingScore && terms.payoutStep === payoutStep) return;
  throw new Error("the terms pay by another rule than the pact");
}

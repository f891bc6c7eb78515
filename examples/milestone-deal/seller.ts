import {
  acceptOffer,
  canonicalJson,
  checkOffer,
  checkOfferAcceptance,
  counterOffer,
  getUsdc,
  hashOffer,
  parseOffer,
  parseOfferAcceptance,
  type QuittanceDomain,
  readTokenDomain,
  type SignedOffer,
  type Terms,
  toJson,
} from "quittance";
import type { EvidenceStore } from "quittance/evidence";
import {
  answerDraw,
  type CommittedNumber,
  type DrawFindings,
  type DrawPair,
  parseTranscript,
  revealDraw,
  takeSeatSnapshot,
  verifyDraw,
} from "quittance/jury";
import { type Pact, readPact } from "quittance/pact";
import type { Account, Chain, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";
import {
  type Corpus,
  type Delivered,
  deliverReview,
  type PassName,
  reviewPact,
} from "../document-review/index.ts";
import type { JurorMarket } from "./market.ts";
import type { Agreement, Answer, Invitation } from "./messages.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
/** Unix seconds that an offer is good for. */
const OFFER_LASTS = 1_800;
/** What draft, revised and final version are worth to the seller. */
const PRICES = [54n * USDC, 54n * USDC, 72n * USDC];

interface Answered {
  readonly offer: SignedOffer;
  readonly pact: Pact;
  readonly pair: DrawPair;
  readonly own: CommittedNumber;
}

/** A seller that reads licences and extracts what they oblige a reader to. It talks to others in JSON text only. */
export function startSeller(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  corpus: Corpus,
  { pool, profiles }: JurorMarket,
  store: EvidenceStore,
) {
  // Two principals draw once in 30 days: a side that walks away from a panel gets no other.
  const earlier: DrawPair[] = [];
  let answered: Answered | undefined;
  let agreed: { readonly terms: Terms; readonly pact: Pact } | undefined;
  const usdc = () => getUsdc(client, { address: domain.verifyingContract });
  const timeNow = async () => Number((await getBlock(client)).timestamp);
  return {
    /**
     * Answers an invitation with the seller's own prices, an hour more for each milestone, and a commitment to the draw.
     *
     * @throws Error when the job or the rule of payment is not one that the seller accepts; DrawMismatchError when the offer carries a
     * commitment to something else; EarlierDrawError when both drew before.
     */
    answer: async (invitation: Invitation): Promise<Answer> => {
      const offer = parseOffer(invitation.offer);
      const now = await timeNow();
      await checkOffer(offer, { domain, token: await usdc(), client, now });
      const pact = readPact(invitation.pact, { hash: offer.terms.pact });
      requireKnownJob(offer, pact, corpus);
      const { draw: commitment } = offer;
      if (commitment === undefined) throw new Error("the offer carries no commitment to a draw");
      const milestones = offer.terms.milestones.map(({ amount, deadline }, index) => ({
        amount: PRICES[index] ?? amount,
        deadline: deadline + HOUR,
      }));
      const validUntil = now + OFFER_LASTS;
      const changes = { milestones };
      const counter = await counterOffer({ domain, offer, changes, validUntil, account: client, now });
      // The seats as this side's own node says, and the profiles that this side knows: both must be those of the buyer.
      const { snapshotBlock: block } = invitation;
      const snapshot = await takeSeatSnapshot(client, { pool, firstOffer: now, block });
      const about = { domain, commitment, offer: hashOffer(counter), snapshot, profiles, now };
      const own = await answerDraw({ ...about, earlier, client, account: client });
      const pair: DrawPair = [commitment, own.commitment];
      earlier.push(pair);
      const carrying = { ...counter, draw: own.commitment };
      answered = { offer: carrying, pact, pair, own };
      return { offer: toJson(carrying) };
    },

    /** Shows the seller's random number, once the block is there. */
    reveal: async (): Promise<string> => {
      const { pair, own } = known(answered);
      return toJson(await revealDraw(client, { pair, number: own.number, account: client }));
    },

    /**
     * Computes the draw again from the chain and the signed messages, checks that the buyer's signature pays, and signs the terms.
     *
     * @throws DrawMismatchError when the panel of the terms is not the one that was drawn.
     */
    sign: async (sent: Agreement): Promise<{ acceptance: string; draw: DrawFindings }> => {
      const { offer: countered, pact } = known(answered);
      const offer = parseOffer(sent.offer);
      const tokenAddress = await usdc();
      await checkOffer(offer, {
        ...{ domain, answered: countered, token: tokenAddress, client, now: await timeNow() },
      });
      requireOnlyThePanel(countered.terms, offer.terms);
      const transcript = parseTranscript(sent.transcript);
      const draw = await verifyDraw({
        ...{ transcript, terms: offer.terms, client, pact, domain, pool, earlier },
      });
      const token = await readTokenDomain(client, { token: tokenAddress });
      const acceptance = parseOfferAcceptance(sent.acceptance);
      await checkOfferAcceptance({ domain, offer, acceptance, token, client });
      agreed = { terms: offer.terms, pact };
      return { acceptance: toJson(await acceptOffer({ domain, offer, account: client })), draw };
    },

    /** Does the work of a milestone, puts it into the store, and signs that this is its delivery. */
    deliver: (pass: PassName): Promise<Delivered> =>
      deliverReview(client, { domain, ...known(agreed), corpus, store, pass }),
  };
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the seller was asked for a step before the one that comes first");
  return value;
}

/** Refuses a pact about other texts or by other clauses than the seller knows, and terms that pay by another rule. */
function requireKnownJob({ terms }: SignedOffer, pact: Pact, corpus: Corpus): void {
  const expected = reviewPact({ author: pact.author, corpus });
  if (canonicalJson(pact) !== canonicalJson(expected)) throw new Error("the pact asks for another job");
  const { passingScore, payoutStep } = pact.payout;
  if (terms.passingScore === passingScore && terms.payoutStep === payoutStep) return;
  throw new Error("the terms pay by another rule than the pact");
}

/** The buyer puts the drawn panel into the terms that the seller offered, and changes nothing else. */
function requireOnlyThePanel(countered: Terms, concluded: Terms): void {
  const rest = ({ panel: _panel, reference: _reference, ...others }: Terms) => toJson(others);
  if (rest(countered) !== rest(concluded)) throw new Error("the last offer changes more than the panel");
}

import {
  canonicalJson,
  checkOffer,
  getUsdc,
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
import { negotiationHandler, openNegotiator, type Review, type Strategy } from "quittance/negotiation";
import { type Pact, readPact } from "quittance/pact";
import type { Account, Address, Chain, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";
import {
  type Corpus,
  type Delivered,
  deliverReview,
  type PassName,
  reviewPact,
} from "../document-review/index.ts";
import { type BidTerms, signBid } from "./bid.ts";
import type { JurorMarket } from "./market.ts";
import type { Brief } from "./messages.ts";
import { serveLocally } from "./served.ts";

const USDC = 1_000_000n;
const HOUR = 3_600;
/** Unix seconds that an offer is good for. */
const OFFER_LASTS = 1_800;
/** What draft, revised and final version are worth to the seller. */
const PRICES = [54n * USDC, 54n * USDC, 72n * USDC];
/** What it asks for where others bid, too: it expects to be haggled with. */
const BID = [57n * USDC, 57n * USDC, 75n * USDC];

interface Answered {
  readonly pact: Pact;
  readonly pair: DrawPair;
  readonly own: CommittedNumber;
}

/** Asks its own prices, an hour more for each milestone; takes them from a buyer that has put in the panel that both drew. */
const strategy: Strategy = ({ offers }) => {
  const last = offers.at(-1);
  if (last === undefined || last.by === "seller") return { kind: "wait" };
  const isPaid = last.terms.milestones.every(({ amount }, index) => amount >= (PRICES[index] ?? amount));
  if (isPaid) return last.terms.reference === undefined ? { kind: "wait" } : { kind: "accept" };
  const milestones = last.terms.milestones.map(({ amount, deadline }, index) => ({
    amount: PRICES[index] ?? amount,
    deadline: deadline + HOUR,
  }));
  return { kind: "offer", terms: { ...last.terms, milestones }, validFor: OFFER_LASTS };
};

/** A seller that reads licences and extracts what they oblige a reader to. */
export async function startSeller(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  corpus: Corpus,
  { pool, profiles, store }: JurorMarket & { readonly store: EvidenceStore },
) {
  // Two principals draw once in 30 days: a side that walks away from a panel gets no other.
  const earlier: DrawPair[] = [];
  const token = await getUsdc(client, { address: domain.verifyingContract });
  let brief: Brief | undefined;
  let transcript: string | undefined;
  let answered: Answered | undefined;
  let draw: DrawFindings | undefined;
  let agreed: { readonly terms: Terms; readonly pact: Pact } | undefined;
  let time = 0;
  const readTime = async () => {
    time = Number((await getBlock(client)).timestamp);
    return time;
  };

  /** Takes first offers of the one job that it knows, paid by the rule of its pact, with a commitment to a draw. */
  const admits = async (_buyer: Address, offer: SignedOffer): Promise<boolean> => {
    await checkOffer(offer, { domain, token, client, now: await readTime() });
    requireKnownJob(offer, readPact(known(brief).pact, { hash: offer.terms.pact }), corpus);
    if (offer.draw === undefined) throw new Error("the offer carries no commitment to a draw");
    return true;
  };

  /** Before it signs terms, it computes the draw of their panel again from the chain and the signed messages. */
  const review: Review = async (commitment, view) => {
    const terms = view.offers.at(-1)?.terms;
    if (commitment.kind === "offer" || terms === undefined) return { kind: "allow" };
    const countered = view.offers.at(-2)?.terms;
    if (countered !== undefined) requireOnlyThePanel(countered, terms);
    const { pact } = known(answered);
    const text = parseTranscript(known(transcript));
    draw = await verifyDraw({ ...{ transcript: text, terms, client, pact, domain, pool, earlier } });
    agreed = { terms, pact };
    return { kind: "allow" };
  };

  const negotiator = await openNegotiator({
    ...{ domain, account: client, client, strategy, review, admits, now: () => time },
    token: await readTokenDomain(client, { token }),
    answerDraw: async ({ commitment, offer }) => {
      const { pact: text, snapshotBlock: block } = known(brief);
      const now = await readTime();
      // The seats as this side's own node says, and the profiles that this side knows: both must be those of the buyer.
      const snapshot = await takeSeatSnapshot(client, { pool, firstOffer: now, block });
      const about = { domain, commitment, offer, snapshot, profiles, now };
      const own = await answerDraw({ ...about, earlier, client, account: client });
      const pair: DrawPair = [commitment, own.commitment];
      earlier.push(pair);
      answered = { pact: readPact(text, { hash: commitment.pact }), pair, own };
      return own.commitment;
    },
  });
  const handle = negotiationHandler({ negotiator });

  return {
    negotiator,

    /** What it asks for where others bid, too. */
    bid: async (about: Omit<BidTerms, "prices" | "pool" | "now">): Promise<SignedOffer> =>
      signBid(client, domain, { ...about, prices: BID, pool, now: await readTime() }),

    /** Listens for buyers. */
    listen: () =>
      serveLocally(async (request) => {
        await readTime();
        return handle(request);
      }),

    /** Takes what a buyer hands over beside its first offer. */
    read: (given: Brief): void => {
      brief = given;
    },

    /** Takes how the buyer says that the panel was drawn. */
    readTranscript: (given: string): void => {
      transcript = given;
    },

    /** Shows the seller's random number, once the block is there. */
    reveal: async (): Promise<string> => {
      const { pair, own } = known(answered);
      return toJson(await revealDraw(client, { pair, number: own.number, account: client }));
    },

    /** What it found when it computed the draw again. */
    draw: (): DrawFindings => known(draw),

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

import {
  buildTerms,
  canonicalJson,
  checkOffer,
  getUsdc,
  hashOffer,
  hashPact,
  type QuittanceDomain,
  readTokenDomain,
  type SignedOffer,
  signOffer,
  type Terms,
  toJson,
  totalOf,
} from "quittance";
import {
  type CommittedNumber,
  checkDrawCommitment,
  commitToDraw,
  completeDraw,
  type DrawPair,
  parseDrawReveal,
  requirementsOf,
  revealDraw,
  type SeatSnapshot,
  takeSeatSnapshot,
} from "quittance/jury";
import {
  carryAnswers,
  httpChannel,
  type NegotiationChannel,
  type NegotiationMessage,
  openNegotiator,
  type Strategy,
} from "quittance/negotiation";
import type { Account, Address, Chain, Hex, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";
import { type Corpus, reviewPact } from "../document-review/index.ts";
import { type JurorMarket, standIn } from "./market.ts";
import type { Brief } from "./messages.ts";
import type { Principal } from "./principal.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
/** Unix seconds that an offer is good for. */
const OFFER_LASTS = 1_800;
/** The first offer for draft, revised and final version. */
const OFFERED = [45n * USDC, 45n * USDC, 60n * USDC];
/** The most it pays in all. */
const BUDGET = 180n * USDC;
const JURORS = 3;
/** How many blocks ahead the block lies whose hash is part of the draw. On a live chain that is some minutes. */
const BLOCKS_AHEAD = 20;

interface Proposal {
  readonly offer: SignedOffer;
  readonly own: CommittedNumber;
  readonly snapshot: SeatSnapshot;
  readonly channel: NegotiationChannel;
}

/** It plays its offers by itself, one after the other; what it offered and the seller signed, it signs last. */
const strategy: Strategy = ({ state }) =>
  state.phase === "accepted" ? { kind: "accept" } : { kind: "wait" };

/** A buyer that wants a corpus of licences read. It is asked by no one, and asks its principal before it signs what costs much. */
export async function startBuyer(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  corpus: Corpus,
  { pool, profiles, principal }: JurorMarket & { readonly principal: Principal },
) {
  const { address: buyer } = client.account;
  const pact = reviewPact({ author: buyer, corpus });
  const pactText = canonicalJson(pact);
  const contract = domain.verifyingContract;
  const usdc = await getUsdc(client, { address: contract });
  // Two principals draw once in 30 days: a side that walks away from a panel gets no other.
  const earlier: DrawPair[] = [];
  let proposed: Proposal | undefined;
  let countered: SignedOffer | undefined;
  let pair: DrawPair | undefined;
  let time = 0;
  const readTime = async () => {
    time = Number((await getBlock(client)).timestamp);
    return time;
  };
  const hear = ({ messages }: { readonly messages: readonly NegotiationMessage[] }) => {
    for (const message of messages)
      if (message.kind === "offer" && message.offer.from !== buyer) countered = message.offer;
  };
  const negotiator = await openNegotiator({
    ...{ domain, account: client, client, strategy, review: principal.review, onMessages: hear },
    token: await readTokenDomain(client, { token: usdc }),
    now: () => time,
  });
  const negotiationOf = ({ offer }: Proposal): Hex => hashOffer(offer);
  return {
    pact,
    pactText,
    budget: BUDGET,
    negotiator,

    /**
     * Opens a negotiation with a seller: offers terms, and a draw of the panel that they will name. It commits to a random number, to who
     * has a seat in the pool, and to a block to come. The panel in this first offer only stands in for the drawn one.
     *
     * @param endpoint Where the seller is talked with.
     */
    invite: async (
      seller: Address,
      endpoint: string,
    ): Promise<{ readonly offer: SignedOffer; brief: Brief }> => {
      const now = await readTime();
      const { number } = await getBlock(client);
      const snapshot = await takeSeatSnapshot(client, { pool, firstOffer: now });
      const terms = buildTerms(
        {
          ...{ buyer, seller, pact: hashPact(pact), ...pact.payout },
          panel: standIn(snapshot),
          milestones: OFFERED.map((amount, index) => ({ amount, deadline: now + (index + 1) * DAY })),
        },
        { contract, token: usdc, now },
      );
      const offer = await signOffer({ domain, terms, validUntil: now + OFFER_LASTS, account: client });
      const own = await commitToDraw({
        ...{ domain, offer: hashOffer(offer), buyer, seller, pact: terms.pact, ...requirementsOf(pact) },
        ...{ jurors: JURORS, snapshot, profiles, seedBlock: Number(number) + BLOCKS_AHEAD, now },
        ...{ earlier, account: client },
      });
      const first = { ...offer, draw: own.commitment };
      proposed = {
        ...{ offer: first, own, snapshot },
        channel: httpChannel({ url: endpoint, allowPrivate: true }),
      };
      await negotiator.begin({ first });
      return { offer: first, brief: { pact: pactText, snapshotBlock: snapshot.block } };
    },

    /** Sends the seller what it lacks, and takes what it says. */
    talk: async () => {
      const proposal = agreed(proposed);
      await readTime();
      const sent = await negotiator.envelope(negotiationOf(proposal));
      await negotiator.receive(await proposal.channel(sent));
      return negotiator.standing(negotiationOf(proposal));
    },

    /**
     * Looks at the seller's counter-offer, with the seller's commitment to the same draw.
     *
     * @throws Error when it costs more than the budget, or changes more than prices and deadlines; DrawMismatchError when it carries
     * no commitment, or one to something else.
     */
    consider: async (): Promise<SignedOffer> => {
      const { offer: first, own, snapshot } = agreed(proposed);
      const offer = agreed(countered);
      const now = await readTime();
      await checkOffer(offer, { domain, answered: first, token: usdc, client, now });
      requireSameRules(first.terms, offer.terms);
      const price = totalOf(offer.terms);
      if (price > BUDGET) throw new Error(`the seller asks ${price}, the buyer's budget is ${BUDGET}`);
      const commitment = agreed(offer.draw);
      const surroundings = { domain, snapshot, profiles, answered: own.commitment, client, now };
      await checkDrawCommitment(commitment, surroundings);
      pair = [own.commitment, commitment];
      earlier.push(pair);
      return offer;
    },

    /** Shows the buyer's random number, once the block is there. */
    reveal: async (): Promise<string> => {
      const { number } = agreed(proposed).own;
      return toJson(await revealDraw(client, { pair: agreed(pair), number, account: client }));
    },

    /** Draws the panel and offers the seller's own terms with it, as far as the principal lets it. */
    conclude: async (ownReveal: string, sellersReveal: string) => {
      const proposal = agreed(proposed);
      const reveals = [ownReveal, sellersReveal].map(parseDrawReveal);
      const { snapshot } = proposal;
      const drawn = await completeDraw(client, { pair: agreed(pair), reveals, snapshot, profiles });
      await readTime();
      const { panel, reference } = drawn;
      const terms = { ...agreed(countered).terms, panel, reference };
      const move = { kind: "offer", terms, validFor: OFFER_LASTS } as const;
      const standing = await negotiator.play(negotiationOf(proposal), move);
      return { standing, transcript: canonicalJson(drawn.transcript) };
    },

    /** Goes on with what the principal has said yes to. */
    goOn: async () => {
      const now = await readTime();
      await carryAnswers({ negotiator, store: principal.approvals, now });
      return negotiator.standing(negotiationOf(agreed(proposed)));
    },
  };
}

function agreed<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the buyer was asked for a step before the one that comes first");
  return value;
}

/** Prices and deadlines can be negotiated. The pact, the jurors and what a score pays cannot. */
function requireSameRules(offered: Terms, countered: Terms): void {
  const rules = ({ milestones, openBy: _time, ...rest }: Terms) =>
    toJson({ ...rest, milestones: milestones.length });
  if (rules(offered) !== rules(countered)) {
    throw new Error("the counter-offer changes more than prices and deadlines");
  }
}

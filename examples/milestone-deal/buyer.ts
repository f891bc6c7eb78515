import {
  acceptOffer,
  buildTerms,
  canonicalJson,
  checkOffer,
  counterOffer,
  getUsdc,
  hashOffer,
  hashPact,
  parseOffer,
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
import type { Account, Address, Chain, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";
import { type Corpus, reviewPact } from "../document-review/index.ts";
import type { JurorMarket } from "./market.ts";
import type { Agreement, Answer, Invitation } from "./messages.ts";

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
}

/** A buyer that wants a corpus of licences read. It talks to others in JSON text only. */
export function startBuyer(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  corpus: Corpus,
  { pool, profiles }: JurorMarket,
) {
  const { address: buyer } = client.account;
  const pact = reviewPact({ author: buyer, corpus });
  const pactText = canonicalJson(pact);
  const contract = domain.verifyingContract;
  // Two principals draw once in 30 days: a side that walks away from a panel gets no other.
  const earlier: DrawPair[] = [];
  let proposed: Proposal | undefined;
  let answered: { readonly offer: SignedOffer; readonly pair: DrawPair } | undefined;
  const timeNow = async () => Number((await getBlock(client)).timestamp);
  return {
    pact,
    pactText,

    /**
     * Offers a seller terms, and a draw of the panel that they will name: commits to a random number, to who has a seat in the pool,
     * and to a block to come. The panel in this first offer only stands in for the drawn one.
     */
    invite: async (seller: Address): Promise<Invitation> => {
      const token = await getUsdc(client, { address: contract });
      const { timestamp, number } = await getBlock(client);
      const now = Number(timestamp);
      const snapshot = await takeSeatSnapshot(client, { pool, firstOffer: now });
      const terms = buildTerms(
        {
          ...{ buyer, seller, pact: hashPact(pact), ...pact.payout },
          panel: standIn(snapshot),
          milestones: OFFERED.map((amount, index) => ({ amount, deadline: now + (index + 1) * DAY })),
        },
        { contract, token, now },
      );
      const offer = await signOffer({ domain, terms, validUntil: now + OFFER_LASTS, account: client });
      const own = await commitToDraw({
        ...{ domain, offer: hashOffer(offer), buyer, seller, pact: terms.pact, ...requirementsOf(pact) },
        ...{ jurors: JURORS, snapshot, profiles, seedBlock: Number(number) + BLOCKS_AHEAD, now },
        ...{ earlier, account: client },
      });
      const carrying = { ...offer, draw: own.commitment };
      proposed = { offer: carrying, own, snapshot };
      return { offer: toJson(carrying), pact: pactText, snapshotBlock: snapshot.block };
    },

    /**
     * Takes a counter-offer with the seller's commitment to the same draw.
     *
     * @throws Error when it costs more than the budget, or changes more than prices and deadlines; DrawMismatchError when it carries
     * no commitment, or one to something else.
     */
    consider: async (answer: Answer): Promise<void> => {
      const { offer: first, own, snapshot } = agreed(proposed);
      const offer = parseOffer(answer.offer);
      const usdc = await getUsdc(client, { address: contract });
      const now = await timeNow();
      await checkOffer(offer, { domain, answered: first, token: usdc, client, now });
      requireSameRules(first.terms, offer.terms);
      const price = totalOf(offer.terms);
      if (price > BUDGET) throw new Error(`the seller asks ${price}, the buyer's budget is ${BUDGET}`);
      const commitment = agreed(offer.draw);
      const surroundings = { domain, snapshot, profiles, answered: own.commitment, client, now };
      await checkDrawCommitment(commitment, surroundings);
      const pair: DrawPair = [own.commitment, commitment];
      earlier.push(pair);
      answered = { offer, pair };
    },

    /** Shows the buyer's random number, once the block is there. */
    reveal: async (): Promise<string> => {
      const { number } = agreed(proposed).own;
      return toJson(await revealDraw(client, { pair: agreed(answered).pair, number, account: client }));
    },

    /** Draws the panel, puts it into the terms, and pays for exactly those: one signature agrees and pays. */
    conclude: async (ownReveal: string, sellersReveal: string): Promise<Agreement> => {
      const { snapshot } = agreed(proposed);
      const { offer: countered, pair } = agreed(answered);
      const reveals = [ownReveal, sellersReveal].map(parseDrawReveal);
      const drawn = await completeDraw(client, { pair, reveals, snapshot, profiles });
      const now = await timeNow();
      const offer = await counterOffer({
        ...{ domain, offer: countered, changes: { panel: drawn.panel, reference: drawn.reference } },
        ...{ validUntil: now + OFFER_LASTS, account: client, now },
      });
      const token = await readTokenDomain(client, { token: await getUsdc(client, { address: contract }) });
      const acceptance = await acceptOffer({ domain, offer, token, account: client });
      return {
        ...{ offer: toJson(offer), transcript: canonicalJson(drawn.transcript) },
        acceptance: toJson(acceptance),
      };
    },
  };
}

/** The first jurors of the snapshot, in a panel's order. */
function standIn({ seats }: SeatSnapshot): Address[] {
  const keys = seats.slice(0, JURORS).map(({ key }) => key);
  return keys.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
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

import {
  acceptOffer,
  buildTerms,
  checkOffer,
  getUsdc,
  parseOffer,
  type QuittanceDomain,
  readTokenDomain,
  type SignedOffer,
  signOffer,
  type Terms,
  toJson,
  totalOf,
} from "quittance";
import type { Account, Address, Chain, Hex, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";
import { type Corpus, draftPact } from "../document-review/index.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
/** Unix seconds that an offer is good for. */
const OFFER_LASTS = 1_800;
/** The first offer for draft, revised and final version. */
const OFFERED = [45n * USDC, 45n * USDC, 60n * USDC];
/** The most it pays in all. */
const BUDGET = 180n * USDC;

/** The first message to a seller: an offer and the pact that it names, both as JSON text. */
export interface Invitation {
  readonly offer: string;
  readonly pact: string;
}

/** A buyer that wants a corpus of licences read. It talks to others in JSON text only. */
export function startBuyer(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  corpus: Corpus,
) {
  const pact = draftPact({ corpus });
  const contract = domain.verifyingContract;
  let offered: SignedOffer | undefined;
  return {
    pact,

    /** Offers a seller terms: what is to be done, what it pays, and which jurors judge it. */
    invite: async (seller: Address, panel: readonly Address[]): Promise<Invitation> => {
      const token = await getUsdc(client, { address: contract });
      const now = Number((await getBlock(client)).timestamp);
      const terms = buildTerms(
        {
          buyer: client.account.address,
          seller,
          panel: [...panel],
          pact: pact.hash,
          milestones: OFFERED.map((amount, index) => ({ amount, deadline: now + (index + 1) * DAY })),
          ...pact.pact.payout,
        },
        { contract, token, now },
      );
      offered = await signOffer({ domain, terms, validUntil: now + OFFER_LASTS, account: client });
      return { offer: toJson(offered), pact: pact.json };
    },

    /**
     * Accepts a counter-offer: returns the signature that agrees to its terms and pays for exactly them.
     *
     * @throws Error when it costs more than the budget, or changes more than prices and deadlines.
     */
    answer: async (counterOffer: string): Promise<Hex> => {
      if (offered === undefined) throw new Error("the buyer got a counter-offer before it made an offer");
      const offer = parseOffer(counterOffer);
      const usdc = await getUsdc(client, { address: contract });
      const now = Number((await getBlock(client)).timestamp);
      await checkOffer(offer, { domain, answered: offered, token: usdc, client, now });
      requireSameRules(offered.terms, offer.terms);
      const price = totalOf(offer.terms);
      if (price > BUDGET) throw new Error(`the seller asks ${price}, the buyer's budget is ${BUDGET}`);
      const token = await readTokenDomain(client, { token: usdc });
      return (await acceptOffer({ domain, offer, token, account: client })).signature;
    },
  };
}

/** Prices and deadlines can be negotiated. The pact, the jurors and what a score pays cannot. */
function requireSameRules(offered: Terms, countered: Terms): void {
  const rules = ({ milestones, openBy: _time, ...rest }: Terms) =>
    toJson({ ...rest, milestones: milestones.length });
  if (rules(offered) !== rules(countered)) {
    throw new Error("the counter-offer changes more than prices and deadlines");
  }
}

import {
  acceptOffer,
  buildTerms,
  checkOffer,
  type OfferAcceptance,
  parseOffer,
  readTokenDomain,
  type SignedOffer,
  signOffer,
  type Terms,
  type TermsDraft,
  toJson,
  totalOf,
} from "quittance";
import type { Address } from "viem";
import { type Corpus, draftPact, type NamedPact, type Pact } from "../document-review/index.ts";
import type { Seat } from "./seat.ts";

/** The first message to a seller: an offer, and the pact it names. Both are JSON text. */
export interface Invitation {
  readonly offer: string;
  readonly pact: string;
}

/** Hires a specialist; never lets anybody else decide what its money is for. */
export interface BuyerAgent {
  readonly pact: NamedPact;
  /** Proposes terms to a seller. */
  invite(seller: Address, panel: readonly Address[]): Promise<Invitation>;
  /** Accepts a counter-offer, with the signature that pays for exactly those terms. Throws when it asks too much. */
  close(counterOffer: string): Promise<OfferAcceptance>;
}

/** What a buyer wants done, and on what terms. Amounts in USDC base units. */
export interface Project {
  /** Of the pact; those of the worked example when left out. */
  readonly milestones?: Pact["milestones"];
  /** First offer for each milestone. */
  readonly offered: readonly bigint[];
  /** Most that the buyer agrees to pay in all. */
  readonly budget: bigint;
  /** Rounds above the panel; when left out, a verdict settles at once. */
  readonly disputes?: Pick<TermsDraft, "contestWindow" | "verdictWindow" | "disputes">;
}

const USDC = 1_000_000n;
const DAY = 86_400;
const OFFER_LASTS = 1_800;

/** Draft 30 %, revised 30 %, final 40 % of what is offered. */
const WHOLE_PROJECT: Project = { offered: [45n * USDC, 45n * USDC, 60n * USDC], budget: 180n * USDC };

/** A buyer with a corpus that it wants read. */
export function startBuyer(
  { account, client, domain, token }: Seat,
  corpus: Corpus,
  { milestones, offered, budget, disputes }: Project = WHOLE_PROJECT,
): BuyerAgent {
  const pact = draftPact({ corpus, ...(milestones === undefined ? {} : { milestones }) });
  let made: SignedOffer | undefined;
  return {
    pact,
    invite: async (seller, panel) => {
      const now = Math.floor(Date.now() / 1_000);
      const terms = buildTerms(
        {
          buyer: account.address,
          seller,
          panel: [...panel],
          pact: pact.hash,
          milestones: offered.map((amount, index) => ({ amount, deadline: now + (index + 1) * DAY })),
          ...pact.pact.payout,
          ...disputes,
        },
        { contract: domain.verifyingContract, token, now },
      );
      made = await signOffer({ domain, terms, validUntil: now + OFFER_LASTS, account });
      return { offer: toJson(made), pact: pact.json };
    },
    close: async (text) => {
      const counter = parseOffer(text);
      if (made === undefined) throw new Error("the buyer was answered before it made an offer");
      await checkOffer(counter, { domain, answered: made, token, client });
      refuseOtherChanges(made.terms, counter.terms);
      const price = totalOf(counter.terms);
      if (price > budget)
        throw new Error(`the seller asks ${price}, more than the buyer's budget of ${budget}`);
      const tokenDomain = await readTokenDomain(client, { token });
      return acceptOffer({ domain, offer: counter, account, token: tokenDomain });
    },
  };
}

/** Price and deadlines are open to discussion; who judges, by what pact, and what a score pays are not. */
function refuseOtherChanges(offered: Terms, countered: Terms): void {
  const rest = ({ milestones: _amountsAndDeadlines, openBy: _time, ...fixed }: Terms) => toJson(fixed);
  if (rest(offered) === rest(countered) && offered.milestones.length === countered.milestones.length) return;
  throw new Error("the counter-offer changes more than price and deadlines");
}

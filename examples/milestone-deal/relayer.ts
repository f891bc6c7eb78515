import {
  contest,
  drawPanel,
  type OfferAcceptance,
  openDeal,
  parseBallot,
  parseDelivery,
  parseOffer,
  rate,
  recordBallots,
  releaseBond,
  rule,
  type SignedBallot,
  submitVerdict,
  type Terms,
} from "quittance";
import type { Address, Hex } from "viem";
import type { Seat } from "./seat.ts";

/** A third party that carries what others signed to the chain and pays the gas. It can change nothing of it. */
export function startRelayer({ account, client, domain }: Seat) {
  const address = domain.verifyingContract;
  const target = { address, chainId: domain.chainId };
  return {
    address: account.address,
    /** Opens the deal of an offer (JSON text) both accepted. */
    open: (offer: string, acceptances: readonly OfferAcceptance[]) => {
      const signatureOf = (party: OfferAcceptance["party"]) => {
        const accepted = acceptances.find((acceptance) => acceptance.party === party);
        if (accepted === undefined) throw new Error(`the relayer has no signature of the ${party}`);
        return accepted.signature;
      };
      const { terms } = parseOffer(offer);
      return openDeal(client, {
        address,
        chainId: domain.chainId,
        terms,
        buyerSignature: signatureOf("buyer"),
        sellerSignature: signatureOf("seller"),
      });
    },
    /** Submits the ballots on a delivery (JSON texts). The smallest set that decides goes to the chain. */
    submit: (offer: string, delivery: string, ballots: readonly string[]) => {
      const signed: SignedBallot[] = ballots.map(parseBallot);
      return submitVerdict(client, {
        address,
        chainId: domain.chainId,
        terms: parseOffer(offer).terms,
        ballots: signed,
        delivery: parseDelivery(delivery),
      });
    },
    /** Posts a party's objection, with the bond it signed for. */
    contest: (terms: Terms, objection: Omit<Parameters<typeof contest>[1], "address" | "terms">) =>
      contest(client, { ...target, terms, ...objection }),
    /** Has the contract ask the juror pool for a panel. */
    draw: (terms: Terms, milestone: number) => drawPanel(client, { ...target, terms, milestone }),
    /** Puts the ballots of a drawn panel (JSON texts) on record. */
    record: (terms: Terms, panel: readonly Address[], ballots: readonly string[]) =>
      recordBallots(client, { ...target, terms, panel, ballots: ballots.map(parseBallot) }),
    /** Posts the arbiter's ruling. */
    rule: (terms: Terms, ruling: Pick<SignedRuling, "milestone" | "payout" | "signature">) =>
      rule(client, { ...target, terms, ...ruling }),
    /** Shares the bond of round 2 among its jurors. */
    release: (terms: Terms, milestone: number, panel: readonly Address[]) =>
      releaseBond(client, { ...target, terms, milestone, round: 2, panel }),
    /** Posts one side's rating of the other. */
    rate: (terms: Terms, rating: SignedRating) => rate(client, { ...target, terms, ...rating }),
  };
}

/** What an arbiter signed. */
export interface SignedRuling {
  readonly milestone: number;
  /** Basis points. */
  readonly payout: number;
  readonly signature: Hex;
}

/** What a party signed of the other. */
export interface SignedRating {
  readonly rater: Address;
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: Hex;
  readonly signature: Hex;
}

export type Relayer = ReturnType<typeof startRelayer>;

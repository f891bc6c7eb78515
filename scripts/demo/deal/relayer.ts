import {
  type OfferAcceptance,
  openDeal,
  parseBallot,
  parseDelivery,
  parseOffer,
  type SignedBallot,
  submitVerdict,
} from "../../../sdk/index.ts";
import type { Seat } from "./seat.ts";

/** A third party that carries what others signed to the chain and pays the gas. It can change nothing of it. */
export function startRelayer({ account, client, domain }: Seat) {
  const address = domain.verifyingContract;
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
  };
}

export type Relayer = ReturnType<typeof startRelayer>;

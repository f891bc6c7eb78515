import {
  dealIdOf,
  hashReasons,
  readTokenDomain,
  signBondPayment,
  signContest,
  signRating,
  type Terms,
} from "quittance";
import type { Address } from "viem";
import type { SignedRating } from "../milestone-deal/relayer.ts";
import type { Seat } from "../milestone-deal/seat.ts";

/** What a party objects to. */
export interface Objection {
  readonly terms: Terms;
  readonly milestone: number;
  /** The round it calls: 2, a drawn panel, or 3, the arbiter. */
  readonly round: 2 | 3;
  /** What stands, in basis points. */
  readonly payout: number;
  /** Unix seconds until which its wallet pays the bond. */
  readonly validBefore: number;
}

/** A party that stands up for itself: it objects, bonded from its own wallet, and says what it thinks of the other. */
export function startObjector({ account, client, domain, token }: Seat) {
  const contester: Address = account.address;
  return {
    /** Signs an objection and the payment of its bond. Anyone may post both. */
    object: async ({ terms, milestone, round, payout, validBefore }: Objection) => {
      const deal = dealIdOf({ domain, terms });
      const bond = { domain, terms, milestone, round, contester, validBefore };
      const tokenDomain = await readTokenDomain(client, { token });
      return {
        milestone,
        contester,
        payout,
        signature: await signContest({ domain, deal, milestone, round, payout, payer: contester, account }),
        bond: {
          ...{ payer: contester, fromWallet: true, validBefore },
          signature: await signBondPayment({ ...bond, token: tokenDomain, account }),
        },
      };
    },
    /** Signs a score of 0 to 100 for the other side. */
    rate: async (terms: Terms, score: number, words: string): Promise<SignedRating> => {
      const opinion = { score, reasons: hashReasons(words) };
      const signature = await signRating({ domain, deal: dealIdOf({ domain, terms }), ...opinion, account });
      return { rater: contester, ...opinion, signature };
    },
  };
}

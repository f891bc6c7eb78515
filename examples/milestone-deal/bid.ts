import { buildTerms, getUsdc, hashPact, type QuittanceDomain, type SignedOffer, signOffer } from "quittance";
import { takeSeatSnapshot } from "quittance/jury";
import type { Pact } from "quittance/pact";
import type { Account, Address, Chain, Transport, WalletClient } from "viem";
import { standIn } from "./market.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** What is bid on, and for what. */
export interface BidTerms {
  readonly pact: Pact;
  readonly buyer: Address;
  /** Unix seconds; the first deadline is a day later. */
  readonly revealBy: number;
  /** USDC base units for each milestone. */
  readonly prices: readonly bigint[];
  /** Whose seats a panel comes from, that stands in for one which both sides draw. */
  readonly pool: Address;
  /** Unix seconds. */
  readonly now: number;
}

/** Signs what a seller would do the work for, as the first offer of a deal: the buyer could accept it at once. */
export async function signBid(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  { pact, buyer, revealBy, prices, pool, now }: BidTerms,
): Promise<SignedOffer> {
  const { verifyingContract: contract } = domain;
  const terms = buildTerms(
    {
      ...{ buyer, seller: client.account.address, pact: hashPact(pact), ...pact.payout },
      panel: standIn(await takeSeatSnapshot(client, { pool, firstOffer: now })),
      openBy: revealBy + HOUR,
      milestones: prices.map((amount, index) => ({ amount, deadline: revealBy + (index + 1) * DAY })),
    },
    { contract, token: await getUsdc(client, { address: contract }), now },
  );
  return signOffer({ domain, terms, validUntil: revealBy + HOUR, account: client });
}

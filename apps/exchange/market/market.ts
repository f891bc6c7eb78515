import type { QuittanceDomain } from "quittance/protocol";
import type { Address, PublicClient } from "viem";
import type { Limiter } from "../http/limiter.ts";
import type { SellerState } from "../store/listings.ts";
import type { Store } from "../store/store.ts";
import type { AdmissionDesk } from "./admission.ts";
import { Refusal } from "./answers.ts";

/** What the handlers of the market work with. */
export interface Market {
  readonly node: PublicClient;
  readonly domain: QuittanceDomain;
  readonly store: Store;
  readonly admission: AdmissionDesk;
  /** Messages of one account. */
  readonly limiter: Limiter;
  /** Listings, and open requests, of one account at once. */
  readonly each: number;
  /** Unix seconds of the chain. */
  readonly now: () => Promise<number>;
}

/**
 * Refuses an account that is not admitted, or that sends too much. Its signature was verified before, so that no one can use up the
 * allowance of another.
 */
export async function requireAdmitted(market: Market, account: Address): Promise<SellerState> {
  requirePace(market, account);
  const state = await market.admission.look(account);
  if (state.isAdmitted) return state;
  throw notAdmitted(market, account);
}

/** What an account is told that is not admitted. */
export const notAdmitted = ({ admission }: Market, account: Address): Refusal =>
  new Refusal(402, `${account} is not admitted here: it needs ${admission.terms}`);

/** Refuses an account that sends too much. */
export function requirePace({ limiter }: Market, account: Address): void {
  if (limiter.allows(account.toLowerCase())) return;
  throw new Refusal(429, "too many messages of this account; ask again in some seconds");
}

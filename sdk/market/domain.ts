import type { Address } from "viem";
import { MarketDomainMismatchError } from "../errors/market.ts";
import { isSameAddress } from "../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";

/** Where a message says that it counts. */
export interface Placed {
  readonly chainId: number;
  readonly contract: Address;
}

export const placed = ({ chainId, contract }: Placed): Placed => ({ chainId, contract });

/** Refuses a message that is for another deployment than the caller's own, and gives the domain that it is signed under. */
export function requireOwnDomain(what: string, named: Placed, own: QuittanceDomain): QuittanceDomain {
  const domain = requireDomain("domain", own) as QuittanceDomain;
  const { chainId, verifyingContract: contract } = domain;
  if (named.chainId === chainId && isSameAddress(named.contract, contract)) return domain;
  throw new MarketDomainMismatchError(what, named, { chainId, contract });
}

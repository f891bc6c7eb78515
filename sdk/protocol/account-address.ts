import { type Address, getAddress } from "viem";
import { requireOptions } from "../json/options.ts";
import type { QuittanceDomain } from "./domain.ts";
import { hashTyped } from "./hash-typed.ts";

/** The prefix of the addresses of managed accounts, by which they differ from wallets'. */
const PREFIX = "acc00000";

/** Whether an address has the form of managed accounts. By chance a wallet's may have it. */
export function isManagedForm(account: Address): boolean {
  return account.slice(2, 2 + PREFIX.length).toLowerCase() === PREFIX;
}

/**
 * The address of the account that `principal` opens, or has opened, under `index`: 0xacc00000 and the last 16 bytes of an
 * EIP-712 digest; it has no key of its own. The contract derives it the same way.
 *
 * @throws InvalidFieldError when the index does not fit 32 bits.
 * @example
 * import { accountAddressOf, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const principal = "0x00000000000000000000000000000000000000b1";
 * console.log(accountAddressOf({ domain, principal, index: 0 }));
 */
export function accountAddressOf(input: {
  readonly domain: QuittanceDomain;
  readonly principal: Address;
  readonly index: number;
}): Address {
  requireOptions(input, "domain principal index");
  const { domain, principal, index } = input;
  const digest = hashTyped({ domain, type: "Account", message: { principal, index } });
  return getAddress(`0x${PREFIX}${digest.slice(-32)}`);
}

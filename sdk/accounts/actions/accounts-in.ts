import type { Address, Log } from "viem";
import { keySetEvent } from "../../abi/fragments/quittance.ts";
import { eventsIn } from "../../client/logs.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type Capability, decodeCapabilities } from "../../protocol/capabilities.ts";

/** A key and what it may do for an account. */
export interface KeyGrant {
  /** Of a signer: a plain key, or a contract that answers ERC-1271. */
  readonly key: Address;
  /** Unix seconds; it acts while now < expiry. 0 when it was revoked. */
  readonly expiry: number;
  /** None when it was revoked. */
  readonly capabilities: readonly Capability[];
}

/** The keys of an account that logs tell of. */
export function keysIn(logs: readonly Log[], from: Address, account: Address): KeyGrant[] {
  return eventsIn(logs, from, keySetEvent)
    .filter(({ args }) => isSameAddress(args.account, account))
    .map(({ args }) => ({
      key: args.key,
      expiry: args.expiry,
      capabilities: decodeCapabilities(args.capabilities),
    }));
}

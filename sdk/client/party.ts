import type { Address } from "viem";

/** A party that signs through a key of its own and sends nothing itself: all that this room knows of managed accounts. */
export interface KeyedParty {
  readonly address: Address;
  readonly key: unknown;
  readonly policy: unknown;
}

/** Whether a party signs through a key under a policy, so that another wallet has to send. */
export function isKeyedParty(party: unknown): party is KeyedParty {
  return typeof party === "object" && party !== null && "policy" in party && "key" in party;
}

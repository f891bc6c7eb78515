import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { ADDRESS_REMEDY, isEncodable, NO_ADDRESS } from "../json/addresses.ts";

/** Refuses what is no address, or has a wrong checksum: viem's encoders refuse that as well, in words of their own. */
export function requireAddress(field: string, address: Address): void {
  if (isEncodable(address)) return;
  throw new InvalidFieldError({
    field,
    value: address,
    address: true,
    problem: NO_ADDRESS,
    remedy: ADDRESS_REMEDY,
  });
}

/** Refuses what is given and is no address. */
export function requireAddressIfGiven(field: string, address: Address | undefined): void {
  if (address !== undefined) requireAddress(field, address);
}

/** A text in lower case; anything else stays what it is, and is no text in disguise. */
export function lowerCase(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/**
 * Checks whether two addresses are the same, in any letter case. A string that is no address equals no other; viem's
 * `isAddressEqual` throws then, and repeats it.
 */
export function isSameAddress(one: Address, other: Address): boolean {
  return lowerCase(one) === lowerCase(other);
}

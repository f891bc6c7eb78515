import { type Address, isAddress } from "viem";
import { InvalidFieldError } from "../errors/field.ts";

/** Refuses what is no address. */
export function requireAddress(field: string, address: Address): void {
  if (typeof address === "string" && isAddress(address, { strict: false })) return;
  throw new InvalidFieldError({
    field,
    value: address,
    address: true,
    problem: "must be an address",
    remedy: "Give 0x and 40 hex digits.",
  });
}

/** Refuses what is given and is no address. */
export function requireAddressIfGiven(field: string, address: Address | undefined): void {
  if (address !== undefined) requireAddress(field, address);
}

/**
 * Checks whether two addresses are the same, in any letter case. A string that is no address equals no other; viem's
 * `isAddressEqual` throws then, and repeats it.
 */
export function isSameAddress(one: Address, other: Address): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}

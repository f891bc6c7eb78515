import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { isSameAddress } from "../protocol/address.ts";

/** Refuses an account that signs for another than itself. */
export function requireOwnAccount(account: Address, named: Address, role: string): void {
  if (isSameAddress(account, named)) return;
  throw new InvalidFieldError({
    field: "account",
    value: account,
    address: true,
    problem: `must be ${role}, ${named}`,
    remedy: "Sign with the account that the message names.",
  });
}

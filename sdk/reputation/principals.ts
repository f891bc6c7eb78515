import type { Address } from "viem";
import { InvalidFieldError } from "../errors/field.ts";

/** An address in lower case, as all facts are compared. */
export const lower = (address: Address): Address => address.toLowerCase() as Address;

/** Who stands behind each account that facts name: its principal, or itself. */
export class Principals {
  readonly #behind = new Map<Address, Address>();

  /** Notes whom an account acts for. Facts that name two principals for one account are not of one chain. */
  note(field: string, account: Address, principal: Address | undefined): Address {
    const key = lower(account);
    const behind = principal === undefined ? key : lower(principal);
    const known = this.#behind.get(key);
    if (known !== undefined && known !== behind) {
      throw new InvalidFieldError({
        field,
        value: principal,
        address: true,
        problem: `must be the same wherever ${key} is named`,
        remedy: "A managed account has one principal for life; leave it out for wallets only.",
      });
    }
    this.#behind.set(key, behind);
    return behind;
  }

  /** The principal behind an address; the address itself when no fact names it. */
  of(address: Address): Address {
    const key = lower(address);
    return this.#behind.get(key) ?? key;
  }
}

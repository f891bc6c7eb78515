import { type Address, getAddress } from "viem";
import type { Names } from "../settings/book.ts";

/** How addresses are shown: by their names in the book, and whole where the book has none. Nothing is shortened. */
export interface Labels {
  /** `@research-01`, or the whole address. */
  readonly short: (address: string) => string;
  /** The whole address, with its name where it has one. */
  readonly whole: (address: string) => string;
  /** A line for each address in a text that the book knows. */
  readonly legend: (text: string) => string[];
}

const ADDRESSES = /0x[0-9a-f]{40}(?![0-9a-f])/gi;

export function labelsOf(names: Names): Labels {
  const byAddress = new Map(Object.entries(names).map(([name, address]) => [address, `@${name}`]));
  const nameOf = (address: string) => byAddress.get(checksummed(address));
  return {
    short: (address) => nameOf(address) ?? checksummed(address),
    whole: (address) => {
      const name = nameOf(address);
      return name === undefined ? checksummed(address) : `${checksummed(address)} (${name})`;
    },
    legend: (text) =>
      [...new Set((text.match(ADDRESSES) ?? []).map(checksummed))].flatMap((address) => {
        const name = nameOf(address);
        return name === undefined ? [] : [`${address} is ${name} in your book.`];
      }),
  };
}

function checksummed(address: string): Address {
  return getAddress(address.toLowerCase());
}

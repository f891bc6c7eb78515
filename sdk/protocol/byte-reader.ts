import type { Hex } from "viem";

/** Reads big-endian fields of a packed hex string one after another. The caller has checked the length. */
export class ByteReader {
  readonly #digits: string;
  #at: number;

  /** @param start The byte to read first. */
  constructor(packed: Hex, start = 0) {
    this.#digits = packed.slice(2);
    this.#at = start * 2;
  }

  /** The next `bytes` bytes. */
  hex(bytes: number): Hex {
    const start = this.#at;
    this.#at += bytes * 2;
    return `0x${this.#digits.slice(start, this.#at)}`;
  }

  bigint(bytes: number): bigint {
    return BigInt(this.hex(bytes));
  }

  /** At most 6 bytes, so that the value is exact. */
  number(bytes: number): number {
    return Number(this.hex(bytes));
  }
}

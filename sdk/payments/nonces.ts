import { InvalidFieldError } from "../errors/field.ts";
import { randomSalt } from "../protocol/salt.ts";

const WORD = 256n;
/** 2^64. */
const NONCES = 0x1_0000_0000_0000_0000n;

/** Nonces of one account, one after the other. */
export interface NonceSeries {
  /** The next one; each is given once. */
  readonly next: () => bigint;
}

/** A nonce that no other order of the account has, but by a chance of one in 2^64. */
export function randomNonce(): bigint {
  return randomSalt();
}

/**
 * Nonces for orders of one account, in sequence. The contract keeps 256 nonces a word, so that orders with neighbouring
 * nonces cost less gas than with random ones; agents that share an account take a series each.
 *
 * @param from The first nonce; the beginning of a random word when left out.
 * @throws InvalidFieldError when `from` does not fit 64 bits.
 * @example
 * import { nonceSeries } from "quittance";
 *
 * const nonces = nonceSeries(512n);
 * console.log(nonces.next(), nonces.next()); // 512n 513n
 */
export function nonceSeries(from: bigint = (randomNonce() / WORD) * WORD): NonceSeries {
  if (typeof from !== "bigint" || from < 0n || from >= NONCES) {
    throw new InvalidFieldError({
      field: "from",
      value: from,
      problem: "must be a bigint from 0 to 2^64 - 1",
      remedy: "Leave it out, or go on behind the last nonce used.",
      docsPage: "pay",
    });
  }
  let following = from;
  return {
    next: () => {
      const nonce = following;
      following = (following + 1n) % NONCES;
      return nonce;
    },
  };
}

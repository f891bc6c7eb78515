import { type Hex, size } from "viem";

/** Gas of any transaction. */
const TRANSACTION = 21_000n;
/** Gas of a byte of calldata, and the least that a transaction pays for each (EIP-7623); bytes of zero cost less. */
const BYTE = 16n;
const LEAST_BYTE = 40n;
/** Beyond what a batch is known to need: a wallet that one item asks can burn what it is given when it did not before. */
const MARGIN = 300_000n;

/**
 * Gas that a transaction uses.
 *
 * @param calls Gas of its calls themselves.
 * @param bytes Of its calldata.
 */
export function gasOfTransaction(calls: bigint, bytes: number): bigint {
  const [full, least] = [calls + BYTE * BigInt(bytes), LEAST_BYTE * BigInt(bytes)];
  return TRANSACTION + (full > least ? full : least);
}

/** Gas to give to a transaction: calls that run inside others keep some of it back, and what is not used is not paid. */
export const limitOf = (calls: bigint, data: Hex): bigint =>
  gasOfTransaction((calls * 5n) / 4n, size(data)) + MARGIN;

/** Gas to give to a transaction that the node found to need so much. */
export const limitBeyond = (estimated: bigint): bigint => (estimated * 6n) / 5n + MARGIN;

/** Gas of a call itself, out of what a node says that a transaction with it needs. */
export function gasOfCall(estimated: bigint, data: Hex): bigint {
  const own = estimated - gasOfTransaction(0n, size(data));
  return own > 0n ? own : estimated;
}

/** The most gas for which a call is sent that was priced for so much: wallets can use more of it later than when they were asked. */
export const mostFor = (priced: bigint): bigint => 2n * priced + MARGIN;

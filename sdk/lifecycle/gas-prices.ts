import type { Address, Hex } from "viem";
import { call } from "viem/actions";
import type { ActingClient } from "../client/action-types.ts";
import { hasCode } from "../client/code.ts";
import { decodeError } from "../errors/decode.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { usdc } from "../protocol/usdc.ts";

const WEI = 1_000_000_000_000_000_000n;
/** Where the chains of the OP stack, Base among them, say what a transaction costs on Ethereum. */
const GAS_PRICE_ORACLE: Address = "0x420000000000000000000000000000000000000F";
const L1_FEE_SELECTOR = "0xf1c7a58b"; // getL1FeeUpperBound(uint256)
/** Signature, fees and head of a transaction, beside its calldata. */
const ENVELOPE_BYTES = 120;

/** Wei in millionths of a dollar; `ether` is the price of one in the same unit. */
export const dollarsOf = (wei: bigint, ether: bigint): bigint => (wei * ether) / WEI;

/** The price of an ether in millionths of a dollar. */
export function requireEtherPrice(price: string): bigint {
  try {
    return usdc(price);
  } catch {
    throw new InvalidFieldError({
      field: "etherPrice",
      value: price,
      problem: "must be dollars for one ether as text",
      remedy: 'Write "3000" or "2,987.50".',
    });
  }
}

/** Refuses what is no price of gas; undefined stands for the node's own. */
export function requireGasPrice(price: bigint | undefined): void {
  if (price === undefined || (typeof price === "bigint" && price >= 0n)) return;
  throw new InvalidFieldError({
    field: "gasPrice",
    value: price,
    problem: "must be a bigint of wei for a unit of gas",
    remedy: "Leave it out for the node's own: 10000000n is 0.01 gwei.",
  });
}

/** What a transaction with so many bytes of calldata costs at most on Ethereum, in wei; nothing on a chain of another kind. */
export async function l1Fee(client: ActingClient, bytes: number): Promise<bigint> {
  if (!(await hasCode(client, GAS_PRICE_ORACLE))) return 0n;
  const data: Hex = `${L1_FEE_SELECTOR}${(bytes + ENVELOPE_BYTES).toString(16).padStart(64, "0")}`;
  const { data: answer } = await call(client, { to: GAS_PRICE_ORACLE, data });
  return answer === undefined || answer === "0x" ? 0n : BigInt(answer);
}

/** Asks the node, and throws errors of this library. */
export async function asked<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    throw decodeError(error);
  }
}

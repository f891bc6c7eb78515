import { type Address, getAddress } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { uint } from "../json/fields.ts";
import { requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { requireAddress } from "./address.ts";

/** The name of the method. */
export const DID_METHOD = "quittance";

/** An account of a Quittance contract on a chain. */
export interface AccountId {
  readonly chainId: number;
  /** The Quittance contract. */
  readonly address: Address;
  readonly account: Address;
}

/** `did:quittance:{chainId}:{contract}:{account}`, in lower case. */
export type AccountDid = `did:quittance:${number}:${Address}:${Address}`;

const PATTERN = /^did:quittance:([1-9]\d{0,15}):(0x[0-9a-f]{40}):(0x[0-9a-f]{40})$/;

/**
 * The DID of an account, or of a wallet that trades for itself.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { accountDid } from "quittance";
 *
 * const address = "0x00000000000000000000000000000000000000aa";
 * const account = "0x00000000000000000000000000000000000000b1";
 * console.log(accountDid({ chainId: 8453, address, account })); // did:quittance:8453:0x…aa:0x…b1
 */
export function accountDid(id: AccountId): AccountDid {
  requireOptions(id, "chainId address account");
  const chainId = parseWith("chainId", uint(48, { minimum: 1 }), id.chainId);
  const [address, account] = [lower("address", id.address), lower("account", id.account)];
  return `did:${DID_METHOD}:${chainId}:${address}:${account}`;
}

/**
 * The account that a DID names. There is one spelling of each: lower case, without leading zeros.
 *
 * @throws InvalidFieldError when it is no DID of this method.
 * @example
 * import { parseAccountDid } from "quittance";
 *
 * const [contract, account] = [`0x${"aa".repeat(20)}`, `0x${"b1".repeat(20)}`];
 * console.log(parseAccountDid(`did:quittance:8453:${contract}:${account}`).chainId); // 8453
 */
export function parseAccountDid(did: string): AccountId {
  const id = readAccountDid(did);
  if (id !== undefined) return id;
  throw new InvalidFieldError({
    field: "did",
    value: did,
    problem: `must be did:${DID_METHOD}:chainId:contract:account in lower case`,
    remedy: "Make it with accountDid.",
  });
}

/** The account that a DID names; undefined when it is no DID of this method. */
export function readAccountDid(did: unknown): AccountId | undefined {
  const [, digits, address, account] = (typeof did === "string" && PATTERN.exec(did)) || [];
  const chainId = Number(digits);
  if (address === undefined || account === undefined || !Number.isSafeInteger(chainId)) return undefined;
  return { chainId, address: getAddress(address), account: getAddress(account) };
}

/** An address in lower case, whatever the case it came in: no node is asked about it. */
function lower(field: string, value: Address): Address {
  const small = typeof value === "string" ? (value.toLowerCase() as Address) : value;
  requireAddress(field, small);
  return small;
}

import { type Address, encodeAbiParameters, getAddress, type Hex, keccak256 } from "viem";
import { merkleRootOf, merkleTree } from "../crypto/merkle.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { address, list, uint } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";

/** A list of whom, or what on, an account may spend: thousands of values behind one word of the policy. */
export interface AllowList<Value extends Address | number = Address | number> {
  /** What the policy holds of the list: the root of its Merkle tree, in OpenZeppelin's standard form. */
  readonly root: Hex;
  /** Each once, in the order given. Who makes envelopes has to know them. */
  readonly values: readonly Value[];
  readonly has: (value: Value) => boolean;
  /** Proof that a value is listed; undefined when it is not. */
  readonly proofOf: (value: Value) => readonly Hex[] | undefined;
}

/**
 * An allow-list of payees for a policy. Every payee counts: seller, marketplace and panel account of a deal, pool and arbiter
 * of a bond.
 *
 * @param addresses In any order and form; doubles count once.
 * @throws InvalidFieldError for an empty list, or what is no address.
 * @example
 * import { allowCounterparties, buildPolicy } from "quittance";
 *
 * const counterparties = allowCounterparties(["0x00000000000000000000000000000000000000b1"]);
 * const policy = buildPolicy({ perPeriod: 50_000_000n, counterparties });
 * console.log(policy.counterparties === counterparties.root); // true
 */
export function allowCounterparties(addresses: readonly Address[]): AllowList<Address> {
  const values = parseWith("counterparties", list(address(), { entries: "addresses" }), addresses);
  return allowListOf("counterparties", "address", values, (value) => getAddress(value));
}

/**
 * An allow-list of categories for a policy. 0 means spending without a category.
 *
 * @param categories Whole numbers of 32 bits; what they mean is the principal's to say. Doubles count once.
 * @throws InvalidFieldError for an empty list, or what is no such number.
 * @example
 * import { allowCategories } from "quittance";
 *
 * const categories = allowCategories([7, 11]);
 * console.log(categories.has(7), categories.proofOf(8) === undefined); // true true
 */
export function allowCategories(categories: readonly number[]): AllowList<number> {
  const values = parseWith("categories", list(uint(32), { entries: "numbers" }), categories);
  return allowListOf("categories", "uint32", values, (value) => value);
}

/** Whether a proof shows that a value is on the list behind a root. */
export function isListed(root: Hex, value: Address | number, proof: readonly Hex[]): boolean {
  const type = typeof value === "number" ? "uint32" : "address";
  return merkleRootOf(leafOf(type, value), proof) === root.toLowerCase();
}

function leafOf(type: "address" | "uint32", value: Address | number): Hex {
  return keccak256(keccak256(encodeAbiParameters([{ type }], [value as never])));
}

function allowListOf<Value extends Address | number>(
  field: string,
  type: "address" | "uint32",
  given: readonly Value[],
  normal: (value: Value) => Value,
): AllowList<Value> {
  const values = [...new Set(given)];
  if (values.length === 0) {
    throw new InvalidFieldError({
      field,
      value: values,
      problem: "must not be empty",
      remedy: "List at least one; to allow all, leave the list out of the policy.",
      docsPage: "update-accounts",
    });
  }
  const leaves = new Map(values.map((value) => [value, leafOf(type, value)]));
  const { root, proofOf } = merkleTree([...leaves.values()]);
  return {
    root,
    values,
    has: (value) => leaves.has(normal(value)),
    proofOf: (value) => proofOf(leaves.get(normal(value)) ?? "0x"),
  };
}

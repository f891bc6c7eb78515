import { type Address, concatHex, type Hex, keccak256 } from "viem";
import { PolicyLengthInvalidError } from "../errors/principals.ts";
import { requireOptions } from "../json/options.ts";
import { ByteReader } from "./byte-reader.ts";
import { byteCount, joinHex, requireWord, uintHex } from "./hex-parts.ts";

/** The hard limits of an account, which the contract holds whenever money is committed. Amounts are USDC base units. */
export interface Policy {
  /** Most that one deal, tab, order or bond may commit, fees included. */
  readonly perTransaction: bigint;
  /** Most that may be committed within one period. */
  readonly perPeriod: bigint;
  /** Most that may ever be committed, refunds given back. */
  readonly lifetime: bigint;
  /** Above this the controller has to approve, of what is committed and of what is given up. */
  readonly approvalAbove: bigint;
  /** Hours of a period, 1 to 8,784; counted from the epoch, so that those of 24 are days in UTC. */
  readonly period: number;
  /** Unix seconds; money is committed while activeFrom <= now < activeUntil. */
  readonly activeFrom: number;
  readonly activeUntil: number;
  /** Root of the allow-list of payees; zero allows everybody. */
  readonly counterparties: Hex;
  /** Root of the allow-list of categories; zero allows all. */
  readonly categories: Hex;
  /**
   * Index of the account of the same principal from which what is lacking is drawn when the account commits; left out when
   * there is none.
   */
  readonly treasury?: number | undefined;
}

/** A limit that limits nothing: more USDC base units than there are. */
export const unlimited: bigint = 0xffff_ffff_ffff_ffffn;

/** The bytes of each field of the packed form, in its order. */
const LAYOUT = {
  perTransaction: 8,
  perPeriod: 8,
  lifetime: 8,
  approvalAbove: 8,
  period: 2,
  activeFrom: 5,
  activeUntil: 5,
  counterparties: 32,
  categories: 32,
  treasury: 4,
} as const satisfies Readonly<Record<keyof Policy, number>>;
const POLICY_BYTES = 108;
/** With a treasury. */
const LONG_POLICY_BYTES = 112;

/** Refuses a policy with a field that no policy has. */
export function requirePolicyFields(policy: Policy): void {
  requireOptions(policy, Object.keys(LAYOUT).join(" "), "policy");
}

/**
 * The packed form of a policy, 108 bytes or 112 with a treasury, as the contract and its events have it. Whether its values make sense is
 * `checkPolicy`'s business.
 *
 * @example
 * import { buildPolicy, encodePolicy } from "quittance";
 *
 * console.log(encodePolicy(buildPolicy({ perPeriod: 50_000_000n })).length); // 218
 */
export function encodePolicy(policy: Policy): Hex {
  requirePolicyFields(policy);
  const fields = Object.entries(LAYOUT) as [keyof Policy, number][];
  return joinHex(
    fields.map(([name, size]) => {
      const value = policy[name];
      if (value === undefined) return "0x";
      return typeof value === "string" ? requireWord(`policy.${name}`, value) : uintHex(value, { size });
    }),
  );
}

/**
 * A policy from its packed form, such as the `AccountOpened` and `PolicySet` events hold.
 *
 * @throws PolicyLengthInvalidError when it has neither 108 bytes nor 112.
 * @example
 * import { buildPolicy, decodePolicy, encodePolicy } from "quittance";
 *
 * console.log(decodePolicy(encodePolicy(buildPolicy({ perPeriod: 50_000_000n }))).perPeriod); // 50000000n
 */
export function decodePolicy(packed: Hex): Policy {
  const length = byteCount("policy", packed);
  if (length !== POLICY_BYTES && length !== LONG_POLICY_BYTES) {
    throw new PolicyLengthInvalidError({ length: BigInt(length), expected: BigInt(POLICY_BYTES) });
  }
  const reader = new ByteReader(packed);
  return {
    perTransaction: reader.bigint(8),
    perPeriod: reader.bigint(8),
    lifetime: reader.bigint(8),
    approvalAbove: reader.bigint(8),
    period: reader.number(2),
    activeFrom: reader.number(5),
    activeUntil: reader.number(5),
    counterparties: reader.hex(32),
    categories: reader.hex(32),
    ...(length === LONG_POLICY_BYTES ? { treasury: reader.number(4) } : {}),
  };
}

/**
 * What the contract stores of a policy: the hash of its principal and its packed form. (`policyHash` of `getAccount`.)
 *
 * @example
 * import { buildPolicy, hashPolicy } from "quittance";
 *
 * const principal = "0x00000000000000000000000000000000000000b1";
 * console.log(hashPolicy({ principal, policy: buildPolicy({}) }));
 */
export function hashPolicy(input: { readonly principal: Address; readonly policy: Policy }): Hex {
  requireOptions(input, "principal policy");
  return keccak256(concatHex([input.principal, encodePolicy(input.policy)]));
}

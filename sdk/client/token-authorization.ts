import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { isSameAddress } from "../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { tokenTypes } from "../protocol/typed-data.ts";
import type { Signer } from "./signer.ts";
import { signWhole } from "./signing.ts";
import type { TokenDomain } from "./token-domain.ts";

/** An ERC-3009 payment to the contract, as the token checks it. */
export interface TransferAuthorization {
  readonly from: Address;
  readonly to: Address;
  readonly value: bigint;
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly nonce: Hex;
}

/** Topic of `AuthorizationUsed(address,bytes32)`, as tokens emit it (EIP-3009). */
export const AUTHORIZATION_USED = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";

/** What a wallet signs for the token. */
export function authorizationDefinition(token: TokenDomain, message: TransferAuthorization) {
  return {
    domain: requireDomain("token", token),
    types: tokenTypes,
    primaryType: "ReceiveWithAuthorization",
    message: { ...message },
  } as const;
}

/**
 * Signs a payment to the contract. The signature keeps its 65 bytes: the token hands it to the code of a wallet that has
 * some, as an account does that delegates by EIP-7702, and that code may know no other form.
 */
export function signTokenAuthorization(
  account: Signer,
  token: TokenDomain,
  message: TransferAuthorization,
): Promise<Hex> {
  return signWhole(account, authorizationDefinition(token, message));
}

/** The domains of contract and token. */
interface Domains {
  readonly domain: QuittanceDomain;
  readonly token: TokenDomain;
}

/**
 * Refuses what are no domains, the contract's own in place of the token's, and a token that is on another chain.
 *
 * @returns Copies of both, to sign under.
 */
export function requireSameChain(given: Domains): Domains {
  const domain = requireDomain("domain", given.domain);
  const token = requireDomain("token", given.token);
  if (isSameAddress(domain.verifyingContract, token.verifyingContract)) {
    throw new InvalidFieldError({
      field: "token.verifyingContract",
      value: token.verifyingContract,
      problem: "must be the token's address, not that of the contract which is paid",
      remedy: "Pass the token's domain: readTokenDomain reads it.",
    });
  }
  if (domain.chainId === token.chainId) return { domain, token };
  throw new InvalidFieldError({
    field: "token.chainId",
    value: token.chainId,
    problem: `must be the contract's chain, ${domain.chainId}`,
    remedy: "Read the token's domain through a client of that chain.",
  });
}

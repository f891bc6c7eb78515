import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import { tokenTypes } from "../protocol/typed-data.ts";
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

/** What a wallet signs for the token. */
export function authorizationDefinition(token: TokenDomain, message: TransferAuthorization) {
  requireDomain("token", token);
  return {
    domain: token,
    types: tokenTypes,
    primaryType: "ReceiveWithAuthorization",
    message: { ...message },
  } as const;
}

/** Refuses what are no domains, and a token that is on another chain than the contract. */
export function requireSameChain(domain: QuittanceDomain, token: TokenDomain): void {
  requireDomain("domain", domain);
  requireDomain("token", token);
  if (domain.chainId === token.chainId) return;
  throw new InvalidFieldError({
    field: "token.chainId",
    value: token.chainId,
    problem: `must be the contract's chain, ${domain.chainId}`,
    remedy: "Read the token's domain through a client of that chain.",
  });
}

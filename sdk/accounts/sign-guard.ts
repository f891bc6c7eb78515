import type { Address, Hex } from "viem";
import { type Signer, signerAddress } from "../client/signer.ts";
import { signTyped } from "../client/signing.ts";
import { requireOptions } from "../json/options.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashTyped } from "../protocol/hash-typed.ts";
import { encodeKeySignature } from "./envelope.ts";

/** What a freeze and a key's revocation of itself have in common. */
export interface GuardOf {
  readonly domain: QuittanceDomain;
  /** The account. */
  readonly of: Address;
  /** The account's, of `getAccountNonce`. It stays, until a grant, a policy, an unfreeze or a handover moves it. */
  readonly nonce: bigint;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/**
 * EIP-712 digest of a freeze of an account.
 *
 * @example
 * import { hashFreeze, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1" as const;
 * console.log(hashFreeze({ domain, of, nonce: 0n, validUntil: 2_000_000_000 }));
 */
export function hashFreeze(input: GuardOf): Hex {
  requireOptions(input, "domain of nonce validUntil");
  const { domain, of, nonce, validUntil } = input;
  return hashTyped({ domain, type: "Freeze", message: { account: of, nonce, validUntil } });
}

/**
 * Signs a freeze of an account, as one of its keys that may freeze it, or as its controller: for `freezeWithSignature`.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signFreeze } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const guardian = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1" as const;
 * const freeze = { domain, of, nonce: 0n, validUntil: 2_000_000_000 };
 * console.log((await signFreeze({ ...freeze, account: guardian })).length); // 170
 */
export async function signFreeze(input: GuardOf & { readonly account: Signer }): Promise<Hex> {
  requireOptions(input, "domain of nonce validUntil account");
  const { domain, of, nonce, validUntil, account } = input;
  const key = signerAddress(account, "account");
  const message = { account: of, nonce, validUntil };
  return encodeKeySignature({
    key,
    signature: await signTyped({ domain, type: "Freeze", message, account }),
  });
}

/**
 * EIP-712 digest of a key's revocation of itself.
 *
 * @example
 * import { hashKeyRevocation, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1" as const;
 * const key = "0x00000000000000000000000000000000000000c2";
 * console.log(hashKeyRevocation({ domain, of, key, nonce: 0n, validUntil: 2_000_000_000 }));
 */
export function hashKeyRevocation(input: GuardOf & { readonly key: Address }): Hex {
  requireOptions(input, "domain of nonce validUntil key");
  const { domain, of, key, nonce, validUntil } = input;
  return hashTyped({ domain, type: "KeyRevocation", message: { account: of, key, nonce, validUntil } });
}

/**
 * Signs a key's revocation of itself, as that key: for `revokeKey`.
 *
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signKeyRevocation } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const key = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1" as const;
 * const revocation = { domain, of, nonce: 0n, validUntil: 2_000_000_000 };
 * console.log((await signKeyRevocation({ ...revocation, account: key })).length); // 130
 */
export async function signKeyRevocation(input: GuardOf & { readonly account: Signer }): Promise<Hex> {
  requireOptions(input, "domain of nonce validUntil account");
  const { domain, of, nonce, validUntil, account } = input;
  const key = signerAddress(account, "account");
  return signTyped({
    domain,
    type: "KeyRevocation",
    message: { account: of, key, nonce, validUntil },
    account,
  });
}

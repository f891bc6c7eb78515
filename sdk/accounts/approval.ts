import type { Address, Hex } from "viem";
import type { ReadingClient, Signer } from "../client/signer.ts";
import { isSignedBy, signTyped } from "../client/signing.ts";
import type { QuittanceDomain } from "../protocol/domain.ts";
import { hashTyped } from "../protocol/hash-typed.ts";

/** What a controller approves. */
export interface ApprovalOf {
  readonly domain: QuittanceDomain;
  /** The account that commits money, or gives it up. */
  readonly of: Address;
  /** What its key signs: deal id, tab id, order id, bond nonce, or the digest of what gives money up. */
  readonly digest: Hex;
}

/**
 * EIP-712 digest of a controller's approval of what a key of its account signs.
 *
 * @example
 * import { hashApproval, quittanceDomain } from "quittance";
 *
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1";
 * console.log(hashApproval({ domain, of, digest: `0x${"11".repeat(32)}` }));
 */
export function hashApproval({ domain, of, digest }: ApprovalOf): Hex {
  return hashTyped({ domain, type: "Approval", message: { account: of, digest } });
}

/**
 * Signs a controller's approval. What an `agentAccount`'s `approve` callback is asked with fits beside the controller's own
 * domain: `signApproval({ ...request, domain, account })`. Look at `amount` first.
 *
 * @param input.account Who controls the account's principal.
 * @throws InvalidFieldError when a field does not fit its type.
 * @example
 * import { quittanceDomain, signApproval } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const controller = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1";
 * console.log(await signApproval({ domain, of, digest: `0x${"11".repeat(32)}`, account: controller }));
 */
export function signApproval(input: ApprovalOf & { readonly account: Signer }): Promise<Hex> {
  const { domain, of, digest, account } = input;
  return signTyped({ domain, type: "Approval", message: { account: of, digest }, account });
}

/**
 * Whether `signature` is the approval of `signer`, who should control the account's principal (`getPrincipal`).
 *
 * @example
 * import { quittanceDomain, signApproval, verifyApproval } from "quittance";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const account = privateKeyToAccount(generatePrivateKey());
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const of = "0x00000000000000000000000000000000000000b1";
 * const approval = { domain, of, digest: `0x${"11".repeat(32)}` } as const;
 * const signature = await signApproval({ ...approval, account });
 * console.log(await verifyApproval({ ...approval, signer: account.address, signature })); // true
 */
export function verifyApproval(
  input: ApprovalOf & {
    readonly signer: Address;
    readonly signature: Hex;
    readonly client?: ReadingClient;
  },
): Promise<boolean> {
  const { signer, signature, client } = input;
  const digest = hashApproval(input);
  return isSignedBy({ signer, digest, signature, ...(client === undefined ? {} : { client }) });
}

import type { Address, Hex } from "viem";
import { keySetEvent, revokeKeyFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireTime, signatureOrCaller } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface RevokeKeyParameters {
  /** The account that the key acts for. */
  readonly of: Address;
  readonly key: Address;
  /** Of the signature: unix seconds; not needed of a key that sends. */
  readonly validUntil?: number;
  /** The key's, of `signKeyRevocation`; not needed of a key that sends. */
  readonly signature?: Hex;
}

/** A key that may do nothing any more. */
export interface RevokedKey {
  readonly account: Address;
  readonly key: Address;
}

/**
 * Revokes a key of an account, as the key itself decides: it sends this, or anyone sends it with the key's signature. So a
 * key that may have been stolen is put out of use without its principal.
 *
 * @throws KeyUnknownError, SignatureExpiredError, InvalidSignatureError
 * @example
 * import { getKey, revokeKey, signKeyRevocation } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, publicClient, walletClient } = stack;
 * const { account, key } = await openExampleAccount(stack);
 * const validUntil = (await stack.now()) + 600;
 * const of = account.address;
 * const signature = await signKeyRevocation({ domain, of, nonce: 0n, validUntil, account: key });
 * await revokeKey(walletClient, { address, of, key: key.address, validUntil, signature });
 * console.log(await getKey(publicClient, { address, account: of, key: key.address })); // undefined
 * await stack.stop();
 */
export const revokeKey = /* @__PURE__ */ defineAction<RevokeKeyParameters, RevokedKey>({
  name: "revokeKey",
  fields: "of key validUntil signature",
  call: ({ of, key, validUntil = 0, signature }) => {
    requireAddress("of", of);
    requireAddress("key", key);
    requireTime("validUntil", validUntil);
    const signed = signatureOrCaller("signature", signature, "revoke-key");
    return contractCall(revokeKeyFunction, [of, key, validUntil, signed]);
  },
  extract: (logs, from) => {
    const { account, key } = eventIn(logs, from, keySetEvent).args;
    return { account, key };
  },
});

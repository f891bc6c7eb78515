import type { Address, Hex } from "viem";
import { accountFrozenEvent, freezeWithSignatureFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireTime, signatureOrCaller } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface FreezeWithSignatureParameters {
  /** The account to freeze. */
  readonly of: Address;
  /** Of the signature: unix seconds. */
  readonly validUntil: number;
  /** Of `signFreeze`, by a key that may freeze the account or by its controller. */
  readonly signature: Hex;
}

/** An account that is frozen. */
export interface FrozenAccount {
  readonly account: Address;
}

/**
 * Freezes an account, as a key that may freeze it, or its controller, has signed. Anyone may send it: a guardian needs no gas.
 *
 * @throws AccountUnknownError, SignatureExpiredError, KeyUnknownError, KeyExpiredError, CapabilityMissingError,
 * InvalidSignatureError
 * @example
 * import { freezeWithSignature, getAccountNonce, signFreeze } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, publicClient, walletClient } = stack;
 * const { account, key } = await openExampleAccount(stack, { capabilities: ["freeze"] });
 * const of = account.address;
 * const nonce = await getAccountNonce(publicClient, { address, account: of });
 * const validUntil = (await stack.now()) + 600;
 * const signature = await signFreeze({ domain, of, nonce, validUntil, account: key });
 * const frozen = await freezeWithSignature(walletClient, { address, of, validUntil, signature });
 * console.log(frozen.account === of); // true
 * await stack.stop();
 */
export const freezeWithSignature = /* @__PURE__ */ defineAction<FreezeWithSignatureParameters, FrozenAccount>(
  {
    name: "freezeWithSignature",
    fields: "of validUntil signature",
    call: ({ of, validUntil, signature }) => {
      requireAddress("of", of);
      requireTime("validUntil", validUntil);
      const signed = signatureOrCaller("signature", signature, "freeze");
      return contractCall(freezeWithSignatureFunction, [of, validUntil, signed]);
    },
    extract: (logs, from) => ({ ...eventIn(logs, from, accountFrozenEvent).args }),
  },
);

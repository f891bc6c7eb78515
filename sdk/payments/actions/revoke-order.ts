import type { Address } from "viem";
import { orderRevokedEvent, revokeOrderFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAddress } from "../../protocol/address.ts";
import { checkMessage } from "../../protocol/check-message.ts";

export interface RevokeOrderParameters {
  /** Whose order it is: the sender itself, or an account whose controller sends. */
  readonly of: Address;
  /** The order's; `nonce` would be the transaction's. */
  readonly orderNonce: bigint;
}

/** A nonce that no order is paid with any more. */
export interface RevokedOrder {
  readonly account: Address;
  readonly nonce: bigint;
}

const FIELDS = [{ name: "orderNonce", type: "uint64" }] as const;

/**
 * Makes a nonce unusable, so that an order signed with it is never paid. The wallet itself sends it; for a managed account, its controller. No change when it was used.
 *
 * @throws NotControllerError
 * @example
 * import { isOrderUsed, revokeOrder } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, publicClient, walletClient, stop } = await startStack();
 * const owner = buyer.address;
 * await revokeOrder(walletClient, { address, of: owner, orderNonce: 7n, account: buyer });
 * console.log(await isOrderUsed(publicClient, { address, owner, nonce: 7n })); // true
 * await stop();
 */
export const revokeOrder = /* @__PURE__ */ defineAction<RevokeOrderParameters, RevokedOrder>({
  name: "revokeOrder",
  fields: "of orderNonce",
  call: ({ of, orderNonce }) => {
    requireAddress("of", of);
    checkMessage("revokeOrder", FIELDS, { orderNonce });
    return contractCall(revokeOrderFunction, [of, orderNonce]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, orderRevokedEvent).args }),
});

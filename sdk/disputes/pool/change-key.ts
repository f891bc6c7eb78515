import type { Address } from "viem";
import { changeKeyFunction, seatKeyChangedEvent } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { poolErrorClasses } from "../../errors/pool-error-classes.ts";
import { requireAddress } from "../../protocol/address.ts";
import { type KeyAuthorization, keyAuthorizationOf } from "./key-authorization.ts";
import { requireNumber } from "./numbers.ts";

export interface ChangeKeyParameters extends KeyAuthorization {
  readonly seat: bigint | number;
  /** The new key. */
  readonly key: Address;
}

/** A seat with another key. */
export interface ChangedKey {
  readonly seat: bigint;
  readonly key: Address;
  readonly previousKey: Address;
}

/**
 * Changes the key of the sender's seat for contests made from now on; not again until unbonding has passed. `address` is
 * the pool's.
 *
 * @throws PoolKeyKeptError, PoolNotSeatOwnerError, PoolInvalidKeySignatureError
 *
 * @example
 * import { changeKey, getKeyNonce, signSeatKey } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pool: address, poolDomain: domain, walletClient, seller: key } = stack;
 * const [account] = await stack.seatJurors(1);
 * if (account === undefined) throw new Error("one juror was seated");
 * const validUntil = (await stack.now()) + 600;
 * const nonce = await getKeyNonce(walletClient, { address, key: key.address });
 * const keySignature = await signSeatKey({ domain, owner: account.address, nonce, validUntil, account: key });
 * const change = { seat: 0n, key: key.address, keySignature, validUntil };
 * const { previousKey } = await changeKey(walletClient, { address, ...change, account });
 * console.log(previousKey === account.address); // true
 * await stack.stop();
 */
export const changeKey = /* @__PURE__ */ defineAction<ChangeKeyParameters, ChangedKey>({
  name: "changeKey",
  fields: "seat key keySignature validUntil",
  elsewhere: true,
  errors: poolErrorClasses,
  call: ({ seat, key, ...authorization }) => {
    requireAddress("key", key);
    const [validUntil, signature] = keyAuthorizationOf(authorization, "change-key");
    return contractCall(changeKeyFunction, [requireNumber("seat", seat), key, validUntil, signature]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, seatKeyChangedEvent).args }),
});

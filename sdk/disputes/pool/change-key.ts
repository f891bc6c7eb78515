import type { Address, Hex } from "viem";
import { changeKeyFunction, seatKeyChangedEvent } from "../../abi/fragments/juror-pool.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { signatureOrCaller } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";
import { requireNumber } from "./numbers.ts";

export interface ChangeKeyParameters {
  readonly seat: bigint | number;
  /** The new key. */
  readonly key: Address;
  /** Its own, of `signSeatKey`; may be left out when the key is the sender. */
  readonly keySignature?: Hex;
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
 * import { changeKey, signSeatKey } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { pool: address, poolDomain: domain, walletClient, seller: key } = stack;
 * const [account] = await stack.seatJurors(1);
 * if (account === undefined) throw new Error("one juror was seated");
 * const keySignature = await signSeatKey({ domain, owner: account.address, account: key });
 * const change = { seat: 0n, key: key.address, keySignature };
 * const { previousKey } = await changeKey(walletClient, { address, ...change, account });
 * console.log(previousKey === account.address); // true
 * await stack.stop();
 */
export const changeKey = /* @__PURE__ */ defineAction<ChangeKeyParameters, ChangedKey>({
  name: "changeKey",
  elsewhere: true,
  call: ({ seat, key, keySignature }) => {
    requireAddress("key", key);
    const authorization = signatureOrCaller("keySignature", keySignature, "change-key");
    return contractCall(changeKeyFunction, [requireNumber("seat", seat), key, authorization]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, seatKeyChangedEvent).args }),
});

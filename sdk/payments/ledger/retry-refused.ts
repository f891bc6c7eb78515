import type { Address } from "viem";
import { refusedPaidEvent, retryRefusedFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineVerb } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import type { Credit } from "../../deals/actions/settlement.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface RetryRefusedParameters {
  /** Whose refused row is paid out, to itself only. */
  readonly refused: Address;
}

/**
 * Pays out what the token refused to pay an address before, to that address. Anyone may send it.
 *
 * @throws NothingRefusedError, PayoutStillRefusedError
 * @example
 * import { NothingRefusedError, retryRefused } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const attempt = retryRefused(stack.walletClient, { address: stack.address, refused: stack.seller.address });
 * console.log(await attempt.catch((error) => error instanceof NothingRefusedError)); // true
 * await stack.stop();
 */
export const retryRefused = /* @__PURE__ */ defineVerb<RetryRefusedParameters, Credit>({
  name: "retryRefused",
  call: ({ refused }) => {
    requireAddress("refused", refused);
    return contractCall(retryRefusedFunction, [refused]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, refusedPaidEvent).args }),
});

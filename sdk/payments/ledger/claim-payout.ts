import type { Address } from "viem";
import { claimPayoutFunction, payoutClaimedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import type { Credit } from "../../deals/actions/settlement.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface ClaimPayoutParameters {
  /** Whose unclaimed payout is paid out, to itself only. */
  readonly recipient: Address;
}

/**
 * Pays out what the token refused to pay an address before, to that address. Anyone may send it.
 *
 * @throws NoUnclaimedPayoutError, PayoutStillRefusedError
 * @example
 * import { NoUnclaimedPayoutError, claimPayout } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const attempt = claimPayout(stack.walletClient, { address: stack.address, recipient: stack.seller.address });
 * console.log(await attempt.catch((error) => error instanceof NoUnclaimedPayoutError)); // true
 * await stack.stop();
 */
export const claimPayout = /* @__PURE__ */ defineAction<ClaimPayoutParameters, Credit>({
  name: "claimPayout",
  fields: "recipient",
  call: ({ recipient }) => {
    requireAddress("recipient", recipient);
    return contractCall(claimPayoutFunction, [recipient]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, payoutClaimedEvent).args }),
});

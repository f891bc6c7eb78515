import type { WriteAction } from "../../client/action-types.ts";
import { readPool } from "../../client/read.ts";
import {
  defineTokenApproval,
  type TokenApproval,
  type TokenApprovalParameters,
} from "../../client/token-approval.ts";

/**
 * Lets the pool take USDC from the sender's wallet, for `takeSeats`: the pool's `seatStake` for each seat.
 *
 * @example
 * import { approveStake, getPool } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { pool: address, seller: account, walletClient, stop } = await startStack();
 * const { seatStake } = await getPool(walletClient, { address });
 * const { amount } = await approveStake(walletClient, { address, amount: seatStake, account });
 * console.log(amount); // 100000000n
 * await stop();
 */
export const approveStake: WriteAction<TokenApprovalParameters, TokenApproval> =
  /* @__PURE__ */ defineTokenApproval("approveStake", readPool);

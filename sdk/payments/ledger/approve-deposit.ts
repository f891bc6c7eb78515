import type { WriteAction } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import {
  defineTokenApproval,
  type TokenApproval,
  type TokenApprovalParameters,
} from "../../client/token-approval.ts";

/**
 * Lets the contract take USDC from the sender's wallet, for `deposit`. `extractEvent` reads the token's logs.
 *
 * @example
 * import { approveDeposit } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, walletClient, stop } = await startStack();
 * const { owner } = await approveDeposit(walletClient, { address, amount: 1_000_000n, account: buyer });
 * console.log(owner);
 * await stop();
 */
export const approveDeposit: WriteAction<TokenApprovalParameters, TokenApproval> =
  /* @__PURE__ */ defineTokenApproval("approveDeposit", read);

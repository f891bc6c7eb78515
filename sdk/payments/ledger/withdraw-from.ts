import type { Address } from "viem";
import { withdrawFromFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { requireAmount } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";
import { saltOr, unsalted } from "./salt.ts";
import {
  earlierWithdrawal,
  type LedgerWithdrawal,
  type WithdrawParameters,
  withdrawalIn,
} from "./withdrawal.ts";

export interface WithdrawFromParameters extends WithdrawParameters {
  /** An account that the sender controls. */
  readonly from: Address;
}

/**
 * Takes USDC out of an account's ledger balance, to any wallet. Only who controls its principal may; an agent's keys never do.
 * Repeated with its salt, it pays once and resolves with the first withdrawal.
 *
 * @throws SaltAlreadyUsedError when the salt paid something else; NotControllerError, AccountUnknownError, InsufficientBalanceError
 * @example
 * import { withdrawFrom } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { account, principal } = await openExampleAccount(stack, { balance: 30_000_000n });
 * const { amount } = await withdrawFrom(stack.walletClient, {
 *   address: stack.address,
 *   from: account.address,
 *   to: principal.address,
 *   amount: 30_000_000n,
 *   account: principal,
 * });
 * console.log(amount); // 30000000n
 * await stack.stop();
 */
export const withdrawFrom = /* @__PURE__ */ defineAction<WithdrawFromParameters, LedgerWithdrawal>({
  name: "withdrawFrom",
  fields: "from to amount salt",
  call: ({ from, to, amount, salt }) => {
    requireAddress("from", from);
    requireAddress("to", to);
    requireAmount("amount", amount);
    return contractCall(withdrawFromFunction, [from, to, amount, saltOr(salt)]);
  },
  unsalted,
  earlier: (client, error, parameters) => earlierWithdrawal(client, error, parameters, parameters.from),
  extract: withdrawalIn,
});

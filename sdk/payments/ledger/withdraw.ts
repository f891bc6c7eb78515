import type { Address } from "viem";
import { ledgerWithdrawnEvent, withdrawFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAmount } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface WithdrawParameters {
  /** The wallet the USDC goes to. */
  readonly to: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/** Money that left a ledger balance. */
export interface LedgerWithdrawal {
  readonly account: Address;
  readonly to: Address;
  readonly amount: bigint;
}

/**
 * Takes USDC out of the sender's own ledger balance, to any wallet.
 *
 * @example
 * import { withdraw } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.fundLedger(stack.seller.address, 3_000_000n);
 * const { amount } = await withdraw(stack.walletClient, {
 *   address: stack.address,
 *   to: stack.seller.address,
 *   amount: 3_000_000n,
 *   account: stack.seller,
 * });
 * console.log(amount);
 * await stack.stop();
 */
export const withdraw = /* @__PURE__ */ defineAction<WithdrawParameters, LedgerWithdrawal>({
  name: "withdraw",
  call: ({ to, amount }) => {
    requireAddress("to", to);
    requireAmount("amount", amount);
    return contractCall(withdrawFunction, [to, amount]);
  },
  extract: (logs, from) => ({ ...eventIn(logs, from, ledgerWithdrawnEvent).args }),
});

import type { Address } from "viem";
import { depositFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { depositIn, type LedgerDeposit } from "../../client/ledger-deposit.ts";
import { requireAmount } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";

export interface DepositParameters {
  /** Whose ledger balance is credited. */
  readonly recipient: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/**
 * Pays USDC from the sender's wallet, which approved it (`approveDeposit`), into a ledger balance.
 *
 * @example
 * import { approveDeposit, deposit } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, token, buyer, walletClient, stop } = await startStack();
 * await approveDeposit(walletClient, { address, token, amount: 5_000_000n, account: buyer });
 * const { account, amount } = await deposit(walletClient, {
 *   address,
 *   recipient: buyer.address,
 *   amount: 5_000_000n,
 *   account: buyer,
 * });
 * console.log(account, amount);
 * await stop();
 */
export const deposit = /* @__PURE__ */ defineAction<DepositParameters, LedgerDeposit>({
  name: "deposit",
  call: ({ recipient, amount }) => {
    requireAddress("recipient", recipient);
    requireAmount("amount", amount);
    return contractCall(depositFunction, [recipient, amount]);
  },
  extract: depositIn,
});

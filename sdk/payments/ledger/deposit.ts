import type { Address, Log } from "viem";
import { quittanceCall } from "../../client/contract-call.ts";
import { defineVerb, requireAddress } from "../../client/define-action.ts";
import { eventIn } from "../../client/logs.ts";
import { requireAmount } from "../../client/parameters.ts";

export interface DepositParameters {
  /** Whose ledger row is credited. */
  readonly recipient: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/** Money that came into a ledger row. */
export interface LedgerDeposit {
  readonly account: Address;
  readonly from: Address;
  readonly amount: bigint;
}

/** The deposit that logs tell of. */
export function depositIn(logs: readonly Log[], from: Address): LedgerDeposit {
  return { ...eventIn(logs, from, "LedgerDeposited").args };
}

/**
 * Pays USDC from the sender's wallet, which approved it (`approveDeposit`), into a ledger row.
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
export const deposit = defineVerb<DepositParameters, LedgerDeposit>({
  name: "deposit",
  call: ({ recipient, amount }) => {
    requireAddress("recipient", recipient);
    requireAmount("amount", amount);
    return quittanceCall("deposit", [recipient, amount]);
  },
  extract: depositIn,
});

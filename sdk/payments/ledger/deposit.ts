import type { Address } from "viem";
import { depositFunction, ledgerDepositedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { depositIn, type LedgerDeposit } from "../../client/ledger-deposit.ts";
import { requireAmount } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";
import { earlierTransaction, type SaltedParameters, saltOr, senderOf, unsalted } from "./salt.ts";

export interface DepositParameters {
  /** Whose ledger balance is credited. */
  readonly recipient: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

export interface ApprovedDepositParameters extends DepositParameters, SaltedParameters {}

/**
 * Pays USDC from the sender's wallet, which approved it (`approveDeposit`), into a ledger balance. Repeated with its salt, it
 * pays once and resolves with the first deposit.
 *
 * @throws SaltAlreadyUsedError when the salt paid something else.
 * @example
 * import { approveDeposit, deposit, randomSalt } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, token, buyer, walletClient, stop } = await startStack();
 * await approveDeposit(walletClient, { address, token, amount: 5_000_000n, account: buyer });
 * const payment = { recipient: buyer.address, amount: 5_000_000n, salt: randomSalt() };
 * const { amount, hash } = await deposit(walletClient, { address, ...payment, account: buyer });
 * const again = await deposit(walletClient, { address, ...payment, account: buyer });
 * console.log(amount, again.hash === hash); // 5000000n true
 * await stop();
 */
export const deposit = /* @__PURE__ */ defineAction<ApprovedDepositParameters, LedgerDeposit>({
  name: "deposit",
  fields: "recipient amount salt",
  call: ({ recipient, amount, salt }) => {
    requireAddress("recipient", recipient);
    requireAmount("amount", amount);
    return contractCall(depositFunction, [recipient, amount, saltOr(salt)]);
  },
  unsalted,
  earlier: (client, error, parameters) => {
    const { recipient, amount, salt } = parameters;
    const by = { from: senderOf(client, parameters), salt };
    const is = { account: recipient, amount };
    return earlierTransaction(client, error, parameters, { event: ledgerDepositedEvent, by, is });
  },
  pays: ({ amount }, payer) => ({ payer, amount }),
  extract: depositIn,
});

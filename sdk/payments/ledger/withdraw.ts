import { withdrawFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { requireAmount } from "../../client/parameters.ts";
import { requireAddress } from "../../protocol/address.ts";
import { saltOr, senderOf, unsalted } from "./salt.ts";
import {
  earlierWithdrawal,
  type LedgerWithdrawal,
  type WithdrawParameters,
  withdrawalIn,
} from "./withdrawal.ts";

/**
 * Takes USDC out of the sender's own ledger balance, to any wallet. Repeated with its salt, it pays once and resolves with the
 * first withdrawal.
 *
 * @throws SaltAlreadyUsedError when the salt paid something else; InsufficientBalanceError
 * @example
 * import { randomSalt, withdraw } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * await stack.fundLedger(stack.seller.address, 3_000_000n);
 * const request = { address: stack.address, to: stack.seller.address, amount: 3_000_000n, salt: randomSalt() };
 * const { amount, hash } = await withdraw(stack.walletClient, { ...request, account: stack.seller });
 * const again = await withdraw(stack.walletClient, { ...request, account: stack.seller });
 * console.log(amount, again.hash === hash); // 3000000n true
 * await stack.stop();
 */
export const withdraw = /* @__PURE__ */ defineAction<WithdrawParameters, LedgerWithdrawal>({
  name: "withdraw",
  fields: "to amount salt",
  call: ({ to, amount, salt }) => {
    requireAddress("to", to);
    requireAmount("amount", amount);
    return contractCall(withdrawFunction, [to, amount, saltOr(salt)]);
  },
  unsalted,
  earlier: (client, error, parameters) =>
    earlierWithdrawal(client, error, parameters, senderOf(client, parameters)),
  extract: withdrawalIn,
});

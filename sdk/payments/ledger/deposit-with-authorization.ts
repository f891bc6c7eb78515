import type { Address, Hex } from "viem";
import { depositWithAuthorizationFunction, ledgerDepositedEvent } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { depositIn, type LedgerDeposit } from "../../client/ledger-deposit.ts";
import { requireAmount, requireTime, signatureOrCaller } from "../../client/parameters.ts";
import { AUTHORIZATION_USED } from "../../client/token-authorization.ts";
import { requireAddress } from "../../protocol/address.ts";
import type { DepositParameters } from "./deposit.ts";

export interface DepositWithAuthorizationParameters extends DepositParameters {
  /** The wallet that signed and pays. */
  readonly from: Address;
  /** Unix seconds; the authorisation works while now < validBefore. */
  readonly validBefore: number;
  readonly salt: bigint;
  /** Of `signDeposit`. */
  readonly signature: Hex;
}

/**
 * Pays USDC into a ledger balance by the payer's signature. Anyone may send it; the payer needs no gas and no approval.
 *
 * @example
 * import { depositWithAuthorization, readTokenDomain, signDeposit } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, domain, buyer } = stack;
 * const token = await readTokenDomain(stack.publicClient, { token: stack.token });
 * const payment = { amount: 5_000_000n, validBefore: (await stack.now()) + 600, salt: 42n };
 * const signature = await signDeposit({ domain, token, account: buyer, ...payment });
 * const { account } = await depositWithAuthorization(stack.walletClient, {
 *   address,
 *   from: buyer.address,
 *   recipient: buyer.address,
 *   ...payment,
 *   signature,
 * });
 * console.log(account);
 * await stack.stop();
 */
export const depositWithAuthorization = /* @__PURE__ */ defineAction<
  DepositWithAuthorizationParameters,
  LedgerDeposit
>({
  name: "depositWithAuthorization",
  fields: "from validBefore salt signature recipient amount",
  call: ({ from, recipient, amount, validBefore, salt, signature }) => {
    requireAddress("from", from);
    requireAddress("recipient", recipient);
    requireAmount("amount", amount);
    requireTime("validBefore", validBefore);
    const signed = signatureOrCaller("signature", signature, "deposit-with-authorization");
    return contractCall(depositWithAuthorizationFunction, [
      from,
      recipient,
      amount,
      validBefore,
      salt,
      signed,
    ]);
  },
  pays: ({ from, amount }) => ({ payer: from, amount }),
  earlier: /* @__PURE__ */ doneBefore(({ from, recipient, amount, salt }) => ({
    event: ledgerDepositedEvent,
    by: { account: recipient, from, salt },
    is: (args: LedgerDeposit) => args.amount === amount,
    // A deposit by approval has the same event, and no authorisation.
    holds: (logs) => logs.some(({ topics }) => topics[0] === AUTHORIZATION_USED),
  })),
  extract: depositIn,
});

import type { Address } from "viem";
import { fundsMovedEvent, moveFundsFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { eventsIn } from "../../client/logs.ts";
import { requireAmount } from "../../client/parameters.ts";
import { requireEach } from "../../json/options.ts";
import { requireAddress } from "../../protocol/address.ts";
import { requireSome } from "./principal.ts";

/** Money that moves between balances of one principal. */
export interface FundsMove {
  /** An account that the sender controls, or the sender itself. */
  readonly from: Address;
  /** The same. */
  readonly to: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

export interface MoveFundsParameters {
  /** One or more; all are made, or none. */
  readonly moves: readonly FundsMove[];
}

/** Money that moved. */
export interface MovedFunds {
  readonly moves: readonly FundsMove[];
}

/**
 * Moves money between ledger balances that the sender controls: its accounts', and its own. No policy counts it, and it may
 * come from frozen accounts: it stays with the principal.
 *
 * @throws NotControllerError, AccountUnknownError, InsufficientBalanceError
 * @example
 * import { getLedgerBalance, moveFunds } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, publicClient, walletClient } = stack;
 * const { account, principal } = await openExampleAccount(stack, { balance: 30_000_000n });
 * const move = { from: account.address, to: principal.address, amount: 10_000_000n };
 * await moveFunds(walletClient, { address, moves: [move], account: principal });
 * console.log(await getLedgerBalance(publicClient, { address, owner: account.address })); // 20000000n
 * await stack.stop();
 */
export const moveFunds = /* @__PURE__ */ defineAction<MoveFundsParameters, MovedFunds>({
  name: "moveFunds",
  repeats: true,
  fields: "moves",
  call: ({ moves }) => {
    requireSome("moves", moves, "move-funds");
    requireEach("moves", moves, "from to amount");
    moves.forEach(({ from, to, amount }, index) => {
      requireAddress(`moves[${index}].from`, from);
      requireAddress(`moves[${index}].to`, to);
      requireAmount(`moves[${index}].amount`, amount);
    });
    return contractCall(moveFundsFunction, [moves]);
  },
  extract: (logs, from) => ({
    moves: eventsIn(logs, from, fundsMovedEvent).map(({ args }) => ({
      from: args.from,
      to: args.to,
      amount: args.amount,
    })),
  }),
});

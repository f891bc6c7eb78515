import { type Address, erc20Abi, isAddressEqual, parseEventLogs } from "viem";
import { defineVerb, requireAddress } from "../../client/define-action.ts";
import { requireAmount } from "../../client/parameters.ts";
import { EventMissingError } from "../../errors/transport.ts";

export interface ApproveDepositParameters {
  /** The USDC token: `getUsdc` tells it. */
  readonly token: Address;
  /** USDC base units the contract may take from the sender's wallet; 0 takes the approval back. */
  readonly amount: bigint;
}

/** An approval of the contract. */
export interface DepositApproval {
  readonly owner: Address;
  readonly amount: bigint;
}

/**
 * Lets the contract take USDC from the sender's wallet, for `deposit`. `extractEvent` reads the token's logs.
 *
 * @example
 * import { approveDeposit, getUsdc } from "quittance";
 * import { startStack } from "quittance/testing";
 *
 * const { address, buyer, walletClient, stop } = await startStack();
 * const token = await getUsdc(walletClient, { address });
 * const { owner } = await approveDeposit(walletClient, { address, token, amount: 1_000_000n, account: buyer });
 * console.log(owner);
 * await stop();
 */
export const approveDeposit = defineVerb<ApproveDepositParameters, DepositApproval>({
  name: "approveDeposit",
  call: ({ address, token, amount }) => {
    requireAddress("token", token);
    requireAmount("amount", amount, { zero: true });
    return { abi: erc20Abi, functionName: "approve", args: [address, amount] };
  },
  to: ({ token }) => token,
  extract: (logs, spender) => {
    const approvals = parseEventLogs({ abi: erc20Abi, logs: [...logs], eventName: "Approval" });
    const approval = approvals.find(({ args }) => isAddressEqual(args.spender, spender));
    if (approval === undefined) throw new EventMissingError("Approval");
    return { owner: approval.args.owner, amount: approval.args.value };
  },
});

import { type Address, erc20Abi, parseEventLogs } from "viem";
import { EventMissingError } from "../errors/transport.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import type { WriteAction } from "./action-types.ts";
import { defineAction } from "./define-action.ts";
import { requireAmount } from "./parameters.ts";

export interface TokenApprovalParameters {
  /** The USDC token: `getUsdc` reads it. */
  readonly token: Address;
  /** USDC base units the contract may take from the sender's wallet; 0 takes the approval back. */
  readonly amount: bigint;
}

/** An approval of the contract that `address` names. */
export interface TokenApproval {
  readonly owner: Address;
  readonly amount: bigint;
}

/** Makes an action that approves the contract at `address` as a spender of the sender's USDC. */
export function defineTokenApproval(name: string): WriteAction<TokenApprovalParameters, TokenApproval> {
  return defineAction<TokenApprovalParameters, TokenApproval>({
    name,
    fields: "token amount",
    call: ({ address, token, amount }) => {
      requireAddress("token", token);
      requireAmount("amount", amount, { zero: true });
      return { abi: erc20Abi, functionName: "approve", args: [address, amount] };
    },
    to: ({ token }) => token,
    extract: (logs, spender) => {
      const approvals = parseEventLogs({ abi: erc20Abi, logs: [...logs], eventName: "Approval" });
      const approval = approvals.find(({ args }) => isSameAddress(args.spender, spender));
      if (approval === undefined) throw new EventMissingError("Approval");
      return { owner: approval.args.owner, amount: approval.args.value };
    },
  });
}

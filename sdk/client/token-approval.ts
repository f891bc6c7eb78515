import { type Address, erc20Abi, parseEventLogs } from "viem";
import { usdcFunction } from "../abi/fragments/quittance.ts";
import { EventMissingError } from "../errors/transport.ts";
import { isEncodable } from "../json/addresses.ts";
import { isSameAddress, requireAddress } from "../protocol/address.ts";
import type { WriteAction } from "./action-types.ts";
import { defineAction } from "./define-action.ts";
import { requireAmount } from "./parameters.ts";
import type { Reading } from "./read.ts";

export interface TokenApprovalParameters {
  /** The USDC token; the contract is asked when it is left out. `call` alone asks no node, and needs it. */
  readonly token?: Address;
  /** USDC base units the contract may take from the sender's wallet; 0 takes the approval back. */
  readonly amount: bigint;
}

/** An approval of the contract that `address` names. */
export interface TokenApproval {
  readonly owner: Address;
  readonly amount: bigint;
}

/**
 * Makes an action that approves the contract at `address` as a spender of the sender's USDC.
 *
 * @param read Reads contracts of that kind.
 */
export function defineTokenApproval(
  name: string,
  read: Reading,
): WriteAction<TokenApprovalParameters, TokenApproval> {
  return defineAction<TokenApprovalParameters, TokenApproval>({
    name,
    fields: "token amount",
    complete: async (client, parameters) => {
      if (parameters?.token !== undefined || !isEncodable(parameters?.address)) return parameters;
      return { ...parameters, token: await read(client, parameters.address, usdcFunction, []) };
    },
    call: ({ address, token, amount }) => {
      requireAddress("token", token as Address);
      requireAmount("amount", amount, { zero: true });
      return { abi: erc20Abi, functionName: "approve", args: [address, amount] };
    },
    to: ({ token }) => token as Address,
    extract: (logs, spender) => {
      const approvals = parseEventLogs({ abi: erc20Abi, logs: [...logs], eventName: "Approval" });
      const approval = approvals.find(({ args }) => isSameAddress(args.spender, spender));
      if (approval === undefined) throw new EventMissingError("Approval");
      return { owner: approval.args.owner, amount: approval.args.value };
    },
  });
}

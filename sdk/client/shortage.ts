import { type Address, erc20Abi } from "viem";
import { readContract } from "viem/actions";
import { usdcFunction } from "../abi/fragments/quittance.ts";
import { type Shortage, TokenAllowanceTooLowError, TokenBalanceTooLowError } from "../errors/token.ts";
import type { ActingClient } from "./action-types.ts";
import { read } from "./read.ts";

/** What a call takes from a wallet by way of the token. */
export interface WalletPayment {
  readonly payer: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/** An error about too little money, with what the payer has. */
export async function withShortage(
  client: ActingClient,
  address: Address,
  error: unknown,
  payment: WalletPayment | undefined,
): Promise<unknown> {
  const isBalance = error instanceof TokenBalanceTooLowError;
  if (payment === undefined || !(isBalance || error instanceof TokenAllowanceTooLowError)) return error;
  const { payer, amount: required } = payment;
  try {
    const token = await read(client, address, usdcFunction, []);
    const available = isBalance
      ? await readContract(client, {
          address: token,
          abi: erc20Abi,
          functionName: "balanceOf",
          args: [payer],
        })
      : await readContract(client, {
          ...{ address: token, abi: erc20Abi, functionName: "allowance" },
          args: [payer, address],
        });
    const shortage: Shortage = { payer, required, available };
    const Class = isBalance ? TokenBalanceTooLowError : TokenAllowanceTooLowError;
    return new Class(error.reason, shortage);
  } catch {
    return error;
  }
}

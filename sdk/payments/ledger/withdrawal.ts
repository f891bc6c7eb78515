import type { Address, Hash, Log } from "viem";
import { ledgerWithdrawnEvent } from "../../abi/fragments/quittance.ts";
import type { ActingClient, Target } from "../../client/action-types.ts";
import { eventIn } from "../../client/logs.ts";
import { earlierTransaction, type SaltedParameters } from "./salt.ts";

export interface WithdrawParameters extends SaltedParameters {
  /** The wallet the USDC goes to. */
  readonly to: Address;
  /** USDC base units. */
  readonly amount: bigint;
}

/** Money that left a ledger balance. */
export interface LedgerWithdrawal {
  readonly account: Address;
  readonly to: Address;
  readonly amount: bigint;
  readonly salt: bigint;
}

export function withdrawalIn(logs: readonly Log[], from: Address): LedgerWithdrawal {
  return { ...eventIn(logs, from, ledgerWithdrawnEvent).args };
}

/** The withdrawal from `account` that used the salt before. */
export function earlierWithdrawal(
  client: ActingClient,
  error: unknown,
  parameters: WithdrawParameters & Target,
  account: Address | undefined,
): Promise<Hash | undefined> {
  const { to, amount, salt } = parameters;
  const trace = { event: ledgerWithdrawnEvent, by: { account, salt }, is: { to, amount } };
  return earlierTransaction(client, error, parameters, trace);
}

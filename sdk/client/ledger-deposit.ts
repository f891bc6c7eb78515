import type { Address, Log } from "viem";
import { ledgerDepositedEvent } from "../abi/fragments/quittance.ts";
import { eventIn } from "./logs.ts";

/** Money that came into a ledger balance. */
export interface LedgerDeposit {
  readonly account: Address;
  readonly from: Address;
  readonly amount: bigint;
  readonly salt: bigint;
}

/** The deposit that logs tell of. */
export function depositIn(logs: readonly Log[], from: Address): LedgerDeposit {
  return { ...eventIn(logs, from, ledgerDepositedEvent).args };
}

import { type Address, type Hex, zeroAddress } from "viem";
import {
  accountAddressFunction,
  accountOfFunction,
  keyOfFunction,
  principalOfFunction,
} from "../abi/fragments/quittance.ts";
import type { ActingClient } from "../client/action-types.ts";
import { latestTime } from "../client/latest-time.ts";
import { read } from "../client/read.ts";
import { isSameAddress } from "../protocol/address.ts";
import type { SpendingFacts, TreasuryFacts } from "./remaining-limits.ts";

/** What the chain says of an account and one of its keys. */
export interface AccountState {
  readonly facts: SpendingFacts & { readonly policyHash: Hex; readonly principal: Address };
  /** Unix seconds and the contract's bits; both 0 for what was never granted, or was revoked. */
  readonly grant: { readonly expiry: number; readonly capabilities: number };
  /** The controller of the account's principal. */
  readonly controller: Address;
  /** Unix seconds of the latest block. */
  readonly now: number;
  /** The account that the policy names as treasury; undefined when it names none. */
  readonly treasury?: TreasuryFacts | undefined;
}

/** Asks the contract at `address` for everything that decides what a key may do. */
export async function readState(
  client: ActingClient,
  {
    address,
    account,
    key,
    treasury: index,
  }: {
    readonly address: Address;
    readonly account: Address;
    readonly key: Address;
    /** Of the account's policy. */
    readonly treasury?: number | undefined;
  },
): Promise<AccountState> {
  const [row, grant, now] = await Promise.all([
    read(client, address, accountOfFunction, [account]),
    read(client, address, keyOfFunction, [account, key]),
    latestTime(client),
  ]);
  const [balance, spent, periodSpent, periodStart, principal, , policyHash, frozen] = row;
  const [controller] = await read(client, address, principalOfFunction, [principal]);
  const facts = { balance, spent, periodSpent, periodStart, frozen, policyHash, principal };
  const treasury = index === undefined ? undefined : await treasuryState(client, address, principal, index);
  return { facts, grant, controller, now, treasury };
}

/** Asks for the account that a principal opens under the index of a treasury. */
export async function treasuryState(
  client: ActingClient,
  address: Address,
  principal: Address,
  index: number,
): Promise<TreasuryFacts> {
  const account = await read(client, address, accountAddressFunction, [principal, index]);
  const [balance, , , , owner, , , frozen] = await read(client, address, accountOfFunction, [account]);
  return { account, balance, frozen, opened: !isSameAddress(owner, zeroAddress) };
}

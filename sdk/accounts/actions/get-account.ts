import { type Address, type Hex, zeroAddress } from "viem";
import { accountOfFunction } from "../../abi/fragments/quittance.ts";
import type { ActingClient } from "../../client/action-types.ts";
import { read } from "../../client/read.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import type { SpendingFacts } from "../remaining-limits.ts";

/** What the ledger keeps of a managed account. */
export interface AccountFacts extends SpendingFacts {
  readonly account: Address;
  /** Who opened it. */
  readonly principal: Address;
  /** Under which of the principal's numbers. */
  readonly index: number;
  /** Of principal and policy in force: `hashPolicy`. */
  readonly policyHash: Hex;
}

/**
 * What the ledger keeps of an account; undefined when no principal opened it (a wallet's balance is `getLedgerBalance`).
 *
 * @example
 * import { getAccount } from "quittance";
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { account } = await openExampleAccount(stack, { balance: 30_000_000n });
 * const facts = await getAccount(stack.publicClient, { address: stack.address, account: account.address });
 * console.log(facts?.balance, facts?.spent, facts?.frozen); // 30000000n 0n false
 * await stack.stop();
 */
export async function getAccount(
  client: ActingClient,
  input: { readonly address: Address; readonly account: Address },
): Promise<AccountFacts | undefined> {
  requireOptions(input, "address account");
  const { address, account } = input;
  const row = await read(client, address, accountOfFunction, [account]);
  const [balance, spent, periodSpent, periodStart, principal, index, policyHash, frozen] = row;
  if (isSameAddress(principal, zeroAddress)) return undefined;
  return { account, balance, spent, periodSpent, periodStart, principal, index, policyHash, frozen };
}

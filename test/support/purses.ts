import fc from "fast-check";
import type { Address } from "viem";
import { accountAddressOf, buildPolicy, freeze, openAccounts, unlimited } from "../../sdk/index.ts";
import { type ExampleAccount, openExampleAccount, type Stack } from "../../sdk/testing/index.ts";

/** What decides how much an account can commit now. Amounts are base units; undefined: no treasury, nothing frozen. */
export const anyPurse = fc.record({
  balance: fc.constantFrom(0n, 3n, 20n),
  treasury: fc.constantFrom(undefined, 0n, 5n, 40n),
  isTreasuryOpened: fc.constantFrom(true, true, false),
  frozen: fc.constantFrom(undefined, undefined, "account", "treasury", "principal"),
  perTransaction: fc.constantFrom(unlimited, 10n, 30n),
  perPeriod: fc.constantFrom(unlimited, 7n, 41n),
});

export type Purse = typeof anyPurse extends fc.Arbitrary<infer Asked> ? Asked : never;

/**
 * Opens an account like that, and its treasury under an index that the principal has not used, which has money even where it
 * is not opened. Freezes nothing.
 *
 * @returns The account, and the treasury if it was opened.
 */
export async function openPurse(
  stack: Stack,
  asked: Purse,
  { principal, index }: { readonly principal: Stack["buyer"]; readonly index: number },
): Promise<{ readonly agent: ExampleAccount; readonly purse: Address | undefined }> {
  const { address, domain, walletClient } = stack;
  const { balance, perTransaction, perPeriod, treasury } = asked;
  const limits = { perTransaction, perPeriod };
  const policy = buildPolicy(treasury === undefined ? limits : { ...limits, treasury: index });
  const agent = await openExampleAccount(stack, { principal, policy, balance });
  if (treasury === undefined) return { agent, purse: undefined };
  const purse = accountAddressOf({ domain, principal: principal.address, index });
  if (treasury > 0n) await stack.fundLedger(purse, treasury);
  if (!asked.isTreasuryOpened) return { agent, purse: undefined };
  const accounts = [{ index, policy: buildPolicy({}) }];
  await openAccounts(walletClient, { address, principal: principal.address, accounts, account: principal });
  return { agent, purse };
}

/** Freezes the account or its treasury, whichever is asked for. */
export async function freezePurse(
  { address, walletClient }: Stack,
  { frozen }: Purse,
  { agent, purse }: Awaited<ReturnType<typeof openPurse>>,
): Promise<void> {
  const named = frozen === "account" ? agent.account.address : frozen === "treasury" ? purse : undefined;
  if (named === undefined) return;
  await freeze(walletClient, { address, accounts: [named], account: agent.principal });
}

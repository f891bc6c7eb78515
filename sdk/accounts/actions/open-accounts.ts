import type { Address, Hex, Log } from "viem";
import { accountOpenedEvent, openAccountsFunction } from "../../abi/fragments/quittance.ts";
import { contractCall } from "../../client/contract-call.ts";
import { defineAction } from "../../client/define-action.ts";
import { doneBefore } from "../../client/done-before.ts";
import { eventsIn } from "../../client/logs.ts";
import { InvalidFieldError } from "../../errors/field.ts";
import { AccountAlreadyOpenedError } from "../../errors/principals.ts";
import { EventMissingError } from "../../errors/transport.ts";
import { requireEach } from "../../json/options.ts";
import { accountAddressOf } from "../../protocol/account-address.ts";
import { requireAddress } from "../../protocol/address.ts";
import { decodePolicy, encodePolicy, type Policy } from "../../protocol/policy.ts";
import { checkPolicy } from "../policy.ts";
import { type KeyGrant, keysIn } from "./accounts-in.ts";
import { grantOf, requireSome } from "./principal.ts";

/** An account to be opened for an agent. */
export interface AccountDraft {
  /** Chosen by the principal, 32 bits, one account each; the address is derived from both (`accountAddressOf`). */
  readonly index: number;
  /** Of `buildPolicy`. */
  readonly policy: Policy;
  /** The first keys; `setKeys` grants more. None when left out. */
  readonly keys?: readonly KeyGrant[];
}

export interface OpenAccountsParameters {
  /** The sender, unless the principal was handed over to the sender. */
  readonly principal: Address;
  /** One or more, in one transaction. */
  readonly accounts: readonly AccountDraft[];
}

/** An account that was opened. */
export interface OpenedAccount {
  readonly account: Address;
  readonly index: number;
  readonly policy: Policy;
  readonly keys: readonly KeyGrant[];
}

/** Managed accounts. */
export interface OpenedAccounts {
  readonly principal: Address;
  readonly accounts: readonly OpenedAccount[];
}

/**
 * Opens accounts for agents, each with a balance, keys and a policy of its own. Only who controls the principal may.
 * Deposits go to an account's address as to any other's.
 *
 * @throws NotControllerError, AccountAlreadyOpenedError, KeyRefusedError, KeyExpiredError
 * @example
 * import { buildPolicy, openAccounts } from "quittance";
 * import { startStack } from "quittance/testing";
 * import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
 *
 * const stack = await startStack();
 * const key = privateKeyToAccount(generatePrivateKey());
 * const expiry = (await stack.now()) + 30 * 86_400;
 * const { accounts } = await openAccounts(stack.walletClient, {
 *   address: stack.address,
 *   principal: stack.buyer.address,
 *   accounts: [
 *     {
 *       index: 0,
 *       policy: buildPolicy({ perTransaction: 20_000_000n, perPeriod: 50_000_000n }),
 *       keys: [{ key: key.address, expiry, capabilities: ["commit", "settle"] }],
 *     },
 *   ],
 *   account: stack.buyer,
 * });
 * console.log(accounts[0]?.account, accounts[0]?.policy.period);
 * await stack.stop();
 */
export const openAccounts = /* @__PURE__ */ defineAction<OpenAccountsParameters, OpenedAccounts>({
  name: "openAccounts",
  fields: "principal accounts",
  call: ({ principal, accounts }) => {
    requireAddress("principal", principal);
    requireSome("accounts", accounts, "open-accounts");
    requireEach("accounts", accounts, "index policy keys");
    const openings = accounts.map(({ index, policy, keys = [] }, position) => ({
      index: requireIndex(`accounts[${position}].index`, index),
      keys: keys.map((key, at) => grantOf(`accounts[${position}].keys[${at}]`, key)),
      policy: encodePolicy(checkPolicy(policy)),
    }));
    return contractCall(openAccountsFunction, [principal, openings]);
  },
  earlier: /* @__PURE__ */ doneBefore(
    ({ address, principal, accounts }, domain) => ({
      event: accountOpenedEvent,
      by: {
        principal,
        account: accounts.map(({ index }) => accountAddressOf({ domain, principal, index })),
      },
      count: accounts.length,
      is: ({ index, policy }: { readonly index: number; readonly policy: Hex }) =>
        accounts.some((each) => each.index === index && encodePolicy(each.policy) === policy),
      // The event does not name the keys.
      holds: (logs) =>
        accounts.every(({ index, keys = [] }) =>
          areSame(keys, keysIn(logs, address, accountAddressOf({ domain, principal, index }))),
        ),
    }),
    // A sender that may not open them gets that error, and not another one's accounts.
    () => [AccountAlreadyOpenedError],
  ),
  extract: openedIn,
});

/** Whether both lists grant the same, in the same order. */
function areSame(some: readonly KeyGrant[], others: readonly KeyGrant[]): boolean {
  const written = (grants: readonly KeyGrant[]) =>
    grants.map((grant) => Object.values(grantOf("key", grant)).join(" ").toLowerCase()).join();
  return written(some) === written(others);
}

function openedIn(logs: readonly Log[], from: Address): OpenedAccounts {
  const opened = eventsIn(logs, from, accountOpenedEvent);
  const [first] = opened;
  if (first === undefined) throw new EventMissingError("AccountOpened");
  const accounts = opened.map(({ args: { account, index, policy } }) => ({
    account,
    index,
    policy: decodePolicy(policy),
    keys: keysIn(logs, from, account),
  }));
  return { principal: first.args.principal, accounts };
}

function requireIndex(field: string, index: number): number {
  if (Number.isInteger(index) && index >= 0 && index < 2 ** 32) return index;
  throw new InvalidFieldError({
    field,
    value: index,
    problem: "must be a whole number from 0 to 2^32 - 1",
    remedy: "Count the principal's accounts from 0.",
    docsPage: "open-accounts",
  });
}

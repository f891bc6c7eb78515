import type { Account, Address, PrivateKeyAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { openAccounts } from "../accounts/actions/open-accounts.ts";
import { type AgentAccount, agentAccount } from "../accounts/agent.ts";
import { buildPolicy } from "../accounts/policy.ts";
import { type Capability, capabilityNames } from "../protocol/capabilities.ts";
import type { Policy } from "../protocol/policy.ts";
import type { Stack } from "./stack.ts";

/** How an example account should differ from the usual one. */
export interface ExampleAccountOptions
  extends Pick<AgentAccount, "counterparties" | "categories" | "approve" | "client"> {
  /** Who opens it; the stack's relayer when left out. */
  readonly principal?: Account & { readonly address: Address };
  /** Without limits when left out. */
  readonly policy?: Policy;
  /** What its key may do; everything when left out. */
  readonly capabilities?: readonly Capability[];
  /** Unix seconds; in a year when left out. */
  readonly expiry?: number;
  /** USDC base units in its row; 500 USDC when left out. */
  readonly balance?: bigint;
  /** The principal's number for it; one that is not used when left out. */
  readonly index?: number;
}

/** A managed account, with its key. */
export interface ExampleAccount {
  readonly account: AgentAccount;
  /** Its controller, for an action's `account`. */
  readonly principal: Account;
  readonly key: PrivateKeyAccount;
}

const YEAR = 365 * 86_400;
const USDC = 1_000_000n;

/**
 * Opens an account for an agent on the stack, puts money into it, and gives it with a fresh key that may act for it.
 *
 * @example
 * import { openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { account, key } = await openExampleAccount(stack, { capabilities: ["commit"], balance: 30_000_000n });
 * console.log(account.address, key.address);
 * await stack.stop();
 */
export async function openExampleAccount(
  stack: Stack,
  options: ExampleAccountOptions = {},
): Promise<ExampleAccount> {
  const { principal = stack.relayer, policy = buildPolicy({}), capabilities = capabilityNames } = options;
  const { balance = 500n * USDC, index = unusedIndex() } = options;
  const { expiry = (await stack.now()) + YEAR, counterparties, categories, approve, client } = options;
  const key = privateKeyToAccount(generatePrivateKey());
  const { accounts } = await openAccounts(stack.walletClient, {
    address: stack.address,
    principal: principal.address,
    accounts: [{ index, policy, keys: [{ key: key.address, expiry, capabilities }] }],
    account: principal,
  });
  const [opened] = accounts;
  if (opened === undefined) throw new Error("no account was opened");
  if (balance > 0n) await stack.fundLedger(opened.account, balance);
  const account = agentAccount({
    address: opened.account,
    principal: principal.address,
    policy,
    key,
    counterparties,
    categories,
    approve,
    client,
  });
  return { account, principal, key };
}

/** Random, so that examples on one stack never meet. */
function unusedIndex(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

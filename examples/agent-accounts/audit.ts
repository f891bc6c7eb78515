import { type AgentAccount, getAccount, getKey, getRemainingLimits, getTab, unlimited } from "quittance";
import type { Stack } from "quittance/testing";
import type { Address, Hex } from "viem";
import { z } from "zod";
import { amount, askPage } from "../indexer-api/ask.ts";
import { type Check, checksOf, type Row } from "../output/checks.ts";

const limit = z.object({ spent: amount, left: amount.nullable() });
const accountPage = z.object({
  account: z.object({ balance: amount, frozen: z.boolean() }),
  keys: z.array(z.object({ key: z.string(), expiry: z.number() })),
  limits: z.object({ available: amount, period: limit, lifetime: limit }),
  tabs: z.array(z.object({ redeemed: amount })),
});
const statementPage = z.object({
  entries: z.array(
    z.object({
      kind: z.string(),
      amount,
      balance: amount,
      category: z.number(),
      key: z.string().nullable(),
      limits: z.object({ periodLeft: amount.nullable() }).nullable(),
    }),
  ),
});

/** What the indexer knows of an account: its state, and every movement of its money. */
export type Statement = z.infer<typeof accountPage> & z.infer<typeof statementPage>;

/** Asks the indexer for the statement of an account. */
export async function statementOf({ indexer }: Stack, account: Address): Promise<Statement> {
  if (indexer === undefined) throw new Error("the stack runs without an indexer");
  const page = `${indexer.url}/accounts/${account}`;
  const [state, statement] = [
    await askPage(page, accountPage),
    await askPage(`${page}/statement`, statementPage),
  ];
  return { ...state, ...statement };
}

/** What an agent's account must be like, after all that the agent did. Amounts in USDC base units. */
export interface Expected {
  readonly name: string;
  readonly account: AgentAccount;
  readonly key: Address;
  /** Unix seconds at which the key expires. */
  readonly expiry: number;
  readonly balance: bigint;
  readonly spent: bigint;
  readonly frozen: boolean;
  readonly tab: { readonly tabId: Hex; readonly redeemed: bigint } | undefined;
}

const NO_LIMIT = "no limit";

/** Compares the indexer's statement with the contract, and with what the agent is known to have done. */
export async function auditAccount(stack: Stack, expected: Expected, statement: Statement): Promise<Check[]> {
  const { address, publicClient } = stack;
  const { name, account, key, expiry, tab } = expected;
  const place = { address, account: account.address };
  const facts = await getAccount(publicClient, place);
  if (facts === undefined) throw new Error(`the contract does not know the account of the ${name}`);
  const { period, lifetime, available } = await getRemainingLimits(publicClient, {
    ...place,
    policy: account.policy,
  });
  const granted = await getKey(publicClient, { ...place, key });
  const redeemed = tab && (await getTab(publicClient, { address, tabId: tab.tabId }))?.redeemed;
  const { limits, entries, keys, tabs } = statement;
  const leftOf = (given: { readonly limit: bigint; readonly remaining: bigint }) =>
    given.limit === unlimited ? NO_LIMIT : given.remaining;
  const total = entries.reduce((sum, entry) => sum + entry.amount, 0n);
  const indexedKey = keys.find((each) => each.key === key.toLowerCase());
  const rows: Row[] = [
    [`${name}: balance`, facts.balance, expected.balance, statement.account.balance],
    [`${name}: sum of the statement`, facts.balance, expected.balance, total],
    [`${name}: spent in all`, facts.spent, expected.spent, limits.lifetime.spent],
    [`${name}: spent today`, period.spent, expected.spent, limits.period.spent],
    [`${name}: left today`, leftOf(period), undefined, limits.period.left ?? NO_LIMIT],
    [`${name}: left in all`, leftOf(lifetime), undefined, limits.lifetime.left ?? NO_LIMIT],
    [`${name}: may commit now`, available, undefined, limits.available],
    [`${name}: frozen`, facts.frozen, expected.frozen, statement.account.frozen],
    [`${name}: its key expires`, granted?.expiry ?? 0, expiry, indexedKey?.expiry ?? 0],
    ...(tab
      ? [[`${name}: redeemed from its tab`, redeemed ?? 0n, tab.redeemed, tabs[0]?.redeemed ?? 0n] as const]
      : []),
  ];
  return checksOf(rows);
}

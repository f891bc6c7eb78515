import { getAccount, getKey, getLedgerBalance, getRemainingLimits, getTab, unlimited } from "quittance";
import type { Stack } from "quittance/testing";
import type { AccountAnswer, StatementLine } from "../../apps/cli/answers.ts";
import { Indexer } from "../../apps/cli/indexer.ts";
import type { AccountsRecord, Agent } from "./story.ts";

const NO_LIMIT = "no limit";

type Value = bigint | number | string | boolean;

/** One thing that the contract and the indexer say of an account. */
export interface AccountCheck {
  readonly agent: Agent["name"];
  readonly what: string;
  readonly contract: Value;
  readonly indexer: Value;
}

/** What the indexer tells of an agent's account. */
export interface Statement {
  readonly agent: Agent["name"];
  readonly answer: AccountAnswer;
  readonly entries: readonly StatementLine[];
}

export interface AccountsAudit {
  readonly statements: readonly Statement[];
  readonly checks: readonly AccountCheck[];
  /** True when every check holds. */
  readonly agreed: boolean;
}

/** Holds the indexer's statements against the contract, account by account. */
export async function auditAccounts(stack: Stack, record: AccountsRecord): Promise<AccountsAudit> {
  if (stack.indexer === undefined) throw new Error("the stack runs without an indexer");
  await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  const indexer = new Indexer(stack.indexer.url);
  const statements: Statement[] = [];
  const checks: AccountCheck[] = [];
  for (const agent of record.agents) {
    const { address } = agent.account;
    const answer = await indexer.account(address);
    const entries = await indexer.statement(address, {});
    statements.push({ agent: agent.name, answer, entries });
    checks.push(...(await compare(stack, record, agent, { agent: agent.name, answer, entries })));
  }
  return { statements, checks, agreed: checks.every(({ contract, indexer: told }) => contract === told) };
}

async function compare(
  { address, publicClient: client }: Stack,
  record: AccountsRecord,
  agent: Agent,
  { answer, entries }: Statement,
): Promise<AccountCheck[]> {
  const { account, key } = agent;
  const facts = await getAccount(client, { address, account: account.address });
  if (facts === undefined) throw new Error(`${agent.name} has no account`);
  const remainingLimits = await getRemainingLimits(client, {
    address,
    account: account.address,
    policy: account.policy,
  });
  const granted = await getKey(client, { address, account: account.address, key });
  const { limits } = answer;
  const remaining = ({ limit, remaining: left }: { readonly limit: bigint; readonly remaining: bigint }) =>
    limit === unlimited ? NO_LIMIT : left;
  const rows: (readonly [string, Value, Value])[] = [
    ["balance", facts.balance, answer.account.balance],
    [
      "balance, as the sum of the statement",
      await getLedgerBalance(client, { address, owner: account.address }),
      entries.reduce((sum, { amount }) => sum + amount, 0n),
    ],
    ["spent in all", facts.spent, limits.lifetime.spent],
    ["spent in the period", remainingLimits.period.spent, limits.period.spent],
    ["left of the period", remaining(remainingLimits.period), limits.period.left ?? NO_LIMIT],
    ["left of the lifetime", remaining(remainingLimits.lifetime), limits.lifetime.left ?? NO_LIMIT],
    ["may commit now", remainingLimits.available, limits.available],
    ["frozen", facts.frozen, answer.account.frozen],
    [
      "expiry of its key",
      granted?.expiry ?? 0,
      answer.keys.find((each) => each.key === key.toLowerCase())?.expiry ?? 0,
    ],
  ];
  if (agent.name === "caller") {
    const tab = await getTab(client, { address, tabId: record.calls.tabId });
    rows.push(["redeemed from its tab", tab?.redeemed ?? 0n, answer.tabs[0]?.redeemed ?? 0n]);
  }
  return rows.map(([what, contract, indexer]) => ({ agent: agent.name, what, contract, indexer }));
}

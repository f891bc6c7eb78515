import type { Stack } from "quittance/testing";
import type { Sent } from "../milestone-deal/trade.ts";
import type { AccountsAudit } from "./audit.ts";
import type { AccountsRecord } from "./story.ts";

/** Everything that happened as one JSON object. Amounts are decimal strings in USDC base units, gas in units of gas. */
export function summariseAccounts(
  stack: Stack,
  record: AccountsRecord,
  { statements, checks, agreed }: AccountsAudit,
): string {
  const { principal, agents, opened, research, calls, wages, refusals, cutOff } = record;
  const summary = {
    agreed,
    chain: { id: stack.chain.id, rpcUrl: stack.rpcUrl, wsUrl: stack.wsUrl },
    contracts: { quittance: stack.address, usdc: stack.token, ...stack.companions },
    indexer: { url: stack.indexer?.url, graphqlUrl: stack.indexer?.graphqlUrl },
    principal,
    agents: agents.map(({ name, account, key, funded }) => ({ name, account: account.address, key, funded })),
    opening: transactionOf(opened),
    research: told(research),
    calls: told(calls),
    wages: told(wages),
    refusals,
    cutOff: told(cutOff),
    statements: statements.map(({ agent, answer, entries }) => ({ agent, ...answer, entries })),
    checks: checks.map((check) => ({ ...check, agrees: check.contract === check.indexer })),
  };
  return JSON.stringify(summary, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}

function told<Happened extends Sent>({ hash, block, gas, ...rest }: Happened) {
  return { ...rest, ...transactionOf({ hash, block, gas }) };
}

function transactionOf({ hash, block, gas }: Sent) {
  return { transactionHash: hash, blockNumber: block, gasUsed: gas };
}

import { expect } from "chai";
import type { Address } from "viem";
import {
  allowanceFacts,
  dayFacts,
  keyFacts,
  lineFacts,
  openedAccountFacts,
  orderFacts,
  paymentFacts,
  policyFacts,
  principalFacts,
  redemptionFacts,
  storedAccount,
  tabFacts,
} from "../../model/account-facts.ts";
import type { AccountLife } from "../../model/accounts.ts";
import { agentFacts } from "../../model/agents.ts";
import { accountFacts } from "../../model/facts.ts";
import type { World } from "../../model/world.ts";
import { type Row, rowsOf } from "../../support/indexer-rows.ts";
import type { contractReader } from "./contract-state.ts";
import { rootsOf } from "./envelopes.ts";
import { asRow, columnsLike } from "./indexed.ts";

type Contract = ReturnType<typeof contractReader>;

/** Compares what the contract remembers of accounts, principals, keys, tabs and orders with the model. */
export async function expectStoredAccounts(contract: Contract, world: World): Promise<void> {
  for (const account of world.accounts.values()) {
    const { address, keys } = account;
    expect(await contract.account(address), address).to.deep.equal(storedAccount(world, account));
    for (const { key, expiry, capabilities } of keyFacts(account)) {
      const stored = { expiry: Number(expiry), capabilities };
      expect(await contract.key(address, key), `${key} of ${address}`).to.deep.equal(stored);
    }
    expect(keys.size).to.equal(keyFacts(account).length);
  }
  for (const [address, { controller, offered, frozen }] of world.principals) {
    const stored = { controller, offered: offered ?? null, frozen };
    expect(await contract.principal(address), address).to.deep.equal(stored);
  }
  for (const tab of tabFacts(world)) {
    const stored = {
      ...{ redeemed: tab.redeemed, openedAt: Number(tab.openedAt), closed: tab.status === "closed" },
    };
    expect(await contract.tab(tab.id), tab.id).to.deep.equal(stored);
  }
  for (const { account, nonce } of orderFacts(world)) {
    expect(await contract.isOrderUsed(account, nonce), `${account} ${nonce}`).to.equal(true);
  }
}

/** Tables of the indexer that are about accounts, with their keys and what the model knows of each row. */
export function accountTables(world: World): readonly (readonly [string, readonly string[], object[]])[] {
  const accounts = [...world.accounts.values()];
  return [
    ["principal", ["address"], [...world.principals.keys()].map((address) => principalFacts(world, address))],
    ["account_key", ["account", "key"], accounts.flatMap(keyFacts)],
    ["policy_version", ["account", "version"], accounts.flatMap((account) => policyFacts(account, rootsOf))],
    ["account_day", ["account", "day"], accounts.flatMap(dayFacts)],
    ["tab", ["id"], tabFacts(world)],
    ["redemption", ["tab_id", "sequence"], redemptionFacts(world)],
    ["payment_order", ["id"], orderFacts(world)],
    ["payment", ["order_id", "index"], paymentFacts(world)],
  ];
}

/** Compares the rows of a table, or those of a kind, with facts, one for one. */
export async function expectRows(
  url: string,
  table: string,
  key: readonly string[],
  facts: readonly object[],
  isMeant: (row: Row) => boolean = () => true,
): Promise<void> {
  const keyOf = (row: Row) => key.map((column) => row[column]).join(" ");
  const rows = (await rowsOf(url, table)).filter(isMeant);
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  for (const fact of facts.map(asRow)) {
    expect(columnsLike(found.get(keyOf(fact)), fact), `${table} ${keyOf(fact)}`).to.deep.equal(fact);
  }
  expect(rows.length, table).to.equal(facts.length);
}

/** The rows of opened accounts, their counters and the lines of their statements. */
export async function expectStatements(url: string, world: World): Promise<void> {
  const rows = new Map((await rowsOf(url, "account")).map((row) => [row.address, row]));
  const entries = await rowsOf(url, "statement_line");
  for (const account of world.accounts.values()) {
    const { address } = account;
    const fact = asRow(openedAccountFacts(world, account));
    expect(columnsLike(rows.get(address), fact), address).to.deep.equal(fact);
    const own = entries.filter((entry) => entry.account === address).sort(bySequence);
    expect(own.map(({ sequence }) => sequence)).to.deep.equal([...own.keys()]);
    expectLines(own, account);
    expectTotals(own, world, address);
  }
  const opened = [...rows.values()].filter(({ principal }) => principal !== null);
  expect(opened.length).to.equal(world.accounts.size);
}

const bySequence = (one: Row, other: Row) => Number(one.sequence) - Number(other.sequence);

/** What the policy saw; lines of one second in any order. */
function expectLines(own: readonly Row[], account: AccountLife): void {
  const facts = lineFacts(account).map(asRow);
  const columns = Object.keys(facts[0] ?? {}).sort();
  const text = (row: Row) => JSON.stringify(columns.map((column) => [column, row[column]]));
  const underPolicy = own.filter(({ policy }) => policy !== null);
  expect(underPolicy.map(text).sort(), account.address).to.deep.equal(facts.map(text).sort());
  const { total, inPeriod } = account.spending;
  const last = underPolicy.at(-1);
  if (last === undefined) return;
  expect(last.spent, `spent by ${account.address}`).to.equal(String(total));
  if (last.policy !== account.policies.length) return;
  expect(last.period_spent, `spent in its period by ${account.address}`).to.equal(String(inPeriod));
}

/** What the policy does not see, by what is known of it elsewhere; and every line's balance. */
function expectTotals(own: readonly Row[], world: World, address: Address): void {
  let balance = 0n;
  for (const entry of own) {
    balance += BigInt(String(entry.amount));
    expect(entry.balance, `${address} after line ${entry.sequence}`).to.equal(String(balance));
  }
  const total = (...kinds: readonly string[]) =>
    own
      .filter(({ kind }) => kinds.includes(String(kind)))
      .reduce((sum, { amount }) => sum + BigInt(String(amount)), 0n);
  const ledger = accountFacts(world, address);
  const agent = agentFacts(world, address);
  const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);
  const paid = paymentFacts(world).filter(({ payee }) => payee === address);
  const redeemed = redemptionFacts(world).filter(({ payee }) => payee === address);
  const out = world.moves.filter(({ from }) => from === address);
  const into = world.moves.filter(({ to }) => to === address);
  const totals = {
    balance: ledger.balance,
    comings: ledger.deposited,
    withdrawal: -ledger.withdrawn,
    earned: agent.sellerNet,
    fees: agent.feesEarned,
    paymentReceived: sum(paid.map(({ amount }) => amount)),
    voucher: sum(redeemed.map(({ amount }) => amount)),
  };
  const opening = total("opening");
  expect(
    {
      ...{ balance, comings: total("deposit"), withdrawal: total("withdrawal") },
      ...{ earned: total("payout", "reimbursing"), fees: total("marketplaceFee", "verificationFee") },
      ...{ paymentReceived: total("paymentReceived"), voucher: total("voucher") },
    },
    address,
  ).to.deep.equal({ ...totals, ...(opening === 0n ? {} : openedWith(totals, opening)) });
  const moved = sum(into.map(({ amount }) => amount)) - sum(out.map(({ amount }) => amount));
  expect(total("move"), `moved to ${address}`).to.equal(moved);
}

/** Rows may hold money before they are opened: here only deposits reach an address that nobody has opened. */
function openedWith(totals: { readonly comings: bigint }, opening: bigint) {
  return { comings: totals.comings - opening };
}

interface Standing {
  readonly account: { readonly controller: Address; readonly balance: string };
  readonly limits: {
    readonly available: string;
    readonly active: boolean;
    readonly period: Readonly<Record<"spent", string>> & Readonly<Record<"start" | "end", number>>;
    readonly lifetime: Readonly<Record<"spent", string>>;
  };
}

/** What is left of each limit, asked of the indexer at a time, also when a period has ended without an event. */
export async function expectAllowances(url: string, world: World, now: number): Promise<void> {
  for (const account of world.accounts.values()) {
    const answer = await fetch(`${url}/accounts/${account.address}?at=${now}`);
    const { account: row, limits } = (await answer.json()) as Standing;
    const { available, active, period, lifetime } = limits;
    expect(
      {
        ...{ controller: row.controller, available: BigInt(available), active },
        period: { spent: BigInt(period.spent), start: period.start, end: period.end },
        lifetime: { spent: BigInt(lifetime.spent) },
      },
      `${account.address} at ${now}`,
    ).to.deep.equal(allowanceFacts(world, account, now));
  }
}

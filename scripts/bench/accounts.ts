import { type Address, keccak256, type LocalAccount, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { accountAddressOf } from "../../sdk/accounts/account-address.ts";
import {
  type AgentAccount,
  agentAccount,
  allowCategories,
  allowCounterparties,
  buildPolicy,
  buildTab,
  deposit,
  moveFunds,
  type Order,
  openAccounts,
  openDeal,
  openTab,
  type Policy,
  pay,
  redeemVouchers,
  signOrder,
  signTab,
  signTerms,
  signVoucher,
  type Tab,
  type Terms,
  tabIdOf,
} from "../../sdk/index.ts";
import { usd } from "../../test/support/usdc.ts";
import type { Cost, FigureName } from "./figures.ts";
import { termsOf } from "./lives.ts";
import type { Stage } from "./stage.ts";

/** Figures of accounts that a principal opened. */
export type AccountFigure = Extract<
  FigureName,
  | "policy_overhead"
  | "policy_overhead_lists"
  | "tab_redeem"
  | "tab_redeem_batch100"
  | "pay_batch100"
  | "handles_batch100"
>;

const DAY = 86_400;
/** Days after the start of the chain, when every other life is over. */
const START_DAYS = 100;
const BATCH = 100;
/** Addresses and categories in the lists of the account that has lists. */
const LISTED = 1_000;
const LISTED_CATEGORIES = 16;
const CATEGORY = 7;
/** More than a batch takes, less than Base lets a transaction have. */
const BATCH_GAS = 16_000_000n;

/** Numbers of accounts: two that trade, and those of the batch. */
const PLAIN = 0;
const WITH_LISTS = 1;
const FIRST_OF_BATCH = 100;

/** An account with its agent's key. */
interface Trader {
  readonly agent: AgentAccount;
  readonly key: LocalAccount;
}

/** Measures what policies add, and what batches of tabs, payments and accounts cost for each item. */
export async function measureAccounts(stage: Stage): Promise<Record<AccountFigure, Cost>> {
  const { address, buyer } = stage;
  const from = stage.start + START_DAYS * DAY;
  stage.setTime(from);
  const principal = stage.relayer;
  await stage.send(buyer, deposit.call({ address, recipient: principal.address, amount: usd(100_000) }));
  const plain = traderOf(stage, PLAIN, buildPolicy({ ...limits }));
  const withLists = listedTrader(stage);
  await openAll(stage, [plain, withLists]);
  await fund(stage, [plain, withLists], usd(2_000));

  const wallet = await openingCost(stage, from, undefined);
  const policed = await openingCost(stage, from, plain.agent);
  const listed = await openingCost(stage, from, withLists.agent);

  const batch = Array.from({ length: BATCH }, (_, index) =>
    traderOf(stage, FIRST_OF_BATCH + index, buildPolicy({ ...limits })),
  );
  const opened = await openAll(stage, batch);
  await fund(stage, batch, usd(20));
  return {
    policy_overhead: difference(policed, wallet),
    policy_overhead_lists: difference(listed, wallet),
    tab_redeem: await redeemCost(stage, from, [plain]),
    tab_redeem_batch100: each(await redeemCost(stage, from, batch)),
    pay_batch100: each(await payCost(stage, from, plain.agent, batch)),
    handles_batch100: each(opened),
  };
}

const limits = { perTransaction: usd(1_000), perPeriod: usd(5_000), lifetime: usd(50_000) };

function traderOf(stage: Stage, index: number, policy: Policy, lists: Partial<AgentAccount> = {}): Trader {
  const { domain, relayer } = stage;
  const key = person(`agent ${index}`);
  const principal = relayer.address;
  const address = accountAddressOf({ domain, principal, index });
  return { key, agent: agentAccount({ address, principal, policy, key, ...lists }) };
}

/** One whose policy allows a thousand counterparties, the seller among them, and sixteen categories. */
function listedTrader(stage: Stage): Trader {
  const others = Array.from({ length: LISTED - 1 }, (_, index) => addressFrom(`counterparty ${index}`));
  const counterparties = allowCounterparties([...others, stage.seller.address]);
  const categories = allowCategories(Array.from({ length: LISTED_CATEGORIES }, (_, index) => index + 1));
  const policy = buildPolicy({ ...limits, counterparties, categories });
  return traderOf(stage, WITH_LISTS, policy, { counterparties, categories });
}

async function openAll(stage: Stage, traders: readonly Trader[]): Promise<Cost> {
  const { address, relayer } = stage;
  const accounts = traders.map(({ agent, key }) => ({
    index: indexOf(stage, agent.address),
    policy: agent.policy,
    keys: [
      { key: key.address, expiry: stage.start + 1_000 * DAY, capabilities: ["commit", "tabs"] as const },
    ],
  }));
  const call = openAccounts.call({ address, principal: relayer.address, accounts });
  return stage.send(relayer, call, BATCH_GAS);
}

function indexOf({ domain, relayer }: Stage, address: Address): number {
  const indexes = [PLAIN, WITH_LISTS, ...Array.from({ length: BATCH }, (_, index) => FIRST_OF_BATCH + index)];
  const found = indexes.find(
    (index) => accountAddressOf({ domain, principal: relayer.address, index }) === address,
  );
  if (found === undefined) throw new Error(`${address} is no account of the benchmark`);
  return found;
}

async function fund(stage: Stage, traders: readonly Trader[], amount: bigint): Promise<void> {
  const { address, relayer } = stage;
  const moves = traders.map(({ agent }) => ({ from: relayer.address, to: agent.address, amount }));
  await stage.send(relayer, moveFunds.call({ address, moves }), BATCH_GAS);
}

/** Opens the same deal twice from a ledger row, of the wallet when no account is given; the second time counts. */
async function openingCost(stage: Stage, from: number, agent: AgentAccount | undefined): Promise<Cost> {
  await openFromRow(stage, from, agent, 1n);
  return openFromRow(stage, from, agent, 2n);
}

async function openFromRow(
  stage: Stage,
  from: number,
  agent: AgentAccount | undefined,
  number: bigint,
): Promise<Cost> {
  const { address, domain, buyer, seller, relayer } = stage;
  const amounts = [usd(54), usd(54), usd(72)];
  // Salts with as many digits as in practice, and others than the deals before.
  const salt = BigInt(from) + (agent === undefined ? 0n : BigInt(agent.address) >> 128n) + number;
  const terms: Terms = {
    ...termsOf(stage, { route: "ledger", amounts, salt }),
    buyer: agent?.address ?? buyer.address,
    milestones: amounts.map((amount, index) => ({ amount, deadline: from + (7 + index) * DAY })),
    openBy: from + 6 * DAY,
    ...(agent?.categories === undefined ? {} : { category: CATEGORY }),
  };
  const buyerSignature = await signTerms({ domain, terms, account: agent ?? buyer });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  return stage.send(relayer, openDeal.call({ address, terms, buyerSignature, sellerSignature }));
}

/** Opens a tab of each account for the seller, then redeems a voucher of each in one transaction. */
async function redeemCost(stage: Stage, from: number, traders: readonly Trader[]): Promise<Cost> {
  const { address, domain, seller, relayer } = stage;
  const vouchers = [];
  for (const { agent, key } of traders) {
    const tab: Tab = {
      ...buildTab(
        { account: agent.address, payee: seller.address, reserve: usd(10), voucherKey: key.address },
        { now: from },
      ),
      salt: BigInt(keccak256(agent.address)) >> 192n,
    };
    const signature = await signTab({ domain, tab, account: agent });
    await stage.send(relayer, openTab.call({ address, tab, signature }));
    const voucher = { tab: tabIdOf({ domain, tab }), amount: usd(2.5) };
    const promise = await signVoucher({ domain, ...voucher, account: key });
    vouchers.push({ tab, amount: voucher.amount, signature: promise });
  }
  return stage.send(relayer, redeemVouchers.call({ address, vouchers }), BATCH_GAS);
}

/** Pays the rows of a hundred accounts by one order; all of them hold something. */
async function payCost(
  stage: Stage,
  from: number,
  agent: AgentAccount,
  payees: readonly Trader[],
): Promise<Cost> {
  const { address, domain, relayer } = stage;
  const order: Order = {
    account: agent.address,
    nonce: 1n,
    validUntil: from + DAY,
    category: 0,
    memo: keccak256(toHex("invoices of november")),
    payments: payees.map(({ agent: { address: payee } }, index) => ({ payee, amount: usd(1 + index / 100) })),
  };
  const signature = await signOrder({ domain, order, account: agent });
  const call = pay.call({ address, orders: [{ order, signature }] });
  return stage.send(relayer, call, BATCH_GAS);
}

function person(name: string): LocalAccount {
  return privateKeyToAccount(keccak256(toHex(`bench ${name}`)));
}

function addressFrom(name: string): Address {
  return `0x${keccak256(toHex(`bench ${name}`)).slice(-40)}`;
}

function difference(more: Cost, less: Cost): Cost {
  return { gas: more.gas - less.gas, bytes: more.bytes - less.bytes };
}

/** What one item of a batch costs, rounded up. */
function each({ gas, bytes }: Cost): Cost {
  return { gas: Math.ceil(gas / BATCH), bytes: Math.ceil(bytes / BATCH) };
}

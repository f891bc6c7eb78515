import { type Address, keccak256, type LocalAccount, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
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
import { accountAddressOf } from "../../sdk/protocol/account-address.ts";
import { usd } from "../../test/support/usdc.ts";
import type { Cost, FigureName } from "./figures.ts";
import { termsOf } from "./lives.ts";
import type { Setup } from "./setup.ts";

/** Figures of managed accounts. */
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
export async function measureAccounts(setup: Setup): Promise<Record<AccountFigure, Cost>> {
  const { address, buyer } = setup;
  const from = setup.start + START_DAYS * DAY;
  setup.setTime(from);
  const principal = setup.relayer;
  await setup.send(
    buyer,
    deposit.call({ address, recipient: principal.address, amount: usd(100_000), salt: 4_096n }),
  );
  const plain = traderOf(setup, PLAIN, buildPolicy({ ...limits }));
  const withLists = listedTrader(setup);
  await openAll(setup, [plain, withLists]);
  await fund(setup, [plain, withLists], usd(2_000));

  const wallet = await openingCost(setup, from, undefined);
  const policed = await openingCost(setup, from, plain.agent);
  const listed = await openingCost(setup, from, withLists.agent);

  const batch = Array.from({ length: BATCH }, (_, index) =>
    traderOf(setup, FIRST_OF_BATCH + index, buildPolicy({ ...limits })),
  );
  const opened = await openAll(setup, batch);
  await fund(setup, batch, usd(20));
  return {
    policy_overhead: difference(policed, wallet),
    policy_overhead_lists: difference(listed, wallet),
    tab_redeem: await redeemCost(setup, from, [plain]),
    tab_redeem_batch100: each(await redeemCost(setup, from, batch)),
    pay_batch100: each(await payCost(setup, from, plain.agent, batch)),
    handles_batch100: each(opened),
  };
}

const limits = { perTransaction: usd(1_000), perPeriod: usd(5_000), lifetime: usd(50_000) };

function traderOf(setup: Setup, index: number, policy: Policy, lists: Partial<AgentAccount> = {}): Trader {
  const { domain, relayer } = setup;
  const key = person(`agent ${index}`);
  const principal = relayer.address;
  const address = accountAddressOf({ domain, principal, index });
  return { key, agent: agentAccount({ address, principal, policy, key, ...lists }) };
}

/** One whose policy allows a thousand counterparties, the seller among them, and sixteen categories. */
function listedTrader(setup: Setup): Trader {
  const others = Array.from({ length: LISTED - 1 }, (_, index) => addressFrom(`counterparty ${index}`));
  const counterparties = allowCounterparties([...others, setup.seller.address]);
  const categories = allowCategories(Array.from({ length: LISTED_CATEGORIES }, (_, index) => index + 1));
  const policy = buildPolicy({ ...limits, counterparties, categories });
  return traderOf(setup, WITH_LISTS, policy, { counterparties, categories });
}

async function openAll(setup: Setup, traders: readonly Trader[]): Promise<Cost> {
  const { address, relayer } = setup;
  const accounts = traders.map(({ agent, key }) => ({
    index: indexOf(setup, agent.address),
    policy: agent.policy,
    keys: [
      { key: key.address, expiry: setup.start + 1_000 * DAY, capabilities: ["commit", "tabs"] as const },
    ],
  }));
  const call = openAccounts.call({ address, principal: relayer.address, accounts });
  return setup.send(relayer, call, BATCH_GAS);
}

function indexOf({ domain, relayer }: Setup, address: Address): number {
  const indexes = [PLAIN, WITH_LISTS, ...Array.from({ length: BATCH }, (_, index) => FIRST_OF_BATCH + index)];
  const found = indexes.find(
    (index) => accountAddressOf({ domain, principal: relayer.address, index }) === address,
  );
  if (found === undefined) throw new Error(`${address} is no account of the benchmark`);
  return found;
}

async function fund(setup: Setup, traders: readonly Trader[], amount: bigint): Promise<void> {
  const { address, relayer } = setup;
  const moves = traders.map(({ agent }) => ({ from: relayer.address, to: agent.address, amount }));
  await setup.send(relayer, moveFunds.call({ address, moves }), BATCH_GAS);
}

/** Opens the same deal twice from a ledger balance, of the wallet when no account is given; the second time counts. */
async function openingCost(setup: Setup, from: number, agent: AgentAccount | undefined): Promise<Cost> {
  await openFromBalance(setup, from, agent, 1n);
  return openFromBalance(setup, from, agent, 2n);
}

async function openFromBalance(
  setup: Setup,
  from: number,
  agent: AgentAccount | undefined,
  number: bigint,
): Promise<Cost> {
  const { address, domain, buyer, seller, relayer } = setup;
  const amounts = [usd(54), usd(54), usd(72)];
  // Salts with as many digits as in practice, and others than the deals before.
  const salt = BigInt(from) + (agent === undefined ? 0n : BigInt(agent.address) >> 128n) + number;
  const terms: Terms = {
    ...termsOf(setup, { destination: "ledger", amounts, salt }),
    buyer: agent?.address ?? buyer.address,
    milestones: amounts.map((amount, index) => ({ amount, deadline: from + (7 + index) * DAY })),
    openBy: from + 6 * DAY,
    ...(agent?.categories === undefined ? {} : { category: CATEGORY }),
  };
  const buyerSignature = await signTerms({ domain, terms, account: agent ?? buyer });
  const sellerSignature = await signTerms({ domain, terms, account: seller });
  return setup.send(relayer, openDeal.call({ address, terms, buyerSignature, sellerSignature }));
}

/** Opens a tab of each account for the seller, then redeems a voucher of each in one transaction. */
async function redeemCost(setup: Setup, from: number, traders: readonly Trader[]): Promise<Cost> {
  const { address, domain, seller, relayer } = setup;
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
    await setup.send(relayer, openTab.call({ address, tab, signature }));
    const voucher = { tab: tabIdOf({ domain, tab }), amount: usd(2.5) };
    const promise = await signVoucher({ domain, ...voucher, account: key });
    vouchers.push({ tab, amount: voucher.amount, signature: promise });
  }
  return setup.send(relayer, redeemVouchers.call({ address, vouchers }), BATCH_GAS);
}

/** Pays the rows of a hundred accounts by one order; all of them hold something. */
async function payCost(
  setup: Setup,
  from: number,
  agent: AgentAccount,
  payees: readonly Trader[],
): Promise<Cost> {
  const { address, domain, relayer } = setup;
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
  return setup.send(relayer, call, BATCH_GAS);
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

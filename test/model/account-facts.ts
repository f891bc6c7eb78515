import { type Address, zeroHash } from "viem";
import {
  type AccountLife,
  type Capability,
  controllerOf,
  isFrozen,
  type Line,
  type Policy,
  policyOf,
  principalOf,
} from "./accounts.ts";
import { heldIn, redeemedOf } from "./tabs.ts";
import { drawableOf } from "./treasury.ts";
import { amountOf, type World } from "./world.ts";

const HOUR = 3_600;
const DAY = 86_400;
const BITS: readonly Capability[] = ["commit", "deliver", "settle", "tabs", "freeze"];

/** Roots of a policy's lists; how lists are hashed is not a model's business. */
export type Roots = (policy: Policy) => { readonly counterparties: string; readonly categories: string };

/** What the contract remembers of an account, as `accountOf` gives it. */
export function storedAccount(world: World, account: AccountLife) {
  const { total, inPeriod, sinceHour } = account.spending;
  return {
    balance: amountOf(world.balances, account.address),
    ...{ spent: total, periodSpent: inPeriod, periodStart: sinceHour * HOUR },
    ...{ principal: account.principal, index: account.index, frozen: isFrozen(world, account) },
  };
}

export function openedAccountFacts(world: World, account: AccountLife) {
  const { address, principal, index, openedAt, policies, keyChanges, freezes, frozen, spending, lines } =
    account;
  const balance = amountOf(world.balances, address);
  return {
    ...{ address, principal, index: BigInt(index), openedAt: BigInt(openedAt), frozen, balance },
    ...{
      spent: spending.total,
      periodSpent: spending.inPeriod,
      periodStart: BigInt(spending.sinceHour * HOUR),
    },
    committed: -sum(lines.filter(({ kind }) => kind !== "refund")),
    restored: sum(lines.filter(({ kind }) => kind === "refund")),
    ...{ policyVersion: policies.length, keyChangeCount: keyChanges, freezeCount: freezes, stated: balance },
  };
}

const sum = (lines: readonly Line[]) => lines.reduce((all, { amount }) => all + amount, 0n);

export function principalFacts(world: World, address: Address) {
  const { controller, offered, frozen, freezes, handovers } = principalOf(world, address);
  const accounts = [...world.accounts.values()].filter(({ principal }) => principal === address);
  return {
    ...{ address, controller, offered: offered ?? null, frozen, accountCount: accounts.length },
    ...{ freezeCount: freezes, handoverCount: handovers },
  };
}

export function keyFacts({ address: account, keys }: AccountLife) {
  return [...keys].map(([key, { expiry, capabilities }]) => ({
    account,
    ...keyRow(key, expiry, capabilities),
  }));
}

function keyRow(key: Address, expiry: number, capabilities: readonly Capability[]) {
  const bits = capabilities.reduce((all, name) => all + 2 ** BITS.indexOf(name), 0);
  return { key, expiry: BigInt(expiry), capabilities: bits };
}

export function policyFacts({ address: account, policies }: AccountLife, rootsOf: Roots) {
  return policies.map((policy, index) => {
    const {
      counterparties: _who,
      categories: _what,
      activeFrom,
      activeUntil,
      treasury: drawn,
      ...numbers
    } = policy;
    const window = { activeFrom: BigInt(activeFrom), activeUntil: BigInt(activeUntil) };
    const treasury = drawn === undefined ? null : BigInt(drawn);
    return { account, version: index + 1, ...numbers, ...window, treasury, ...rootsOf(policy) };
  });
}

export function tabFacts(world: World) {
  return [...world.tabs.values()].map((tab) => {
    const { id, terms, fromWallet, closed, redemptions } = tab;
    const { account, payee, reserve, voucherKey, salt, reference } = terms;
    return {
      ...{ id, account, payee, reserve, voucherKey, salt, category: BigInt(terms.category) },
      reference: reference === zeroHash ? null : reference,
      ...{ openBy: BigInt(terms.openBy), end: BigInt(terms.end), grace: BigInt(terms.grace) },
      redeemUntil: BigInt(terms.end + terms.grace),
      status: closed === undefined ? "open" : "closed",
      fundedFrom: fromWallet ? "wallet" : "ledger",
      redeemed: redeemedOf(tab),
      returned: closed?.returned ?? 0n,
      ...{ held: heldIn(tab), redemptionCount: redemptions.length, openedAt: BigInt(tab.openedAt) },
      closedAt: closed === undefined ? null : BigInt(closed.at),
    };
  });
}

export function redemptionFacts(world: World) {
  return [...world.tabs.values()].flatMap(({ id: tabId, terms: { payee }, redemptions }) => {
    let redeemed = 0n;
    return redemptions.map((amount, sequence) => {
      redeemed += amount;
      return { tabId, sequence, payee, amount, redeemed };
    });
  });
}

export function orderFacts(world: World) {
  return [...world.orders.values()].map(({ id, terms }) => {
    const { account, nonce, memo, payments } = terms;
    const amount = payments.reduce((all, payment) => all + payment.amount, 0n);
    const category = BigInt(terms.category);
    return { id, account, nonce, memo, category, amount, paymentCount: payments.length };
  });
}

export function paymentFacts(world: World) {
  return [...world.orders.values()].flatMap(({ id: orderId, terms: { account, payments } }) =>
    payments.map(({ payee, amount }, index) => ({ orderId, index, account, payee, amount })),
  );
}

/** What an account committed and got back in each day of UTC. An amendment that takes nothing is no commitment. */
export function dayFacts({ address: account, lines }: AccountLife) {
  const days = new Map<number, Line[]>();
  for (const line of lines) {
    const day = Math.floor(line.at / DAY);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].map(([day, ofDay]) => {
    const out = ofDay.filter(({ kind, amount }) => kind !== "refund" && amount !== 0n);
    const net = -sum(ofDay);
    const committed = -sum(out);
    return {
      ...{ account, day: new Date(day * DAY * 1_000).toISOString().slice(0, 10) },
      ...{ committed, refunded: committed - net, net, commitments: out.length },
    };
  });
}

/** Lines of a statement that a policy sees. What a bond's nonce is, is not a model's business. */
export function lineFacts({ address: account, lines }: AccountLife) {
  return lines.map(({ of, at, category, counterparties, ...line }) => {
    const told = line.refundOf ?? line.kind;
    const isOfDeal = told === "deal" || told === "bond";
    return {
      ...{ account, ...line, category: BigInt(category), timestamp: BigInt(at) },
      counterparties: [...counterparties],
      dealId: isOfDeal ? of : null,
      tabId: told === "tab" ? of : null,
      orderId: told === "payment" ? of : null,
    };
  });
}

/** What is left of each limit at a time, when somebody asks. */
export function allowanceFacts(world: World, account: AccountLife, now: number) {
  const policy = policyOf(account);
  const { spending } = account;
  const hours = policy.period;
  const period = Math.floor(now / HOUR / hours);
  const inPeriod = spending.sinceHour < period * hours ? 0n : spending.inPeriod;
  const left = (limit: bigint, spent: bigint) => (limit > spent ? limit - spent : 0n);
  const isActive = now >= policy.activeFrom && now < policy.activeUntil;
  const bounds = [
    amountOf(world.balances, account.address) + drawableOf(world, account.address),
    policy.perTransaction,
    left(policy.perPeriod, inPeriod),
    left(policy.lifetime, spending.total),
  ];
  const most = bounds.reduce((least, bound) => (bound < least ? bound : least));
  return {
    controller: controllerOf(world, account),
    available: isFrozen(world, account) || !isActive ? 0n : most,
    active: isActive,
    period: { spent: inPeriod, start: period * hours * HOUR, end: (period + 1) * hours * HOUR },
    lifetime: { spent: spending.total },
  };
}

import type { Address, Hex } from "viem";
import type { World } from "./world.ts";

const HOUR = 3_600;

/** What keys can be allowed. */
export type Capability = "commit" | "deliver" | "settle" | "tabs" | "freeze";

export interface KeyLife {
  /** Unix seconds; 0 once revoked. */
  readonly expiry: number;
  readonly capabilities: readonly Capability[];
}

/** What an account may commit. Amounts in USDC base units, times in unix seconds. */
export interface Policy {
  readonly perTransaction: bigint;
  readonly perPeriod: bigint;
  readonly lifetime: bigint;
  readonly approvalAbove: bigint;
  /** Hours. */
  readonly period: number;
  readonly activeFrom: number;
  readonly activeUntil: number;
  /** Undefined: everybody. */
  readonly counterparties: readonly Address[] | undefined;
  /** Undefined: all. */
  readonly categories: readonly number[] | undefined;
  /** Index of the account that pays what is lacking; undefined: none. */
  readonly treasury: number | undefined;
}

/** What was spent, and since when the period's part of it counts. */
export interface Spending {
  readonly total: bigint;
  readonly inPeriod: bigint;
  /** Whole hours since the epoch. */
  readonly sinceHour: number;
}

/** A line of the account's statement, as far as a model without logs can tell. */
export interface Line {
  readonly kind: "deal" | "tab" | "payment" | "bond" | "refund";
  readonly refundOf: "deal" | "tab" | "bond" | null;
  readonly amount: bigint;
  readonly at: number;
  /** Deal, tab or order; of a bond its deal. */
  readonly of: Hex;
  readonly milestone: number | null;
  /** Who signed a commitment. */
  readonly key: Address | null;
  /** In force, counted from 1. */
  readonly policy: number;
  readonly category: number;
  readonly counterparties: readonly Address[];
}

/** A managed account. */
export interface AccountLife {
  readonly address: Address;
  readonly principal: Address;
  readonly index: number;
  readonly openedAt: number;
  /** All there ever were, the last in force. */
  readonly policies: readonly Policy[];
  /** All that were ever granted. */
  readonly keys: ReadonlyMap<Address, KeyLife>;
  readonly keyChanges: number;
  /** By itself. */
  readonly frozen: boolean;
  readonly freezes: number;
  readonly spending: Spending;
  readonly lines: readonly Line[];
}

export interface PrincipalLife {
  readonly controller: Address;
  readonly offered: Address | undefined;
  readonly frozen: boolean;
  readonly freezes: number;
  readonly handovers: number;
}

/** What is known of a principal; every address is one, and controls itself to begin with. */
export function principalOf(world: World, principal: Address): PrincipalLife {
  const unknown = { controller: principal, offered: undefined, frozen: false, freezes: 0, handovers: 0 };
  return world.principals.get(principal) ?? unknown;
}

export function controllerOf(world: World, account: AccountLife): Address {
  return principalOf(world, account.principal).controller;
}

export function isFrozen(world: World, account: AccountLife): boolean {
  return account.frozen || principalOf(world, account.principal).frozen;
}

export function policyOf(account: AccountLife): Policy {
  const policy = account.policies.at(-1);
  if (policy === undefined) throw new RangeError(`${account.address} has no policy`);
  return policy;
}

export function withAccount(world: World, account: AccountLife): World {
  return { ...world, accounts: new Map(world.accounts).set(account.address, account) };
}

export function withPrincipal(world: World, address: Address, change: Partial<PrincipalLife>): World {
  const principal = { ...principalOf(world, address), ...change };
  return { ...world, principals: new Map(world.principals).set(address, principal) };
}

/** The hour in which a period of that many hours began that `now` lies in. */
export function periodOf(now: number, hours: number): number {
  const hour = Math.floor(now / HOUR);
  return hour - (hour % hours);
}

/** What counts against the limit of the period that began in `hour`. */
export function spentSince({ inPeriod, sinceHour }: Spending, hour: number): bigint {
  return sinceHour >= hour ? inPeriod : 0n;
}

type Told = Pick<Line, "of" | "category" | "counterparties"> & {
  readonly kind: "deal" | "tab" | "payment" | "bond";
  readonly milestone?: number;
};

/** Counts a commitment that the policy has allowed. Who has no principal counts nothing. */
export function spend(
  world: World,
  address: Address,
  amount: bigint,
  now: number,
  { key, ...told }: Told & { readonly key: Address | undefined },
): World {
  const account = world.accounts.get(address);
  if (account === undefined) return world;
  const { spending, lines, policies } = account;
  const hour = periodOf(now, policyOf(account).period);
  const line = {
    ...{ milestone: null, refundOf: null, key: key ?? null, amount: -amount, at: now },
    ...{ policy: policies.length, ...told },
  };
  return withAccount(world, {
    ...account,
    lines: [...lines, line],
    spending: {
      total: spending.total + amount,
      inPeriod: spentSince(spending, hour) + amount,
      sinceHour: Math.max(hour, spending.sinceHour),
    },
  });
}

/** Gives back what was spent at `spentAt`: to the period, too, unless that is over or another policy began since. */
export function unspend(
  world: World,
  address: Address,
  amount: bigint,
  now: number,
  {
    spentAt,
    kind: refundOf,
    ...told
  }: Told & { readonly kind: "deal" | "tab" | "bond"; readonly spentAt: number },
): World {
  const account = world.accounts.get(address);
  if (account === undefined || amount === 0n) return world;
  const { spending, lines, policies } = account;
  const { total, inPeriod, sinceHour } = spending;
  const left = (before: bigint) => (before > amount ? before - amount : 0n);
  const isOfPeriod = spentAt >= sinceHour * HOUR;
  const line = {
    ...{ milestone: null, kind: "refund" as const, refundOf, key: null, amount, at: now },
    ...{ policy: policies.length, ...told },
  };
  return withAccount(world, {
    ...account,
    lines: [...lines, line],
    spending: { total: left(total), inPeriod: isOfPeriod ? left(inPeriod) : inPeriod, sinceHour },
  });
}

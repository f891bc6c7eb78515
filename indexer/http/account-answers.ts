import { capabilityNames } from "quittance/protocol";
import { allowanceOf, type Left, limitOf, type Treasury } from "../accounting/limits.ts";

type Hex = `0x${string}`;

/** Up to which block an answer knows everything, and the time it speaks of. Unix seconds. */
export interface AsOf {
  readonly block: number;
  /** Null when no node says it. */
  readonly hash: Hex | null;
  readonly timestamp: number;
  readonly at: number;
}

/** The row of a managed account. */
export interface AccountFacts {
  readonly address: Hex;
  readonly principal: Hex | null;
  readonly index: bigint | null;
  readonly openedAt: bigint | null;
  readonly balance: bigint;
  readonly frozen: boolean;
  readonly spent: bigint;
  readonly periodSpent: bigint;
  readonly periodStart: bigint;
  readonly committed: bigint;
  readonly restored: bigint;
}

export interface PrincipalFacts {
  readonly address: Hex;
  readonly controller: Hex;
  readonly offered: Hex | null;
  readonly frozen: boolean;
}

export interface PolicyFacts {
  readonly version: number;
  readonly since: bigint;
  readonly hash: Hex;
  readonly perTransaction: bigint;
  readonly perPeriod: bigint;
  readonly lifetime: bigint;
  readonly approvalAbove: bigint;
  readonly period: number;
  readonly activeFrom: bigint;
  readonly activeUntil: bigint;
  readonly counterparties: Hex;
  readonly categories: Hex;
  /** Index of the account that pays what is lacking; null: none. */
  readonly treasury: bigint | null;
}

/** What the rows say of a policy's treasury, whether or not it has been opened. */
export interface TreasuryFacts extends Treasury {
  readonly account: Hex;
}

export interface KeyFacts {
  readonly key: Hex;
  readonly expiry: bigint;
  readonly capabilities: number;
}

export interface TabFacts {
  readonly id: Hex;
  readonly payee: Hex;
  readonly reserve: bigint;
  readonly redeemed: bigint;
  readonly end: bigint;
  readonly redeemUntil: bigint;
  readonly voucherKey: Hex;
  readonly category: bigint;
}

const ALL: Hex = `0x${"00".repeat(32)}`;

/** What an account's state follows from. */
export interface StandingFacts {
  readonly account: AccountFacts;
  readonly principal: PrincipalFacts;
  readonly policy: PolicyFacts;
  /** Undefined when the policy names none. */
  readonly treasury: TreasuryFacts | undefined;
}

/** The state of an account at `at`, unix seconds: itself, its policy, and what is left of each limit. Amounts as text. */
export function standingAnswer({ account, principal, policy, treasury }: StandingFacts, at: number) {
  const frozenBy = [
    ...(account.frozen ? ["account" as const] : []),
    ...(principal.frozen ? ["principal" as const] : []),
  ];
  const frozen = frozenBy.length > 0;
  return {
    account: {
      address: account.address,
      principal: principal.address,
      index: Number(account.index),
      controller: principal.controller,
      openedAt: Number(account.openedAt),
      balance: String(account.balance),
      frozen,
      frozenBy,
    },
    policy: policyAnswer(policy),
    limits: limitsAnswer({ account, policy, treasury }, frozen, at),
    total: {
      committed: String(account.committed),
      refunded: String(account.restored),
      net: String(account.committed - account.restored),
    },
  };
}

function policyAnswer(policy: PolicyFacts) {
  const { perTransaction, perPeriod, lifetime, approvalAbove, counterparties, categories, treasury } = policy;
  return {
    version: policy.version,
    since: Number(policy.since),
    hash: policy.hash,
    perTransaction: textOf(limitOf(perTransaction)),
    perPeriod: textOf(limitOf(perPeriod)),
    lifetime: textOf(limitOf(lifetime)),
    approvalAbove: textOf(limitOf(approvalAbove)),
    period: policy.period,
    activeFrom: Number(policy.activeFrom),
    activeUntil: Number(policy.activeUntil),
    counterparties: counterparties === ALL ? null : counterparties,
    categories: categories === ALL ? null : categories,
    treasury: treasury === null ? null : Number(treasury),
  };
}

function limitsAnswer(
  { account, policy, treasury }: Omit<StandingFacts, "principal">,
  frozen: boolean,
  at: number,
) {
  const circumstances = { balance: account.balance, treasury, frozen, time: BigInt(at) };
  const { available, active, perTransaction, period, lifetime } = allowanceOf(policy, account, circumstances);
  return {
    available: String(available),
    active,
    treasury: treasury === undefined ? null : { ...treasury, balance: String(treasury.balance) },
    perTransaction: leftAnswer(perTransaction),
    period: {
      ...leftAnswer(period),
      spent: String(period.spent),
      start: Number(period.start),
      end: Number(period.end),
    },
    lifetime: { ...leftAnswer(lifetime), spent: String(lifetime.spent) },
  };
}

function leftAnswer({ limit, left }: Left) {
  return { limit: textOf(limit), left: textOf(left) };
}

/** A key, and whether it acts at `at`. A revoked one has no capabilities. */
export function keyAnswer({ key, expiry, capabilities }: KeyFacts, at: number) {
  const names = capabilityNames.filter((_, bit) => (capabilities >> bit) & 1);
  return { key, expiry: Number(expiry), capabilities: names, live: at < expiry };
}

export function tabAnswer({
  id,
  payee,
  reserve,
  redeemed,
  end,
  redeemUntil,
  voucherKey,
  category,
}: TabFacts) {
  return {
    ...{ id, payee, voucherKey },
    reserve: String(reserve),
    redeemed: String(redeemed),
    end: Number(end),
    redeemUntil: Number(redeemUntil),
    category: Number(category),
  };
}

export function textOf(amount: bigint | null): string | null {
  return amount === null ? null : String(amount);
}

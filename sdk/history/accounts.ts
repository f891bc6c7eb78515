import type { Address, Hex } from "viem";
import { requireOptions } from "../json/options.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { lowered, numbered } from "./page.ts";
import {
  type AsOf,
  asOfColumns,
  bytes,
  type Columns,
  flagged,
  hash,
  holder,
  listOf,
  maybe,
  object,
  one,
  readAnswer,
  signedUnits,
  units,
  whole,
  words,
} from "./values.ts";

/** The latest block that is known, and the time that remaining limits are of; unix seconds. */
export interface AsOfMoment extends AsOf {
  readonly at: number;
}

/** What is left of one limit; undefined: no limit. USDC base units. */
export interface LimitLeft {
  readonly limit: bigint | undefined;
  readonly left: bigint | undefined;
}

/** A managed account, what its policy allows and what is left of it. Amounts are USDC base units, times unix seconds. */
export interface AccountStanding {
  readonly account: {
    readonly address: Address;
    readonly principal: Address;
    readonly index: number;
    readonly controller: Address;
    readonly openedAt: number;
    readonly balance: bigint;
    readonly frozen: boolean;
    readonly frozenBy: readonly ("account" | "principal")[];
  };
  /** A limit that is undefined is not set; so are lists that allow everything. */
  readonly policy: {
    readonly version: number;
    readonly since: number;
    readonly hash: Hex;
    readonly perTransaction: bigint | undefined;
    readonly perPeriod: bigint | undefined;
    readonly lifetime: bigint | undefined;
    readonly approvalAbove: bigint | undefined;
    /** Hours. */
    readonly period: number;
    readonly activeFrom: number;
    readonly activeUntil: number;
    readonly counterparties: Hex | undefined;
    readonly categories: Hex | undefined;
    /** Index of the account that pays what is lacking. */
    readonly treasury: number | undefined;
  };
  readonly limits: {
    /** The most that one commitment may have. */
    readonly available: bigint;
    readonly active: boolean;
    readonly treasury:
      | {
          readonly account: Address;
          readonly opened: boolean;
          readonly frozen: boolean;
          readonly balance: bigint;
        }
      | undefined;
    readonly perTransaction: LimitLeft;
    readonly period: LimitLeft & { readonly spent: bigint; readonly start: number; readonly end: number };
    readonly lifetime: LimitLeft & { readonly spent: bigint };
  };
  readonly total: { readonly committed: bigint; readonly refunded: bigint; readonly net: bigint };
}

/** A key of an account; a revoked one has no capability. */
export interface AccountKey {
  readonly key: Address;
  readonly expiry: number;
  readonly capabilities: readonly string[];
  readonly live: boolean;
}

/** A tab that is open. */
export interface OpenTab {
  readonly id: Hex;
  readonly payee: Address;
  readonly reserve: bigint;
  readonly redeemed: bigint;
  readonly end: number;
  readonly redeemUntil: number;
  readonly voucherKey: Address;
  readonly category: number;
}

/** An account with its keys and open tabs. */
export interface AccountAnswer extends AccountStanding {
  readonly asOf: AsOfMoment;
  readonly keys: readonly AccountKey[];
  readonly tabs: readonly OpenTab[];
}

const left = (): Columns<LimitLeft> => ({ limit: maybe(units()), left: maybe(units()) });

export const momentColumns = (): Columns<AsOfMoment> => ({ ...asOfColumns(), at: whole() });

function standingColumns(): Columns<AccountStanding> {
  const policy: Columns<AccountStanding["policy"]> = {
    ...{ version: whole(), since: whole(), hash: hash(), perTransaction: maybe(units()) },
    ...{ perPeriod: maybe(units()), lifetime: maybe(units()), approvalAbove: maybe(units()) },
    ...{ period: whole(), activeFrom: whole(), activeUntil: whole(), counterparties: maybe(bytes()) },
    ...{ categories: maybe(bytes()), treasury: maybe(whole()) },
  };
  const treasury = { account: holder(), opened: flagged(), frozen: flagged(), balance: units() };
  return {
    account: object({
      ...{ address: holder(), principal: holder(), index: whole(), controller: holder(), openedAt: whole() },
      ...{ balance: units(), frozen: flagged(), frozenBy: listOf(one("account", "principal")) },
    }),
    policy: object(policy),
    limits: object({
      ...{ available: units(), active: flagged(), treasury: maybe(object(treasury)) },
      perTransaction: object(left()),
      period: object({ ...left(), spent: units(), start: whole(), end: whole() }),
      lifetime: object({ ...left(), spent: units() }),
    }),
    total: object({ committed: units(), refunded: units(), net: signedUnits() }),
  };
}

const accountColumns = (): Columns<AccountAnswer> => ({
  asOf: object(momentColumns()),
  ...standingColumns(),
  keys: listOf(object({ key: holder(), expiry: whole(), capabilities: listOf(words()), live: flagged() })),
  tabs: listOf(
    object({
      ...{ id: hash(), payee: holder(), reserve: units(), redeemed: units(), end: whole() },
      ...{ redeemUntil: whole(), voucherKey: holder(), category: whole() },
    }),
  ),
});

/**
 * A managed account: its balance, keys, policy, open tabs, and what is left of each limit at a time; undefined when no principal
 * opened it, as far as the indexer has read.
 *
 * @param parameters.at Unix seconds; now when left out.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getAccount } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const account = "0x00000000000000000000000000000000000000a1";
 * const { name } = await getAccount(history, { account }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getAccount(
  history: History,
  parameters: { readonly account: Address; readonly at?: number | undefined } & Asking,
): Promise<AccountAnswer | undefined> {
  requireHistory(history);
  requireOptions(parameters, "account at signal");
  const path = `/accounts/${lowered("account", parameters.account)}`;
  const answer = await history.json(path, { at: numbered("at", parameters.at) }, parameters.signal);
  return answer === undefined ? undefined : readAnswer(object(accountColumns()), answer);
}

/** A principal and its accounts. */
export interface PrincipalAnswer {
  readonly asOf: AsOfMoment;
  readonly principal: {
    readonly address: Address;
    readonly controller: Address;
    /** Who may take it over; undefined when it is not offered. */
    readonly offered: Address | undefined;
    readonly frozen: boolean;
  };
  /** By ascending index. */
  readonly accounts: readonly AccountStanding[];
  /** `after` of the next page; undefined behind the last one. */
  readonly next: number | undefined;
}

/**
 * A principal and a page of its accounts, with what is left of their limits; undefined when it opened none, as far as the indexer
 * has read.
 *
 * @param parameters.limit 1 to 100 accounts; 100 when left out.
 * @param parameters.after `next` of the page before.
 * @param parameters.at Unix seconds; now when left out.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getPrincipal } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const principal = "0x00000000000000000000000000000000000000a1";
 * const { name } = await getPrincipal(history, { principal }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getPrincipal(
  history: History,
  parameters: {
    readonly principal: Address;
    readonly at?: number | undefined;
    readonly limit?: number | undefined;
    readonly after?: number | undefined;
  } & Asking,
): Promise<PrincipalAnswer | undefined> {
  requireHistory(history);
  requireOptions(parameters, "principal at limit after signal");
  const path = `/principals/${lowered("principal", parameters.principal)}`;
  const asked = {
    at: numbered("at", parameters.at),
    limit: numbered("limit", parameters.limit),
    after: numbered("after", parameters.after),
  };
  const answer = await history.json(path, asked, parameters.signal);
  if (answer === undefined) return undefined;
  const columns: Columns<PrincipalAnswer> = {
    asOf: object(momentColumns()),
    principal: object({
      ...{ address: holder(), controller: holder(), offered: maybe(holder()), frozen: flagged() },
    }),
    accounts: listOf(object(standingColumns())),
    next: maybe(whole()),
  };
  return readAnswer(object(columns), answer);
}

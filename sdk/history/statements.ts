import type { Address, Hex } from "viem";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import { requireOptions } from "../json/options.ts";
import { type AsOfMoment, momentColumns } from "./accounts.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { lowered, numbered } from "./page.ts";
import {
  type Columns,
  hash,
  holder,
  listOf,
  maybe,
  object,
  readAnswer,
  signedUnits,
  units,
  whole,
  words,
} from "./values.ts";

/** A line of a statement. Amounts are USDC base units, positive into the balance; times unix seconds. */
export interface StatementLine {
  readonly sequence: number;
  readonly kind: string;
  /** The kind of the commitment that came back. */
  readonly refundOf: string | undefined;
  readonly amount: bigint;
  /** After it. */
  readonly balance: bigint;
  readonly counterparties: readonly Address[];
  readonly category: number;
  /** The key that signed. */
  readonly key: Address | undefined;
  readonly digest: Hex | undefined;
  readonly dealId: Hex | undefined;
  readonly milestone: number | undefined;
  readonly tabId: Hex | undefined;
  readonly orderId: Hex | undefined;
  /** What it is part of: `deal`, `tab`, `order`, or `ledger` for none of them; and the id of that deal, tab or order. */
  readonly protocol: string;
  readonly session: Hex | undefined;
  /** The marketplace fee that was taken from a payout, or the verification fees in what was committed to a deal. */
  readonly fee: bigint | undefined;
  /** The limits it was written within; a limit that is undefined was not set. */
  readonly limits:
    | {
        readonly policy: number;
        readonly perTransaction: bigint | undefined;
        readonly perPeriod: bigint | undefined;
        readonly lifetime: bigint | undefined;
        readonly spent: bigint;
        readonly lifetimeLeft: bigint | undefined;
        readonly periodSpent: bigint;
        readonly periodLeft: bigint | undefined;
        readonly periodStart: number;
        readonly periodEnd: number;
      }
    | undefined;
  readonly block: number;
  readonly timestamp: number;
  readonly transaction: Hex;
}

function lineColumns(): Columns<StatementLine> {
  const limits: Columns<NonNullable<StatementLine["limits"]>> = {
    ...{ policy: whole(), perTransaction: maybe(units()), perPeriod: maybe(units()) },
    ...{ lifetime: maybe(units()), spent: units(), lifetimeLeft: maybe(units()), periodSpent: units() },
    ...{ periodLeft: maybe(units()), periodStart: whole(), periodEnd: whole() },
  };
  return {
    ...{ sequence: whole(), kind: words(), refundOf: maybe(words()), amount: signedUnits() },
    ...{ balance: units(), counterparties: listOf(holder()), category: whole(), key: maybe(holder()) },
    ...{ digest: maybe(hash()), dealId: maybe(hash()), milestone: maybe(whole()), tabId: maybe(hash()) },
    ...{ protocol: words(), session: maybe(hash()), fee: maybe(units()) },
    ...{ orderId: maybe(hash()), limits: maybe(object(limits)), block: whole(), timestamp: whole() },
    transaction: hash(),
  };
}

/** Which part of a statement: unix seconds, `until` excluded. */
export interface StatementSpan extends Asking {
  readonly account: Address;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/** A page of a statement, oldest line first. */
export interface StatementPage {
  readonly asOf: AsOfMoment;
  readonly account: Address;
  readonly principal: Address;
  readonly items: readonly StatementLine[];
  /** `after` of the next page; undefined behind the last one. */
  readonly next: number | undefined;
}

/**
 * A page of an account's statement, oldest line first; undefined when no principal opened the account, as far as the indexer has
 * read. All amounts of a statement sum to the balance.
 *
 * @param parameters.limit 1 to 1000; 100 when left out.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getStatement } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const account = "0x00000000000000000000000000000000000000a1";
 * const { name } = await getStatement(history, { account, limit: 10 }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getStatement(
  history: History,
  parameters: StatementSpan & {
    readonly kind?: string | undefined;
    readonly limit?: number | undefined;
    /** `next` of the page before. */
    readonly after?: number | undefined;
  },
): Promise<StatementPage | undefined> {
  requireHistory(history);
  requireOptions(parameters, "account from until kind limit after signal");
  const { account, from, until, kind, limit, after, signal } = parameters;
  const query = {
    ...{ from: numbered("from", from), until: numbered("until", until), kind },
    ...{ after: numbered("after", after), limit: numbered("limit", limit) },
  };
  const answer = await history.json(`/accounts/${lowered("account", account)}/statement`, query, signal);
  if (answer === undefined) return undefined;
  const columns = {
    ...{ asOf: object(momentColumns()), account: holder(), principal: holder() },
    ...{ entries: listOf(object(lineColumns())), next: maybe(whole()) },
  };
  const { entries: items, next, ...page } = readAnswer(object(columns), answer);
  if (next !== undefined && next <= (after ?? -1))
    throw new IndexerAnswerMalformedError("next does not grow");
  return { ...page, items, next };
}

/**
 * A whole statement as comma-separated values (RFC 4180), header line first; undefined when no principal opened the account.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getStatementCsv } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const account = "0x00000000000000000000000000000000000000a1";
 * const { name } = await getStatementCsv(history, { account }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getStatementCsv(
  history: History,
  parameters: StatementSpan,
): Promise<string | undefined> {
  requireHistory(history);
  requireOptions(parameters, "account from until signal");
  const { account, from, until, signal } = parameters;
  const query = { from: numbered("from", from), until: numbered("until", until) };
  const text = await history.text(`/accounts/${lowered("account", account)}/statement.csv`, query, signal);
  if (text !== undefined && !text.startsWith("sequence,"))
    throw new IndexerAnswerMalformedError("the first line is no header of a statement");
  return text;
}

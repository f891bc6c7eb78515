import type { Address, Hex } from "viem";
import { requireOptions } from "../json/options.ts";
import { type History, requireHistory } from "./client.ts";
import { idOf, lowered, numbered, PAGING, type Page, type Paging, pageOf } from "./page.ts";
import {
  type BallotRecord,
  ballotColumns,
  ballotFields,
  ballotOf,
  type VerdictRecord,
  verdictColumns,
} from "./records.ts";

/** Which verdicts. */
export interface VerdictFilter extends Paging {
  readonly dealId?: Hex | undefined;
  readonly milestone?: number | undefined;
  readonly round?: 1 | 2 | undefined;
  /** Unix seconds; `until` is excluded. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

/**
 * Verdicts, the latest first, a page at a time.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listVerdicts } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await listVerdicts(history, { round: 2 }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listVerdicts(
  history: History,
  filter: VerdictFilter = {},
): Promise<Page<VerdictRecord>> {
  requireHistory(history);
  requireOptions(filter, `dealId milestone round from until ${PAGING}`, "filter");
  const { dealId, milestone, round, from, until } = filter;
  numbered("milestone", milestone);
  numbered("round", round);
  const where = {
    dealId: dealId === undefined ? undefined : idOf("dealId", dealId),
    ...{ milestone, round, timestamp_gte: numbered("from", from), timestamp_lt: numbered("until", until) },
  };
  const order = { orderBy: "timestamp", orderDirection: "desc" } as const;
  const columns = verdictColumns();
  return pageOf(history, { list: "verdicts", filter: "verdict", columns, where, ...order }, filter);
}

/** Which ballots. */
export interface BallotFilter extends Paging {
  readonly juror?: Address | undefined;
  readonly dealId?: Hex | undefined;
}

/**
 * Ballots on record, the latest first, a page at a time.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listBallots } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const juror = "0x00000000000000000000000000000000000000c1";
 * const { name } = await listBallots(history, { juror }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listBallots(history: History, filter: BallotFilter = {}): Promise<Page<BallotRecord>> {
  requireHistory(history);
  requireOptions(filter, `juror dealId ${PAGING}`, "filter");
  const { dealId } = filter;
  const where = {
    juror: lowered("juror", filter.juror),
    dealId: dealId === undefined ? undefined : idOf("dealId", dealId),
  };
  const order = { orderBy: "timestamp", orderDirection: "desc" } as const;
  const asked = { columns: ballotColumns(), fields: ballotFields() };
  const page = await pageOf(
    history,
    { list: "ballots", filter: "ballot", ...asked, where, ...order },
    filter,
  );
  return { ...page, items: page.items.map(ballotOf) };
}

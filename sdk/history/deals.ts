import type { Address, Hex } from "viem";
import { requireOptions } from "../json/options.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { idOf, lowered, numbered, PAGING, type Page, type Paging, pageOf, recordOf } from "./page.ts";
import {
  type BallotRecord,
  ballotFields,
  ballotSchema,
  type ContestRecord,
  contestColumns,
  type DealRecord,
  type DealStatus,
  type DeliveryRecord,
  dealColumns,
  deliveryColumns,
  type MilestoneRecord,
  type MilestoneRecordStatus,
  milestoneColumns,
  type PanelRecord,
  panelColumns,
  type RatingRecord,
  type RulingRecord,
  ratingColumns,
  rulingColumns,
  type SettlementRecord,
  settlementColumns,
  type VerdictRecord,
  verdictColumns,
} from "./records.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";
import { type AsOf, type Columns, items, maybe, object } from "./values.ts";

/** Which deals; what is left out does not matter. */
export interface DealFilter extends Paging {
  /** Buyer or seller. */
  readonly party?: Address | undefined;
  readonly buyer?: Address | undefined;
  readonly seller?: Address | undefined;
  /** Of the buyer or the seller. */
  readonly principal?: Address | undefined;
  readonly status?: DealStatus | undefined;
  /** Unix seconds; `openedUntil` is excluded. */
  readonly openedFrom?: number | undefined;
  readonly openedUntil?: number | undefined;
}

/**
 * Deals, the latest first, a page at a time.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError
 * @throws InvalidFieldError for a wrong filter, before anything is asked.
 * @example
 * import { createHistory, listDeals } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const seller = "0x00000000000000000000000000000000000000b2";
 * const { name } = await listDeals(history, { seller, status: "open" }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listDeals(history: History, filter: DealFilter = {}): Promise<Page<DealRecord>> {
  requireHistory(history);
  requireOptions(filter, `party buyer seller principal status openedFrom openedUntil ${PAGING}`, "filter");
  const party = lowered("party", filter.party);
  const principal = lowered("principal", filter.principal);
  const either = [
    ...(party === undefined ? [] : [{ OR: [{ buyer: party }, { seller: party }] }]),
    ...(principal === undefined
      ? []
      : [{ OR: [{ buyerPrincipal: principal }, { sellerPrincipal: principal }] }]),
  ];
  const where = {
    buyer: lowered("buyer", filter.buyer),
    seller: lowered("seller", filter.seller),
    status: filter.status,
    openedAt_gte: numbered("openedFrom", filter.openedFrom),
    openedAt_lt: numbered("openedUntil", filter.openedUntil),
    AND: either.length === 0 ? undefined : either,
  };
  const order = { orderBy: "openedAt", orderDirection: "desc" } as const;
  return pageOf(history, { list: "deals", filter: "deal", columns: dealColumns(), where, ...order }, filter);
}

/** Which milestones. */
export interface MilestoneFilter extends Paging {
  readonly dealId?: Hex | undefined;
  readonly status?: MilestoneRecordStatus | undefined;
  /** Unix seconds: those that anyone may settle by then, if nothing happens before. */
  readonly settleBy?: number | undefined;
}

/**
 * Milestones, by their deadlines, a page at a time.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, listMilestones } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await listMilestones(history, { status: "delivered" }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function listMilestones(
  history: History,
  filter: MilestoneFilter = {},
): Promise<Page<MilestoneRecord>> {
  requireHistory(history);
  requireOptions(filter, `dealId status settleBy ${PAGING}`, "filter");
  const { dealId, status, settleBy } = filter;
  const where = {
    dealId: dealId === undefined ? undefined : idOf("dealId", dealId),
    status,
    settleFrom_lte: numbered("settleBy", settleBy),
  };
  const order = { orderBy: "deadline", orderDirection: "asc" } as const;
  const columns = milestoneColumns();
  return pageOf(history, { list: "milestones", filter: "milestone", columns, where, ...order }, filter);
}

/** A milestone with all that happened to it. */
export interface MilestoneHistory extends MilestoneRecord {
  readonly delivery: DeliveryRecord | undefined;
  readonly verdicts: readonly VerdictRecord[];
  readonly ballots: readonly BallotRecord[];
  readonly contests: readonly ContestRecord[];
  readonly panels: readonly PanelRecord[];
  readonly ruling: RulingRecord | undefined;
  readonly settlement: SettlementRecord | undefined;
}

/** A deal with all that happened to it. */
export interface DealHistory extends DealRecord {
  readonly milestones: readonly MilestoneHistory[];
  readonly ratings: readonly RatingRecord[];
}

/** A deal, and what happened in order. */
export interface DealAnswer {
  readonly asOf: AsOf;
  /** Undefined when no such deal was opened, as far as the indexer has read. */
  readonly deal: DealHistory | undefined;
  readonly timeline: readonly TimelineEntry[];
}

/**
 * A deal with its milestones, and everything that happened to it in order.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getDeal } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const { name } = await getDeal(history, { dealId: `0x${"11".repeat(32)}` }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getDeal(
  history: History,
  parameters: { readonly dealId: Hex } & Asking,
): Promise<DealAnswer> {
  requireHistory(history);
  requireOptions(parameters, "dealId signal");
  const id = idOf("dealId", parameters.dealId);
  const schema = object({ deal: maybe(object(dealHistoryColumns())) });
  const question = { document: DOCUMENT(), variables: { id }, schema };
  const { asOf, found } = await recordOf(history, question, parameters.signal);
  const { deal } = found;
  return { asOf, deal, timeline: deal === undefined ? [] : timelineOf(deal) };
}

function dealHistoryColumns(): Columns<DealHistory> {
  const milestone: Columns<MilestoneHistory> = {
    ...milestoneColumns(),
    delivery: maybe(object(deliveryColumns())),
    verdicts: items(object(verdictColumns())),
    ballots: items(ballotSchema()),
    contests: items(object(contestColumns())),
    panels: items(object(panelColumns())),
    ruling: maybe(object(rulingColumns())),
    settlement: maybe(object(settlementColumns())),
  };
  return {
    ...dealColumns(),
    milestones: items(object(milestone)),
    ratings: items(object(ratingColumns())),
  };
}

const named = (columns: object): string => Object.keys(columns).join(" ");

/** Lists are as long as the contract lets them be. */
const DOCUMENT = (): string =>
  `query ($id: String!) { deal(id: $id) { ${named(dealColumns())} ` +
  `ratings(limit: 2) { items { ${named(ratingColumns())} } } ` +
  `milestones(orderBy: "index", limit: 32) { items { ${named(milestoneColumns())} ` +
  `delivery { ${named(deliveryColumns())} } ruling { ${named(rulingColumns())} } ` +
  `settlement { ${named(settlementColumns())} } ` +
  `verdicts(orderBy: "round", limit: 2) { items { ${named(verdictColumns())} } } ` +
  `ballots(orderBy: "round", limit: 46) { items { ${ballotFields()} } } ` +
  `contests(orderBy: "round", limit: 2) { items { ${named(contestColumns())} } } ` +
  `panels(limit: 1) { items { ${named(panelColumns())} } } } } } }`;

import type { Address, Hex } from "viem";
import { IndexerAnswerMalformedError } from "../errors/history.ts";
import { requireOptions } from "../json/options.ts";
import { requireAddress } from "../protocol/address.ts";
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
  one,
  readAnswer,
  signedUnits,
  units,
  whole,
  words,
} from "./values.ts";

/** One side of a milestone that settled. Amounts are USDC base units; times unix seconds. */
export interface SettlementLine {
  readonly dealId: Hex;
  readonly milestone: number;
  readonly cause: string;
  readonly category: number | undefined;
  readonly side: "buyer" | "seller";
  readonly account: Address;
  readonly counterparty: Address;
  /** A seller's part by the payout; what a buyer had put into the milestone, its verification fee included. */
  readonly gross: bigint;
  /** Taken from a seller's part. */
  readonly marketplaceFee: bigint;
  /** Paid by a buyer, when a panel earned it. */
  readonly verificationFee: bigint;
  /** To the payer of the other side's bond. */
  readonly reimbursed: bigint;
  /** What came back to a buyer. */
  readonly refund: bigint;
  /** What a seller was paid; of a buyer, minus what it cost. */
  readonly net: bigint;
  readonly destination: "wallet" | "ledger";
  readonly block: number;
  readonly logIndex: number;
  readonly timestamp: number;
  readonly transaction: Hex;
}

const lineColumns = (): Columns<SettlementLine> => ({
  ...{ dealId: hash(), milestone: whole(), cause: words(), category: maybe(whole()) },
  ...{ side: one("buyer", "seller"), account: holder(), counterparty: holder(), gross: units() },
  ...{ marketplaceFee: units(), verificationFee: units(), reimbursed: units(), refund: units() },
  ...{ net: signedUnits(), destination: one("wallet", "ledger"), block: whole(), logIndex: whole() },
  ...{ timestamp: whole(), transaction: hash() },
});

/** Whose settlements: of one address, a wallet too, or of all accounts of a principal. */
export interface SettlementDay extends Asking {
  readonly agent?: Address | undefined;
  readonly principal?: Address | undefined;
  /** A day of UTC, as 2026-11-21. */
  readonly day: string;
}

/** Settlements of a day, in the order of the chain. */
export interface SettlementsPage {
  readonly asOf: AsOfMoment;
  readonly items: readonly SettlementLine[];
  /** `after` of the next page; undefined behind the last one. */
  readonly next: string | undefined;
}

/**
 * What settled on a day for an address, or for all accounts of a principal: each milestone with its counterparty, fees, refund and
 * payout. A principal whose accounts are on both sides has two lines for a milestone.
 *
 * @param parameters.limit Milestones, 1 to 1000; 100 when left out.
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getSettlements } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const agent = "0x00000000000000000000000000000000000000b2";
 * const { name } = await getSettlements(history, { agent, day: "2026-11-21" }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getSettlements(
  history: History,
  parameters: SettlementDay & {
    readonly limit?: number | undefined;
    /** `next` of the page before. */
    readonly after?: string | undefined;
  },
): Promise<SettlementsPage> {
  requireHistory(history);
  requireOptions(parameters, "agent principal day limit after signal");
  const { day, limit, after, signal } = parameters;
  const query = { day, after, limit: numbered("limit", limit) };
  const answer = await history.json(`/${holderOf(parameters)}/settlements`, query, signal);
  if (answer === undefined) throw new IndexerAnswerMalformedError("it has no settlements");
  const columns = {
    ...{ asOf: object(momentColumns()), settlements: listOf(object(lineColumns())), next: maybe(words()) },
  };
  const { settlements: items, ...page } = readAnswer(object(columns), answer);
  return { ...page, items };
}

/**
 * The same as comma-separated values (RFC 4180), header line first, all lines of the day.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, getSettlementsCsv } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const principal = "0x00000000000000000000000000000000000000a1";
 * const { name } = await getSettlementsCsv(history, { principal, day: "2026-11-21" }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function getSettlementsCsv(history: History, parameters: SettlementDay): Promise<string> {
  requireHistory(history);
  requireOptions(parameters, "agent principal day signal");
  const { day, signal } = parameters;
  const text = await history.text(`/${holderOf(parameters)}/settlements.csv`, { day }, signal);
  if (!text?.startsWith("time,"))
    throw new IndexerAnswerMalformedError("the first line is no header of settlements");
  return text;
}

function holderOf({ agent, principal }: Pick<SettlementDay, "agent" | "principal">): string {
  if (principal !== undefined) return `principals/${lowered("principal", principal)}`;
  requireAddress("agent", agent as Address);
  return `agents/${lowered("agent", agent)}`;
}

import type { Address } from "viem";
import { requireOptions } from "../json/options.ts";
import type { ApprovalFacts, OwnCommitment } from "../negotiation/approval/facts.ts";
import { isSameAddress, requireAddress, requireAddressIfGiven } from "../protocol/address.ts";
import { amountsOf, dueOf } from "../protocol/terms.ts";
import { decodeTerms } from "../protocol/terms-codec.ts";
import { type Asking, type History, requireHistory } from "./client.ts";
import { listDeals } from "./deals.ts";
import type { Page } from "./page.ts";
import type { DealRecord } from "./records.ts";
import { listSeats } from "./seats.ts";

const PAGE = 1_000;
const MOST_PAGES = 20;
/** Pages of settled deals that are looked through for a category: what is older says little of a price. */
const PRICE_PAGES = 5;

/** Whose facts, and of which work. */
export interface ApprovalQuestion extends Asking {
  /** The agent that would commit itself: a wallet, or a managed account. */
  readonly account: Address;
  /** As in the terms; without one, prices of deals that name none. */
  readonly category?: number | undefined;
  /** The juror pool whose seats say to whom jurors belong. */
  readonly pool?: Address | undefined;
}

/**
 * What an indexer knows of the facts that `approvalPolicy` compares with: the agent's own deals, prices that deals of the category settled
 * for, one for each pair of principals, and to whom accounts and seats belong. Offers that are no deal yet it does not know: add those of
 * your own, and the counterparties that you know.
 *
 * @throws IndexerUnreachableError, IndexerNotReadyError, IndexerRefusedError, IndexerAnswerMalformedError, InvalidFieldError
 * @example
 * import { createHistory, readApprovalFacts } from "quittance/history";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const account = "0x00000000000000000000000000000000000000b2";
 * const { name } = await readApprovalFacts(history, { account }).catch((error) => error);
 * console.log(name); // IndexerUnreachableError: no indexer runs there
 */
export async function readApprovalFacts(
  history: History,
  question: ApprovalQuestion,
): Promise<ApprovalFacts> {
  requireHistory(history);
  requireOptions(question, "account category pool signal");
  const { account, category, pool, signal } = question;
  requireAddress("account", account);
  requireAddressIfGiven("pool", pool);
  const own = await pages(MOST_PAGES, (after) =>
    listDeals(history, { party: account, limit: PAGE, after, signal }),
  );
  const settled = await pages(PRICE_PAGES, (after) =>
    listDeals(history, { status: "settled", limit: PAGE, after, signal }),
  );
  const seats =
    pool === undefined
      ? []
      : await pages(MOST_PAGES, (after) => listSeats(history, { pool, limit: PAGE, after, signal }));
  return {
    commitments: own.map((deal) => commitmentOf(deal, account)),
    prices: pricesOf(settled.filter((deal) => deal.category === category)),
    known: [],
    owners: ownersOf([
      ...[...own, ...settled].flatMap(({ buyer, seller, buyerPrincipal, sellerPrincipal }) => [
        { address: buyer, owner: buyerPrincipal },
        { address: seller, owner: sellerPrincipal },
      ]),
      ...seats.filter(({ status }) => status !== "vacant").map(({ key, owner }) => ({ address: key, owner })),
    ]),
  };
}

async function pages<Item>(
  most: number,
  ask: (after: string | undefined) => Promise<Page<Item>>,
): Promise<Item[]> {
  const found: Item[] = [];
  let after: string | undefined;
  for (let count = 0; count < most; count++) {
    const { items, next } = await ask(after);
    found.push(...items);
    if (next === undefined) break;
    after = next;
  }
  return found;
}

const STATES = { open: "open", settled: "settled", cancelled: "lapsed", amended: "lapsed" } as const;

/** A deal that another one replaced is told by that one. The deal's id stands for its negotiation, which is over. */
function commitmentOf(deal: DealRecord, account: Address): OwnCommitment {
  const { id, buyer, seller, status, openedAt } = deal;
  const terms = decodeTerms(deal.terms);
  const isBuyer = isSameAddress(buyer, account);
  return {
    negotiation: id,
    counterparty: isBuyer ? seller : buyer,
    at: openedAt,
    value: isBuyer ? dueOf(terms) : amountsOf(terms),
    state: STATES[status],
    jurors: terms.panel,
  };
}

/** The latest price of each pair, so that two who deal with each other a hundred times count once. */
function pricesOf(deals: readonly DealRecord[]): bigint[] {
  const latest = new Map<string, bigint>();
  for (const { buyer, seller, buyerPrincipal = buyer, sellerPrincipal = seller, terms } of deals) {
    const pair = `${buyerPrincipal} ${sellerPrincipal}`;
    if (!latest.has(pair)) latest.set(pair, amountsOf(decodeTerms(terms)));
  }
  return [...latest.values()];
}

function ownersOf(
  found: readonly { readonly address: Address; readonly owner: Address | undefined }[],
): ApprovalFacts["owners"] {
  const known = new Map<Address, Address>();
  for (const { address, owner } of found) if (owner !== undefined) known.set(address, owner);
  return [...known].map(([address, owner]) => ({ address, owner }));
}

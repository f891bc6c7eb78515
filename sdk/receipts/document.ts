import type { Address, Hex } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import type { DealHistory } from "../history/deals.ts";
import { hashCanonical } from "../json/canonical.ts";
import { record } from "../json/fields.ts";
import { requireObject, requireOptions } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { dealIdOf } from "../protocol/deal-id.ts";
import { type QuittanceDomain, requireDomain } from "../protocol/domain.ts";
import type { Terms } from "../protocol/terms.ts";
import { decodeTerms } from "../protocol/terms-codec.ts";
import { explorerOf } from "./explorer.ts";
import { itemOf, type Parted, type SettlementItem, timeOf, totalsOf } from "./lines.ts";
import { type Money, moneyOf, unitsOf } from "./money.ts";
import { note, type PartyDetails, partySchema, type TaxDetails, taxSchema } from "./party.ts";

/** A party of a document: its address on the chain, and what its principal says of it. */
export interface DocumentParty extends PartyDetails {
  readonly account: Address;
}

/** An invoice of the seller, or a receipt of the buyer, about milestones that settled. It is JSON as it is. */
export interface SettlementDocument {
  readonly format: "quittance-settlement-1";
  readonly kind: "invoice" | "receipt";
  /** The same for the same kind, deal and milestones. */
  readonly number: string;
  /** The day on which the last of the milestones settled, in UTC. */
  readonly date: string;
  readonly currency: "USDC";
  readonly seller: DocumentParty;
  readonly buyer: DocumentParty;
  readonly deal: {
    readonly id: Hex;
    readonly chainId: number;
    readonly contract: Address;
    readonly pact: Hex;
    readonly reference: Hex | null;
    readonly category: number | null;
    readonly openedAt: string;
    readonly openedIn: Hex;
  };
  readonly items: readonly SettlementItem[];
  readonly totals: Parted;
  /** What an invoice asks, or what a receipt confirms: the seller's part, or what the buyer paid in all. It is paid. */
  readonly paid: Money;
  /** The tax within the seller's part. */
  readonly tax: {
    readonly label: string;
    readonly rate: number;
    readonly net: Money;
    readonly tax: Money;
    readonly note: string;
  } | null;
  readonly note: string;
  /** keccak256 of the canonical JSON of all other fields. */
  readonly hash: Hex;
}

const INPUT = "kind domain deal milestones seller buyer tax note explorer";

/**
 * An invoice or a receipt about milestones that settled, from what the indexer says of the deal. The terms must have the deal's id, and
 * every sum is checked against them: what a milestone held is what its seller, its marketplace, its panel and its buyer got. The same
 * facts give the same document, to the byte.
 *
 * @param input.domain The caller's own deployment (`getDomain`).
 * @param input.deal `deal` of `getDeal`.
 * @param input.milestones Which; all that settled when left out.
 * @param input.tax A tax that the seller's part includes.
 * @param input.explorer Base URL of an explorer's pages of transactions; that of Base's explorer on its chains when left out.
 * @throws InvalidFieldError when no such milestone settled, or the sums do not add up.
 * @example
 * import { createHistory, getDeal } from "quittance/history";
 * import { settlementDocument } from "quittance/receipts";
 * import { quittanceDomain } from "quittance";
 *
 * const history = createHistory({ url: "http://127.0.0.1:9" });
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const { deal } = await getDeal(history, { dealId: `0x${"11".repeat(32)}` }).catch(() => ({ deal: undefined }));
 * if (deal !== undefined) console.log(settlementDocument({ kind: "receipt", domain, deal }).paid.usdc);
 */
export function settlementDocument(input: {
  readonly kind: SettlementDocument["kind"];
  readonly domain: QuittanceDomain;
  readonly deal: DealHistory;
  readonly milestones?: readonly number[] | undefined;
  readonly seller?: PartyDetails | undefined;
  readonly buyer?: PartyDetails | undefined;
  readonly tax?: TaxDetails | undefined;
  readonly note?: string | undefined;
  readonly explorer?: string | undefined;
}): SettlementDocument {
  requireOptions(input, INPUT);
  const { kind, deal } = input;
  if (kind !== "invoice" && kind !== "receipt")
    throw wrong("kind", kind, 'must be "invoice" or "receipt"', "Give one of them.");
  const domain = requireDomain("domain", input.domain);
  const terms = termsOf(domain, deal);
  const linkOf = explorerOf(domain.chainId, input.explorer);
  const items = chosen(deal, input.milestones).map((milestone) => itemOf(terms, milestone, linkOf));
  const totals = totalsOf(items);
  const paid = kind === "invoice" ? totals.toSeller : totals.cost;
  const document: Omit<SettlementDocument, "hash"> = {
    ...{ format: "quittance-settlement-1", kind, number: numberOf(kind, domain, deal, items) },
    date:
      items
        .map(({ settledAt }) => settledAt.slice(0, 10))
        .sort()
        .at(-1) ?? "",
    currency: "USDC",
    seller: partyOf("seller", terms.seller, input.seller),
    buyer: partyOf("buyer", terms.buyer, input.buyer),
    deal: dealPart(domain, deal, terms),
    ...{ items, totals, paid },
    tax: input.tax === undefined ? null : taxOf(parseWith("tax", taxSchema(), input.tax), totals.toSeller),
    note: parseWith("input", record({ note: note() }), { note: input.note ?? "" }).note,
  };
  return { ...document, hash: hashCanonical(document) };
}

function termsOf(domain: QuittanceDomain, deal: DealHistory): Terms {
  requireObject("deal", deal, "Pass deal of getDeal.");
  const terms = decodeTerms(deal.terms);
  const id = dealIdOf({ domain, terms });
  const remedy =
    "Give the domain of the deal's own contract, and the deal as an indexer that you trust tells it.";
  if (id !== deal.id)
    throw wrong("deal.id", deal.id, `does not follow from its terms, which give ${id}`, remedy, true);
  return terms;
}

/** The milestones asked for, ascending; each once. */
function chosen({ milestones }: DealHistory, asked: readonly number[] | undefined) {
  const settled = milestones.filter(({ settlement }) => settlement !== undefined);
  const items = asked === undefined ? settled : settled.filter(({ index }) => asked.includes(index));
  const missing = asked?.find((index) => !items.some((each) => each.index === index));
  const remedy = "Wait until it settles, or name others.";
  if (missing !== undefined) throw wrong("milestones", missing, "has one that did not settle", remedy);
  if (items.length === 0) throw wrong("milestones", "none", "must be some that settled", remedy);
  return [...items].sort((one, other) => one.index - other.index);
}

function dealPart({ chainId, verifyingContract }: QuittanceDomain, deal: DealHistory, terms: Terms) {
  return {
    ...{ id: deal.id, chainId, contract: verifyingContract, pact: terms.pact },
    ...{ reference: terms.reference ?? null, category: terms.category ?? null },
    ...{ openedAt: timeOf(deal.openedAt), openedIn: deal.openedIn },
  };
}

/** Such as INV-8453-9F3A66B1C2D4E5F6-0.2: chain, start of the deal's id, and milestones. */
function numberOf(
  kind: SettlementDocument["kind"],
  { chainId }: QuittanceDomain,
  { id }: DealHistory,
  items: readonly SettlementItem[],
): string {
  const start = id.slice(2, 18).toUpperCase();
  const which = items.map(({ milestone }) => milestone).join(".");
  return `${kind === "invoice" ? "INV" : "REC"}-${chainId}-${start}-${which}`;
}

function partyOf(field: string, account: Address, details: PartyDetails | undefined): DocumentParty {
  const given = parseWith(field, partySchema(), details ?? {});
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { account, ...said };
}

/** The tax that a price includes, rounded to the next base unit below. */
function taxOf({ label, rate, note: why = "" }: TaxDetails, gross: Money): SettlementDocument["tax"] {
  const whole = unitsOf(gross);
  const tax = (whole * BigInt(rate)) / BigInt(10_000 + rate);
  return { label, rate, net: moneyOf(whole - tax), tax: moneyOf(tax), note: why };
}

function wrong(
  field: string,
  value: unknown,
  problem: string,
  remedy: string,
  hash = false,
): InvalidFieldError {
  return new InvalidFieldError({ field, value, problem, remedy, hash });
}

import { InvalidFieldError } from "../errors/field.ts";
import { hashCanonical } from "../json/canonical.ts";
import { requireObject } from "../json/options.ts";
import { parseJson } from "../json/parse.ts";
import type { SettlementDocument } from "./document.ts";
import { amounts, type Parted, requireConserved, totalsOf } from "./lines.ts";
import { moneyOf, unitsOf } from "./money.ts";

/**
 * A document that someone sent, as an object or its JSON text: its hash must be that of the rest, and its sums must add up. Whether
 * those amounts were paid, the chain says: make the document again from the deal, and compare the hashes.
 *
 * @throws InvalidFieldError naming what does not hold.
 * @example
 * import { InvalidFieldError } from "quittance";
 * import { checkSettlementDocument } from "quittance/receipts";
 *
 * try {
 *   checkSettlementDocument('{ "format": "quittance-settlement-1", "hash": "0x00" }');
 * } catch (error) {
 *   if (error instanceof InvalidFieldError) console.log(error.field); // document.hash
 * }
 */
export function checkSettlementDocument(input: unknown): SettlementDocument {
  const given = typeof input === "string" ? parseJson(input) : input;
  requireObject("document", given, "Pass a document, or its JSON text.");
  const { hash, ...rest } = given as SettlementDocument;
  requireThat(
    "hash",
    hash,
    typeof hash === "string" && hash === hashCanonical(rest),
    "is not that of the rest",
  );
  requireThat(
    "format",
    rest.format,
    rest.format === "quittance-settlement-1",
    "is not one that this version knows",
  );
  requireThat(
    "items",
    rest.items,
    Array.isArray(rest.items) && rest.items.length > 0,
    "must be the settled milestones",
  );
  requireThat("kind", rest.kind, isKind(rest.kind), 'must be "invoice" or "receipt"');
  requireThat("items", undefined, isEachOnce(rest.items), "must be ascending by milestone, each once");
  rest.items.forEach((item, index) => {
    requireConserved(`document.items[${index}]`, unitsIn(`items[${index}]`, item));
  });
  const totals = totalsOf(rest.items);
  for (const name of amounts) {
    const said: unknown = Reflect.get(Object(rest.totals), name);
    requireThat(`totals.${name}`, unitsSaid(said), isSame(said, totals[name]), "is not the sum of the items");
  }
  const paid = rest.kind === "invoice" ? totals.toSeller : totals.cost;
  requireThat("paid", unitsSaid(rest.paid), isSame(rest.paid, paid), "is not what the totals say");
  requireTax(rest.tax, unitsOf(totals.toSeller));
  return { ...rest, hash };
}

const isKind = (kind: unknown) => kind === "invoice" || kind === "receipt";

/** A milestone that is there twice would be paid twice. */
function isEachOnce(items: readonly unknown[]): boolean {
  const numbers = items.map((item): unknown => Reflect.get(Object(item), "milestone"));
  return numbers.every(
    (number, index) =>
      Number.isSafeInteger(number) && Number(number) > (index === 0 ? -1 : Number(numbers[index - 1])),
  );
}

/** Refuses a tax that is not the share of the seller's part at its rate, or that does not sum to it with what is left. */
function requireTax(tax: SettlementDocument["tax"], gross: bigint): void {
  if (tax === null) return;
  const rate: unknown = Reflect.get(Object(tax), "rate");
  const isRate = Number.isSafeInteger(rate) && Number(rate) >= 0 && Number(rate) <= 10_000;
  requireThat("tax.rate", rate, isRate, "must be basis points, 0 to 10000");
  const part = (gross * BigInt(Number(rate))) / BigInt(10_000 + Number(rate));
  for (const [name, units] of [
    ["tax", part],
    ["net", gross - part],
  ] as const) {
    const said: unknown = Reflect.get(Object(tax), name);
    requireThat(
      `tax.${name}`,
      unitsSaid(said),
      isSame(said, moneyOf(units)),
      "does not follow from the rate",
    );
  }
}

function unitsIn(field: string, item: Parted): Parted<bigint> {
  const read = amounts.map((name) => {
    const { units, usdc } = Object(item[name]) as Record<string, unknown>;
    const isMoney =
      typeof units === "string" && /^\d{1,40}$/.test(units) && moneyOf(BigInt(units)).usdc === usdc;
    requireThat(`${field}.${name}`, units, isMoney, "must be base units, and the same with six decimals");
    return [name, unitsOf(item[name])] as const;
  });
  return Object.fromEntries(read) as unknown as Parted<bigint>;
}

const unitsSaid = (money: unknown): unknown => Reflect.get(Object(money), "units");

const isSame = (one: unknown, other: { readonly units: string; readonly usdc: string }) =>
  unitsSaid(one) === other.units && Reflect.get(Object(one), "usdc") === other.usdc;

function requireThat(field: string, value: unknown, holds: boolean, problem: string): void {
  if (holds) return;
  throw new InvalidFieldError({
    ...{ field: `document.${field}`, value, problem },
    remedy: "Something was changed. Make the document again from the deal.",
  });
}

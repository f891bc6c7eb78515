import { html, type Markup } from "../../audit/html/escape.ts";
import { percentText } from "../../protocol/explaining/formats.ts";
import { checkSettlementDocument } from "../check.ts";
import type { DocumentParty, SettlementDocument } from "../document.ts";
import type { SettlementItem } from "../lines.ts";
import { type Money, unitsOf } from "../money.ts";
import { proofOf } from "./proof.ts";
import { STYLE } from "./style.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * An invoice or a receipt as one HTML page that prints. It loads nothing and runs nothing; what the parties and strangers wrote stands
 * in it as text.
 *
 * @throws InvalidFieldError when the document's hash is not that of the rest, or its sums do not add up.
 * @example
 * import { InvalidFieldError } from "quittance";
 * import { renderSettlementDocument } from "quittance/receipts";
 *
 * try {
 *   renderSettlementDocument({ format: "quittance-settlement-1", hash: "0x00" } as never);
 * } catch (error) {
 *   if (error instanceof InvalidFieldError) console.log(error.field); // document.hash
 * }
 */
export function renderSettlementDocument(given: SettlementDocument): string {
  const document = checkSettlementDocument(given);
  const isInvoice = document.kind === "invoice";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${isInvoice ? "Invoice" : "Receipt"} ${document.number}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<header><h1>${isInvoice ? "Invoice" : "Receipt"}</h1>
<dl class="facts"><dt>Number</dt><dd>${document.number}</dd><dt>Date</dt><dd>${document.date}</dd><dt>Currency</dt><dd>${document.currency}</dd></dl></header>
<section class="parties">${partyOf(isInvoice ? "From, the seller" : "Seller", document.seller)}${partyOf(isInvoice ? "To, the buyer" : "Buyer", document.buyer)}</section>
${isInvoice ? invoiceTable(document) : receiptTable(document)}
${document.note === "" ? undefined : html`<p>${document.note}</p>`}
${proofOf(document)}
<footer>Deal <code>${document.deal.id}</code> of contract <code>${document.deal.contract}</code> on chain ${document.deal.chainId}, opened
${document.deal.openedAt}. 1 USDC is 1,000,000 base units. This document has the hash <code>${document.hash}</code>, and anyone can make it
again from the public record: <code>quittance deal ${document.kind} ${document.deal.id}</code>.</footer>
</main>
</body>
</html>
`;
  return page.html;
}

function partyOf(
  role: string,
  { account, name, address, country, taxId, registration }: DocumentParty,
): Markup {
  const lines = [...(address ?? []), ...(country === undefined ? [] : [country])];
  return html`<div><h2>${role}</h2><address>${name === undefined ? undefined : html`<strong>${name}</strong><br>`}
${lines.map((line) => html`${line}<br>`)}
${taxId === undefined ? undefined : html`Tax number: ${taxId}<br>`}${registration === undefined ? undefined : html`Registration: ${registration}<br>`}
<code>${account}</code></address></div>`;
}

const what = ({ milestone, cause, settledAt }: SettlementItem) =>
  html`Milestone ${milestone}<small>settled by ${cause}, <span class="when">${settledAt.slice(0, 10)}</span></small>`;

const isNone = (money: Money) => unitsOf(money) === 0n;

/** An amount as it is read: thousands apart, and cents at least. */
function shown({ usdc }: Money): string {
  const [whole = "", decimals = ""] = usdc.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${decimals.replace(/0{1,4}$/, "")}`;
}

const sum = (label: string, money: Money, columns: number, isLast = false) =>
  html`<tr${{ html: isLast ? ' class="sum"' : "" }}><td colspan="${columns}">${label}</td><td class="number">${shown(money)}</td></tr>`;

function invoiceTable({ items, totals, paid, tax }: SettlementDocument): Markup {
  const rows = items.map(
    (item) =>
      html`<tr><td>${what(item)}</td><td class="number">${shown(item.amount)}</td><td class="number">${shown(item.toSeller)}</td></tr>`,
  );
  const taxRows =
    tax === null
      ? []
      : [
          sum("Without tax", tax.net, 2),
          sum(`${tax.label}, ${percentText(tax.rate)}, included`, tax.tax, 2),
          ...(tax.note === "" ? [] : [html`<tr><td colspan="3" class="soft">${tax.note}</td></tr>`]),
        ];
  return html`<h2>What was done</h2><table><thead><tr><th>Milestone</th><th class="number">Agreed</th><th class="number">Owed by the outcome</th></tr></thead>
<tbody>${rows}</tbody><tfoot>${taxRows}${sum("Total, paid in USDC", paid, 2, true)}</tfoot></table>
<p class="soft">Of it the seller received ${shown(totals.sellerNet)} USDC, after a marketplace fee of ${shown(totals.marketplaceFee)} USDC${
    isNone(totals.sellerReimbursed)
      ? ""
      : ` and ${shown(totals.sellerReimbursed)} USDC for the other side's bond`
  }.</p>`;
}

function receiptTable({ items, totals, paid }: SettlementDocument): Markup {
  const hasBonds = !isNone(totals.buyerReimbursed);
  const cells = (row: SettlementItem | SettlementDocument["totals"]) =>
    [
      row.amount,
      row.verificationFee,
      row.refund,
      row.toSeller,
      row.panelEarned,
      ...(hasBonds ? [row.buyerReimbursed] : []),
    ].map((money) => html`<td class="number">${shown(money)}</td>`);
  const rows = items.map(
    (item) => html`<tr><td>${what(item)}</td>${cells(item)}<td class="number">${shown(item.cost)}</td></tr>`,
  );
  const heads = [
    "Agreed",
    "Verification fee",
    "Refund",
    "To the seller",
    "To the panel",
    ...(hasBonds ? ["For a bond"] : []),
  ];
  return html`<h2>What was paid</h2><table><thead><tr><th>Milestone</th>${heads.map((head) => html`<th class="number">${head}</th>`)}<th class="number">Cost</th></tr></thead>
<tbody>${rows}</tbody><tfoot><tr><td>Sums</td>${cells(totals)}<td class="number">${shown(totals.cost)}</td></tr>
${sum("Total, paid in USDC", paid, heads.length + 1, true)}</tfoot></table>
<p class="soft">Of the seller's part, ${shown(totals.marketplaceFee)} USDC went to the marketplace.</p>`;
}

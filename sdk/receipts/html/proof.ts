import { html, type Markup } from "../../audit/html/escape.ts";
import type { SettlementDocument } from "../document.ts";
import type { SettlementItem } from "../lines.ts";

/** Where each settlement is on the chain, and what was delivered. */
export function proofOf({ items }: SettlementDocument): Markup {
  const rows = items.map(
    (item) =>
      html`<tr><td>${item.milestone}</td><td><span class="when">${item.settledAt.slice(0, 10)}</span> ${item.settledAt.slice(11)}<small>block ${item.block}</small></td><td>${transactionOf(item)}</td><td>${evidenceOf(item)}</td></tr>`,
  );
  return html`<h2>Where it is on record</h2><table class="proof"><thead><tr><th>Milestone</th><th>Settled</th><th>Transaction</th><th>Evidence</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** A link is kept when it is one of https, whatever made the document. */
function transactionOf({ transaction, link }: SettlementItem): Markup {
  const isSafe = typeof link === "string" && URL.canParse(link) && new URL(link).protocol === "https:";
  if (!isSafe) return html`<code>${transaction}</code>`;
  return html`<a href="${new URL(link).href}" rel="noopener noreferrer"><code>${transaction}</code></a>`;
}

/** The URI is the seller's own text: it is no link. */
function evidenceOf({ evidence }: SettlementItem): Markup {
  if (evidence === null) return html`<span class="soft">none on the chain</span>`;
  return html`<code>${evidence.hash}</code><small>${evidence.uri}</small>`;
}

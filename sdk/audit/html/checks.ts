import { type AuditItem, type AuditPart, type AuditSource, type AuditStatus, auditParts } from "../items.ts";
import { utc } from "../replay/context.ts";
import type { AuditReport } from "../report.ts";
import { html, type Markup } from "./escape.ts";

const TITLES: Readonly<Record<AuditPart, string>> = {
  chain: "The public record",
  terms: "The terms",
  offers: "The negotiation",
  panel: "The panel that the terms name",
  delivery: "Deliveries",
  evidence: "Evidence",
  measures: "The evidence, measured again",
  ballots: "Ballots",
  draw: "Draws of round 2",
  verdict: "Verdicts",
  contest: "Contests",
  bond: "Bonds",
  settlement: "Settlements",
  payment: "Payments",
  amendment: "Amendments",
  rating: "Ratings",
  documents: "Other documents",
};

const MARKS: Readonly<Record<AuditStatus, readonly [string, string]>> = {
  holds: ["good", "✓ holds"],
  fails: ["bad", "✗ fails"],
  "not checked": ["wait", "– not checked"],
};
/** Sources that one check names in the report; the JSON has all of them. */
const MOST_SOURCES = 3;

/** Every check of a report, by what it is about. */
export function checksOf({ items }: AuditReport): Markup {
  const parts = auditParts.flatMap((part) => {
    const own = items.filter((item) => item.part === part);
    return own.length === 0 ? [] : [html`<h3>${TITLES[part]}</h3>${tableOf(own)}`];
  });
  return html`<h2>Every check</h2>${parts}`;
}

function tableOf(items: readonly AuditItem[]): Markup {
  const rows = items.map(({ subject, status, why, milestone, deal, against }) => {
    const [kind, mark] = MARKS[status];
    const reason =
      why === undefined
        ? undefined
        : html`<span class="why ${status === "fails" ? "bad" : ""}">${why}</span>`;
    const about = milestone === undefined ? "" : `Milestone ${milestone + 1}: `;
    const older =
      deal === undefined
        ? undefined
        : html`<span class="why">Of the replaced deal <code>${deal}</code></span>`;
    return html`<tr><td class="status ${kind}">${mark}</td><td>${about}${subject}.${reason}${older}</td><td class="against">${sourcesOf(against)}</td></tr>`;
  });
  return html`<table><thead><tr><th>Result</th><th>What was checked</th><th>Against what</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function sourcesOf(sources: readonly AuditSource[]): Markup[] {
  const shown = sources.slice(0, MOST_SOURCES).map((source) => html`${sourceText(source)}<br>`);
  const more = sources.length - shown.length;
  return more === 0 ? shown : [...shown, html`and ${more} more`];
}

function sourceText(source: AuditSource): Markup {
  switch (source.kind) {
    case "block":
      return html`block ${source.number}, ${utc(source.time)}, <code>${short(source.hash)}</code>`;
    case "transaction":
      return html`transaction <code>${short(source.hash)}</code> in block ${source.block}, ${utc(source.time)}`;
    case "document":
      return html`document ${source.name}${source.hash === undefined ? undefined : html` <code>${short(source.hash)}</code>`}`;
    case "node":
      return html`the node: ${source.of}`;
  }
}

const short = (hash: string) => `${hash.slice(0, 10)}…${hash.slice(-6)}`;

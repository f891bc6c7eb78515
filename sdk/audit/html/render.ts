import { requireObject } from "../../json/options.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import { totalOf } from "../../protocol/terms.ts";
import { utc } from "../replay/context.ts";
import type { AuditReport } from "../report.ts";
import { checksOf } from "./checks.ts";
import { html, type Markup } from "./escape.ts";
import { STYLE } from "./style.ts";
import { WORDS } from "./words.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * An audit as one HTML page, for people who know no blockchain: what was agreed, what happened, what became of the money, and each
 * thing that was checked. The page loads nothing, runs nothing, and prints. What strangers wrote stands in it as text.
 *
 * @example
 * import { auditDeal, fetchDealRecord, renderAuditReport } from "quittance/audit";
 * import { openExampleDeal, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { dealId } = await openExampleDeal(stack);
 * const record = await fetchDealRecord(stack.publicClient, { address: stack.address, dealId });
 * console.log(renderAuditReport(await auditDeal({ record })).startsWith("<!doctype html>")); // true
 * await stack.stop();
 */
export function renderAuditReport(report: AuditReport): string {
  requireObject("report", report, "Pass what auditDeal returned.");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Audit of deal ${report.dealId}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<h1>Audit of a deal</h1>
<p class="soft">Deal <code>${report.dealId}</code></p>
${verdictOf(report)}
${agreedOf(report)}
${milestonesOf(report)}
${moneyTable(report)}
${happenedOf(report)}
${checksOf(report)}
${trustedOf(report)}
<h2>Words</h2>
<dl class="words">${WORDS.map(([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`)}</dl>
<footer>Made from the public record up to block ${report.asOf.block}, ${utc(report.asOf.time)} (block
<code>${report.asOf.hash}</code>), of chain ${report.chainId}. Contract <code>${report.contract}</code>, token
<code>${report.token}</code>. Anyone can make this report again: <code>quittance audit ${report.dealId}</code>.</footer>
</main>
</body>
</html>
`;
  return page.html;
}

function verdictOf({ verdict, failure, counts }: AuditReport): Markup {
  const { holds, fails, notChecked } = counts;
  const numbers = `${holds} checks hold, ${fails} fail, and ${notChecked} were not made; each says why below.`;
  if (verdict === "holds") {
    return html`<section class="verdict good"><strong>✓ Everything that was checked holds.</strong><p>${numbers}</p></section>`;
  }
  return html`<section class="verdict bad"><strong>✗ Something does not hold.</strong>
<p>First: ${failure?.subject}. ${failure?.why}.</p><p>${numbers}</p></section>`;
}

function agreedOf({ terms, replaced }: AuditReport): Markup {
  const { buyer, seller, panel, disputes, pact } = terms;
  const rule =
    terms.payoutStep === 0
      ? `all from a score of ${percent(terms.passingScore)} on, and nothing below`
      : `in proportion to the score, in steps of ${percent(terms.payoutStep)}; nothing below ${percent(terms.passingScore)}`;
  const contest =
    disputes === undefined
      ? "A verdict is final at once."
      : `A verdict can be contested within ${duration(terms.contestWindow)}, with a bond of ${usdc(disputes.bond)}.`;
  const rows: [string, Markup][] = [
    ["Buyer", html`<code>${buyer}</code>`],
    ["Seller", html`<code>${seller}</code>`],
    [
      "Price",
      html`${usdc(totalOf(terms))} in ${terms.milestones.length} milestones, with all fees of panels`,
    ],
    ["What is owed", html`the pact with the hash <code>${pact}</code>`],
    ["Payout", html`${rule}`],
    ["Jurors", html`${panel.map((juror) => html`<code>${juror}</code><br>`)}`],
    ["Objections", html`${contest}`],
    [
      "If the panel is silent",
      html`${percent(terms.silencePayout)} for the seller, ${duration(terms.verdictWindow)} after a delivery on record`,
    ],
    [
      "Marketplace",
      html`${terms.marketplaceFee === 0 ? "no fee" : `${percent(terms.marketplaceFee)} of the seller's part`}`,
    ],
    ...(replaced.length === 0
      ? []
      : [
          ["It replaced", html`${replaced.map((deal) => html`<code>${deal}</code><br>`)}`] as [
            string,
            Markup,
          ],
        ]),
  ];
  return html`<h2>What was agreed</h2><dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function milestonesOf({ terms, outcomes }: AuditReport): Markup {
  const rows = terms.milestones.map(({ amount, deadline }, index) => {
    return html`<tr><td class="number">${index + 1}</td><td class="number">${usdc(amount)}</td><td class="when">${utc(deadline)}</td><td>${outcomes[index]}</td></tr>`;
  });
  return html`<h2>Milestones</h2><table><thead><tr><th class="number">No.</th><th class="number">Amount</th><th>Deadline</th><th>Outcome</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function moneyTable({ money, terms }: AuditReport): Markup {
  const names = new Map<string, string>([
    [terms.buyer.toLowerCase(), "the buyer"],
    [terms.seller.toLowerCase(), "the seller"],
  ]);
  const rows = money.rows.map(({ purpose, account, way, amount }) => {
    const name = names.get(account.toLowerCase());
    const place = way === "wallet" ? "wallet" : "ledger balance";
    return html`<tr><td>${purpose}</td><td>${name === undefined ? html`<code>${account}</code>` : name}</td><td>${place}</td><td class="number">${signed(amount)}</td></tr>`;
  });
  const held = [
    ["still held for open milestones", money.held],
    ["still held of bonds", money.bondsHeld],
  ] as const;
  return html`<h2>What became of the money</h2>
<p>Money that was paid in has a minus before it. The sums follow from the rules of the contract; the checks below hold them against
what the token itself recorded.</p>
<table><thead><tr><th>What for</th><th>Whose</th><th>Where</th><th class="number">USDC</th></tr></thead><tbody>${rows}${held.map(
    ([name, amount]) =>
      html`<tr><td>${name}</td><td>the contract</td><td></td><td class="number">${signed(amount)}</td></tr>`,
  )}</tbody></table>`;
}

function happenedOf({ timeline }: AuditReport): Markup {
  const rows = timeline.map(
    ({ time, block, milestone, text }) =>
      html`<tr><td class="when">${utc(time)}</td><td class="number">${milestone === undefined ? "" : milestone + 1}</td><td>${text}</td><td class="number">${block}</td></tr>`,
  );
  return html`<h2>What happened</h2><table><thead><tr><th>When</th><th class="number">Milestone</th><th>What</th><th class="number">Block</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function trustedOf({ trusted }: AuditReport): Markup {
  return html`<h2>What this report takes on trust</h2>
<p>Everything else was computed again from the answers of the node. Two nodes of different operators, asked together, leave less to
trust.</p><ul>${trusted.map((each) => html`<li>${each}</li>`)}</ul>`;
}

const usdc = (amount: bigint) => `${formatUsdc(amount)} USDC`;
const percent = (basisPoints: number) => `${basisPoints / 100} %`;
const signed = (amount: bigint) => (amount < 0n ? `−${formatUsdc(-amount)}` : formatUsdc(amount));

/** Seconds in words: `2 days`, `90 minutes`. */
function duration(seconds: number): string {
  const units = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ] as const;
  const [size, unit] = units.find(([each]) => seconds >= each && seconds % each === 0) ?? [1, "second"];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

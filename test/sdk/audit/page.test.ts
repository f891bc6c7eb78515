import { expect } from "chai";
import { type AuditReport, auditDeal, fetchDealRecord, renderAuditReport } from "../../../sdk/audit/index.ts";
import { deliver, hashEvidence } from "../../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>\u202Egnp\u200B & </style></title>`;

describe("the page of an audit", () => {
  let stack: Stack;
  let report: AuditReport;

  before(async () => {
    stack = await startStack();
    const { address, walletClient, seller } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    const claim = { deal, milestone: 0, evidence: hashEvidence("text"), evidenceUri: HOSTILE };
    await deliver(walletClient, { address, terms, delivery: claim, account: seller });
    const record = await fetchDealRecord(stack.publicClient, { address, dealId: deal });
    const bytes = new TextEncoder().encode("nothing names it");
    report = await auditDeal({ record, documents: [{ name: `${HOSTILE}${"x".repeat(2_000)}`, bytes }] });
  });

  after(() => stack.stop());

  it("shows texts of strangers as text: bounded, and with neither markup nor characters that hide or turn it", () => {
    const page = renderAuditReport(report);
    expect(page).to.contain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).to.not.match(/<script|<img|onerror=alert\(2\)>|\u202E|\u200B/);
    expect(page).to.not.contain("x".repeat(1_000));
  });

  it("loads nothing and runs nothing", () => {
    const page = renderAuditReport(report);
    expect(page).to.contain("default-src 'none'".replaceAll("'", "&#39;"));
    expect(page).to.not.match(/<[^>]*\s(src|href|srcset|action)=/i);
    expect(page).to.not.match(/url\(|@import|https?:\/\//i);
  });

  it("says first whether everything holds, and else what does not", () => {
    const page = renderAuditReport(report);
    expect(page).to.contain("Something does not hold.").and.to.contain("nothing in the deal names it");
    const { failure: _, ...rest } = report;
    const good = renderAuditReport({ ...rest, verdict: "holds" });
    expect(good).to.contain("Everything that was checked holds.");
  });

  it("has every check, every milestone and every word of the list of words", () => {
    const page = renderAuditReport(report);
    for (const { part } of report.items) expect(page, part).to.contain("<h3>");
    expect(page.match(/<td class="status/g)).to.have.lengthOf(report.items.length);
    expect(page).to.contain("<dt>block</dt>").and.to.contain("<dt>USDC</dt>");
  });

  it("refuses what is no report", () => {
    expect(() => renderAuditReport("0x" as never)).to.throw("must be an object");
  });
});

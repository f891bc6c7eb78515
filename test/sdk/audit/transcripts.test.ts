import { expect } from "chai";
import { type AuditReport, auditDeal, type DealRecord } from "../../../sdk/audit/index.ts";
import { openDeal, readTokenDomain } from "../../../sdk/index.ts";
import {
  endNegotiation,
  type NegotiationTranscript,
  openNegotiator,
  transcriptText,
} from "../../../sdk/negotiation/index.ts";
import { exampleTerms, openExampleDeal } from "../../../sdk/testing/index.ts";
import { talk } from "../negotiation/support/sides.ts";
import { useStack } from "../support/setup.ts";
import { failing, itemOf, recordOf } from "./support/reports.ts";

const LEADS = "The negotiation in seller.json is whole and signed, and leads to this deal";
const ALIKE = "buyer.json and seller.json have the same messages";

const document = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
const asDocument = (name: string, transcript: NegotiationTranscript) =>
  document(name, transcriptText(transcript));

describe("the audit of a negotiation", () => {
  const setup = useStack();

  /** A deal that two sides negotiated and opened. */
  const negotiated = async () => {
    const stack = setup();
    const { domain, address, walletClient, publicClient } = stack;
    const start = await stack.now();
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const common = { domain, token, now: () => start };
    const bought = await openNegotiator({
      ...{ ...common, account: stack.buyer },
      strategy: ({ state }) => ({ kind: state.phase === "accepted" ? "accept" : "wait" }),
    });
    const sold = await openNegotiator({
      ...{ ...common, account: stack.seller },
      strategy: () => ({ kind: "accept" }),
    });
    const { negotiation } = await bought.begin({ terms: await exampleTerms(stack), validFor: 600 });
    await talk(bought, sold, negotiation);
    const { dealId } = await openDeal(walletClient, { address, ...(await bought.agreed(negotiation)) });
    const record = await recordOf(stack, dealId);
    const [ofBuyer, ofSeller] = [await bought.transcript(negotiation), await sold.transcript(negotiation)];
    return { ...stack, bought, sold, negotiation, record, ofBuyer, ofSeller };
  };

  const audited = (record: DealRecord, ...documents: readonly ReturnType<typeof document>[]) =>
    auditDeal({ record, documents });
  const reasons = (report: AuditReport) => failing(report).join("\n");

  it("holds where both transcripts lead to the deal and have the same messages", async () => {
    const { record, ofBuyer, ofSeller } = await negotiated();
    const report = await audited(
      record,
      asDocument("buyer.json", ofBuyer),
      document("seller.json", `${transcriptText(ofSeller)}\n`),
    );
    expect(report.verdict, reasons(report)).to.equal("holds");
    expect(itemOf(report, LEADS)).to.include({ status: "holds", part: "offers" });
    expect(itemOf(report, ALIKE)).to.include({ status: "holds" });
  });

  it("names what one side has and the other has not", async () => {
    const { record, domain, seller, sold, bought, negotiation, ofBuyer } = await negotiated();
    const first = ofBuyer.messages[0]?.kind === "offer" ? ofBuyer.messages[0].offer : undefined;
    if (first === undefined) throw new Error("no first offer");
    const end = await endNegotiation({ domain, first, reason: "other", account: seller });
    const sent = await bought.envelope(negotiation);
    await sold.receive({ ...sent, messages: [{ kind: "end", end }] });
    const later = await sold.transcript(negotiation);
    const report = await audited(record, asDocument("buyer.json", ofBuyer), asDocument("seller.json", later));
    expect(report.verdict, "no one is to blame for a message that did not arrive").to.equal("holds");
    expect(itemOf(report, ALIKE).status).to.equal("not checked");
    expect(itemOf(report, ALIKE).why).to.match(/^buyer\.json lacks the end 0x[0-9a-f]{64}$/);
  });

  it("fails where a transcript was changed, or is of another deal", async () => {
    const stack = setup();
    const { record, ofSeller } = await negotiated();
    const text = transcriptText(ofSeller);
    const changed = [
      text.replace('"validUntil":', '"validUntil": '),
      text.replace(/"silencePayout":\d+/, '"silencePayout":1'),
      text.replace(/"chainId":\d+/g, '"chainId":1'),
    ];
    for (const each of changed) {
      expect(each).to.not.equal(text);
      const report = await audited(record, document("seller.json", each));
      expect(itemOf(report, LEADS).status).to.equal("fails");
    }
    const { dealId } = await openExampleDeal(stack, { salt: 99n });
    const other = await audited(await recordOf(stack, dealId), document("seller.json", text));
    expect(itemOf(other, LEADS).why).to.equal("both sides have not signed these terms in it");
    const short: NegotiationTranscript = { ...ofSeller, messages: ofSeller.messages.slice(0, 1) };
    const cut = { ...short, holder: { ...short.holder, times: short.holder.times.slice(0, 1) } };
    expect(itemOf(await audited(record, asDocument("seller.json", cut)), LEADS).status).to.equal("fails");
  });

  it("fails on a transcript that is none", async () => {
    const { record, ofSeller } = await negotiated();
    const text = transcriptText(ofSeller).replace('"holder"', '"bolder"');
    expect((await audited(record, document("seller.json", text))).verdict).to.equal("fails");
  });
});

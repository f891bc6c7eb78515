import { expect } from "chai";
import { release } from "../../sdk/index.ts";
import { checkSettlementDocument, type SettlementDocument } from "../../sdk/receipts/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

const page = readPage("docs/receipts.md");
const [example = ""] = blocks(page, "ts");
const invoiced = wholeModule(exampleFolder("receipts"), "invoiced", example);

interface Page {
  readonly invoiceOf: (
    ...given: unknown[]
  ) => Promise<{ readonly invoice: SettlementDocument; readonly page: string }>;
}

describe("docs/receipts.md", () => {
  const running = useIndexedStack();

  it("has an example that passes the type checker", () => {
    expect(typeErrors([invoiced])).to.deep.equal([]);
  });

  it("has an example that makes an invoice, all of whose fields the page lists", async () => {
    const { address, walletClient, buyer, domain, indexer, publicClient } = running();
    const { terms, dealId } = await openExampleDeal(running());
    await release(walletClient, { address, terms, milestone: 1, account: buyer });
    await indexer.caughtUp(await publicClient.getBlockNumber());
    const { invoiceOf } = (await invoiced.load()) as unknown as Page;
    const { invoice, page: html } = await invoiceOf(indexer.url, domain, dealId);
    expect(checkSettlementDocument(invoice).paid.usdc).to.equal("54.000000");
    expect(html).to.contain("Example Ltd");
    const listed = section(page, "Fields");
    const names = [...Object.keys(invoice), ...Object.keys(invoice.totals), ...Object.keys(invoice.deal)];
    const missing = [...names, ...Object.keys(invoice.items[0] ?? {})].filter(
      (name) => !listed.includes(`\`${name}\``),
    );
    expect(missing).to.deep.equal(["format", "currency"]);
  });
});

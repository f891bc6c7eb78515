import { expect } from "chai";
import { amend, amendTerms, dealIdOf, getDeal, signTerms, type Terms } from "../../sdk/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";

/** More than the deals that an amendment looks back to. */
const AMENDMENTS = 10;

/** Two accounts of one person can amend a deal as often as they like, for some 80,000 gas each time. */
describe("a deal that is amended again and again", () => {
  let stack: IndexedStack;
  let terms: Terms;

  before(async () => {
    stack = await startIndexedStack();
    ({ terms } = await openExampleDeal(stack));
  });
  after(() => stack?.stop());

  /** How often a deal was looked up so far. */
  const lookUps = async (): Promise<number> => {
    await stack.indexer.caughtUp();
    const text = await (await fetch(`${stack.indexer.url}/metrics`)).text();
    const [, count] =
      /^ponder_indexing_store_queries_total\{table="deal",method="find"\} (\d+)$/m.exec(text) ?? [];
    if (count === undefined) throw new Error("Ponder's figures have no queries for deals");
    return Number(count);
  };

  async function amendOnce(): Promise<void> {
    const { address, domain, walletClient, buyer, seller } = stack;
    const deal = await getDeal(walletClient, { address, dealId: dealIdOf({ domain, terms }) });
    if (deal === undefined) throw new Error("the deal is not open");
    const newTerms = amendTerms({ terms, deal, changes: {}, now: await stack.now() });
    const sellerSignature = await signTerms({ domain, terms: newTerms, account: seller });
    await amend(walletClient, { address, account: buyer, oldTerms: terms, newTerms, sellerSignature });
    terms = newTerms;
  }

  it("costs the indexer as much for the last amendment as for the first", async () => {
    const counts: number[] = [];
    for (let third = 0; third < 3; third++) {
      for (let each = 0; each < AMENDMENTS; each++) await amendOnce();
      counts.push(await lookUps());
    }
    const [start = 0, middle = 0, end = 0] = counts;
    expect(middle - start).to.be.greaterThan(0);
    expect(end - middle).to.equal(middle - start);
  });
});

import { expect } from "chai";
import { InvalidFieldError } from "../../sdk/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";
import { rowsOf } from "../support/indexer-rows.ts";

describe("indexer, waiting for it", () => {
  let stack: IndexedStack;

  before(async () => {
    stack = await startIndexedStack();
  });

  after(() => stack?.stop());

  it("waits for the latest block when none is named, or for the one that is", async () => {
    const first = await openExampleDeal(stack);
    await stack.indexer.caughtUp();
    const idsOf = async () => (await rowsOf(stack.indexer.url, "deal")).map(({ id }) => id);
    expect(await idsOf()).to.deep.equal([first.dealId]);
    const second = await openExampleDeal(stack);
    await stack.indexer.caughtUp(second.receipt.blockNumber);
    expect(await idsOf()).to.have.members([first.dealId, second.dealId]);
    await stack.indexer.caughtUp(Number(first.receipt.blockNumber));
  });

  it("refuses what is no block", async () => {
    for (const block of [Number.NaN, -1, 1.5, -1n, "7", {}]) {
      const refused = await refusalOf(InvalidFieldError, () => stack.indexer.caughtUp(block as number));
      expect(refused.message).to.include("block").and.to.include("leave it out");
    }
  });

  it("says so when the indexer has ended, and waits no longer", async () => {
    await stack.indexer.stop();
    const failure = await stack.indexer.caughtUp().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(String(failure)).to.include("The indexer has ended");
  });
});

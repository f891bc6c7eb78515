import { expect } from "chai";
import { createHistory, getTotals } from "../../sdk/history/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { startIndexer } from "../../sdk/testing/indexer.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";

describe("the indexer with two nodes, of which one answers 429", () => {
  let stack: Stack;
  let busy: LoopbackNode;
  before(async () => {
    stack = await startStack();
    busy = await startNode((call) => stack.publicClient.request(call as never));
    busy.behave(() => ({ status: 429 }));
  });
  after(async () => {
    await busy.stop();
    await stack.stop();
  });

  it("starts and indexes with the other", async () => {
    await openExampleDeal(stack);
    const { deployment } = stack;
    const rpcUrl = `${busy.url},${stack.rpcUrl}`;
    const indexer = await startIndexer({ rpcUrl, deployment }, {});
    try {
      await indexer.caughtUp(await stack.publicClient.getBlockNumber());
      const { totals, asOf } = await getTotals(createHistory({ url: indexer.url }));
      expect(totals?.deals).to.equal(1);
      const block = await stack.publicClient.getBlock({ blockNumber: BigInt(asOf.block) });
      expect(asOf.hash).to.equal(block.hash);
      expect(busy.asked).to.not.deep.equal([]);
    } finally {
      await indexer.stop();
    }
  });
});

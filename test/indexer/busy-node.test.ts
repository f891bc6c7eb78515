import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createHistory, getTotals } from "../../sdk/history/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { startIndexer } from "../../sdk/testing/indexer.ts";
import { rowsOf } from "../support/indexer-rows.ts";
import { leavingOutLogsOf } from "../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { environmentOf, startIndexer as startProcess, until } from "./support/indexer.ts";

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

describe("the indexer with two nodes, of which one leaves logs out", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-differ-"));
  let stack: Stack;
  let liar: LoopbackNode;
  before(async () => {
    stack = await startStack();
    liar = await startNode((call) => stack.publicClient.request(call as never));
    liar.behave(leavingOutLogsOf(stack.address));
  });
  after(async () => {
    await liar.stop();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes no row of what they differ about, says so at /ready, and goes on once they agree", async () => {
    const { dealId } = await openExampleDeal(stack);
    // Old enough to be read as history.
    await stack.mine(40);
    const environment = environmentOf(stack, { QUITTANCE_PGLITE_DIRECTORY: join(folder, "pglite") });
    let said = "";
    const indexer = await startProcess(
      { ...environment, PONDER_RPC_URL: `${liar.url},${stack.rpcUrl}` },
      async (answer) => {
        said = `${answer.status} ${await answer.text()}`;
        return said.includes("differ about the logs");
      },
    );
    try {
      expect(said)
        .to.match(
          /^503 .*The nodes in places [12] and [12] of PONDER_RPC_URL differ about the logs of blocks \d+ to \d+: /,
        )
        .and.include("take the wrong one out of PONDER_RPC_URL");
      expect(await rowsOf(indexer.url, "deal")).to.deep.equal([]);
      liar.behave((_, forward) => forward());
      await until("both agree", async () => (await fetch(`${indexer.url}/ready`)).status === 200);
      await indexer.reach(await stack.publicClient.getBlockNumber());
      expect((await rowsOf(indexer.url, "deal")).map(({ id }) => id)).to.deep.equal([dealId]);
    } finally {
      await indexer.stop("SIGTERM");
    }
  });
});

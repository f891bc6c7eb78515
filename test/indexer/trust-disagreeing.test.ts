import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { release } from "../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { leavingOutLogsOf } from "../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { environmentOf, type Indexer, startIndexer, until } from "./support/indexer.ts";

/** An indexer that has found out that its rows are not the chain's, by a node that left logs out. */
describe("trust of rows that do not agree with the chain", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-disagreeing-"));
  let stack: Stack;
  let node: LoopbackNode;
  let indexer: Indexer;

  before(async () => {
    stack = await startStack();
    node = await startNode((call) => stack.publicClient.request(call as never));
    indexer = await startIndexer({
      ...environmentOf(stack, { QUITTANCE_PGLITE_DIRECTORY: join(folder, "rows") }),
      ...{ PONDER_RPC_URL: node.url, QUITTANCE_TRUST_KEY: `0x${"07".repeat(32)}` },
    });
  });

  after(async () => {
    await indexer?.stop("SIGTERM");
    await Promise.all([node?.stop(), stack?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("is not signed", async () => {
    const { address, walletClient, buyer, seller } = stack;
    const { terms } = await openExampleDeal(stack);
    await indexer.reach(await stack.publicClient.getBlockNumber());
    // The seller is paid, and the indexer does not hear of it.
    node.behave(leavingOutLogsOf(address));
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    await indexer.reach(await stack.publicClient.getBlockNumber());
    node.behave((_, forward) => forward());
    const ready = async () => (await fetch(`${indexer.url}/ready`)).status;
    await until("/ready says that the rows are wrong", async () => (await ready()) === 503);
    const response = await fetch(`${indexer.url}/trust/${seller.address}?format=statement`);
    expect(response.status, await response.text()).to.equal(503);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { stormy } from "../support/nodes/storm.ts";
import { type Random, randomOf } from "../support/relayer/random.ts";
import { environmentOf, type Indexer, startIndexer, until } from "./support/indexer.ts";
import { allRows } from "./support/rows.ts";

const DEEP = process.env.QUITTANCE_DEEP === "1";
const SEED = 77;
const ROUNDS = DEEP ? 40 : 2;
/** Deeper than Ponder follows on this chain, where the search is deep. */
const DEEPEST = DEEP ? 100 : 20;

/**
 * Two nodes of one chain refuse, break off and take their time, and in turns one of them leaves logs out, doubles or changes
 * them, while the chain reorganises. `npm run test:deep` plays more of it, with reorganisations of up to 100 blocks.
 */
describe("an indexer in a storm", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-storm-"));
  const nodes: LoopbackNode[] = [];
  const running: Indexer[] = [];
  let stack: Stack;

  const start = async (name: string, more: Readonly<Record<string, string>> = {}) => {
    const environment = environmentOf(stack, { QUITTANCE_PGLITE_DIRECTORY: join(folder, name) });
    const indexer = await startIndexer({ ...environment, ...more });
    running.push(indexer);
    return indexer;
  };
  const readyOf = async ({ url }: Indexer) => {
    const answer = await fetch(`${url}/ready`);
    return { status: answer.status, text: await answer.text() };
  };
  const isSettled = async (indexer: Indexer, latest: bigint) => {
    const check = (await (await fetch(`${indexer.url}/check`)).json()) as {
      readonly block: number;
      readonly unconfirmedRanges: number;
    };
    return check.block >= latest && check.unconfirmedRanges === 0;
  };

  before(async () => {
    stack = await startStack();
    for (const _ of [0, 1]) nodes.push(await startNode((call) => stack.publicClient.request(call as never)));
  });

  after(async () => {
    await Promise.all(running.map((indexer) => indexer.stop("SIGTERM")));
    await Promise.all(nodes.map((node) => node.stop()));
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has every row of a fresh index when it is over, or /ready says why not, and a new reading has", async () => {
    const random = randomOf(SEED);
    const urls = nodes.map(({ url }) => url).join(",");
    await openExampleDeal(stack);
    const indexer = await start("storm", { PONDER_RPC_URL: urls });
    for (let round = 0; round < ROUNDS; round++) {
      const liar = round % nodes.length;
      nodes.forEach((node, place) => {
        node.behave(stormy(random, { lies: place === liar }));
      });
      await playRound(random);
    }
    for (const node of nodes) node.behave((_, forward) => forward());
    const latest = await stack.publicClient.getBlockNumber();
    await until("the rows are those of the latest block, or /ready says why not", async () => {
      const { status } = await readyOf(indexer);
      return status === 503 || (await isSettled(indexer, latest));
    });

    const fresh = await start("fresh");
    await fresh.reach(latest);
    const expected = await allRows(fresh.url);
    const { status, text } = await readyOf(indexer);
    if (status === 200) {
      expect(await allRows(indexer.url)).to.deep.equal(expected);
      return;
    }
    expect(text).to.match(/^The rows do not agree with the chain\. .{20,}/);
    await indexer.stop("SIGTERM");
    const healed = await start("storm", { QUITTANCE_REREAD: "1" });
    await healed.reach(latest);
    expect(await allRows(healed.url)).to.deep.equal(expected);
  });

  /** Blocks with and without events, and then other ones in their places. */
  async function playRound(random: Random) {
    const depth = random.whole(1, DEEPEST);
    const fork = await stack.snapshot();
    await openExampleDeal(stack);
    await stack.fundLedger(stack.seller.address, BigInt(random.whole(1, 50)));
    await stack.mine(depth);
    await stack.revert(fork);
    await stack.fundLedger(stack.seller.address, BigInt(random.whole(51, 99)));
    await openExampleDeal(stack);
    await stack.mine(depth + random.whole(1, 10));
  }
});

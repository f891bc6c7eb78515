import { expect } from "chai";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { randomOf } from "../support/relayer/random.ts";
import { doubling, hanging, late, limited } from "./support/faulty-nodes.ts";
import { environmentOf, type Indexer, indexedBlock, startIndexer, until } from "./support/indexer.ts";
import { openCluster, type Postgres } from "./support/postgres.ts";
import { allRows, type Rows } from "./support/rows.ts";
import { execute } from "./support/sql-roles.ts";
import { judge, open, openMany } from "./support/trade.ts";

const DEEP = process.env.QUITTANCE_DEEP === "1";
const SEED = 4;
/** After how many of its questions to the node an indexer is killed while it reads the history. */
const KILLS = DEEP ? [1, 3, 6, 10, 15, 20, 30, 40, 50, 60, 80, 100] : [2, 30];
const LIVE_KILLS = DEEP ? 10 : 1;
const DEPTHS = DEEP ? Array.from({ length: 100 }, (_, index) => index + 1) : [1, 2, 29, 31, 100];
/** Questions that the slow node has time for at once. It refuses more, and is then asked less. */
const AT_ONCE = 40;
/** How many more may be on their way before the refusal is back. */
const OVER = 20;
const HISTORY = 40;
const DEALS = 8;

/**
 * One chain and one PostgreSQL, and an indexer for each thing that goes wrong. All live through the same reorganisations and
 * the same restart of the database. At the end each has every row of a fresh index, or says at /ready why not.
 */
describe("an indexer to which everything happens", () => {
  const random = randomOf(SEED);
  const nodes: LoopbackNode[] = [];
  const running = new Map<string, Indexer>();
  let postgres: Postgres | undefined;
  let stack: Stack;
  let expected: Rows;

  const nodeOf = async () => {
    const node = await startNode((call) => stack.publicClient.request(call as never));
    nodes.push(node);
    return node;
  };
  const start = async (
    name: string,
    node?: LoopbackNode,
    ready?: (answer: Response) => Promise<boolean>,
  ): Promise<Indexer> => {
    const database = { DATABASE_URL: postgres?.url ?? "", DATABASE_SCHEMA: name };
    const more = { PONDER_RPC_URL: node?.url ?? stack.rpcUrl, QUITTANCE_FINALITY_BLOCKS: "250" };
    const indexer = await startIndexer({ ...environmentOf(stack, database), ...more }, ready);
    running.set(name, indexer);
    return indexer;
  };
  /** A killed one's lock would hold for up to 25 seconds. */
  const kill = async (name: string) => {
    await running.get(name)?.stop("SIGKILL");
    await execute(
      postgres?.url ?? "",
      `update ${name}._ponder_meta set value = jsonb_set(value, '{is_locked}', '0')`,
    );
  };
  /** The client would say the one before for some seconds. */
  const latestBlock = () => stack.publicClient.getBlockNumber({ cacheTime: 0 });
  /** Ponder asks for a block that it could not get again only when there is a newer one, which a development chain has when someone sends. */
  const whileBlocksCome = async (work: () => Promise<void>) => {
    let isOver = false;
    const mining = (async () => {
      while (!isOver) {
        await stack.mine(1);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    })();
    await work().finally(() => {
      isOver = true;
    });
    await mining;
  };
  const equal = async (name: string) => {
    const indexer = running.get(name);
    if (indexer === undefined) throw new Error(`${name} does not run`);
    const latest = await latestBlock();
    await indexer.reach(latest);
    await until(`${name} is ready`, async () => (await fetch(`${indexer.url}/ready`)).status === 200);
    expect(await allRows(indexer.url), name).to.deep.equal(expected);
  };

  before(async function () {
    postgres = await openCluster();
    if (postgres === undefined) {
      console.log("      PostgreSQL is not here: faults are not tried.");
      return this.skip();
    }
    stack = await startStack();
    await stack.fundLedger(stack.buyer.address, 100_000_000_000n);
    await openMany(stack, DEALS);
    await judge(stack, await open(stack), 0, [9_000, 9_000, undefined]);
    await stack.mine(HISTORY);
  });

  after(async () => {
    await Promise.all([...running.values()].map((indexer) => indexer.stop("SIGTERM")));
    await Promise.all(nodes.map((node) => node.stop()));
    await Promise.all([stack?.stop(), postgres?.stop()]);
  });

  it("is killed while it reads the history, and goes on", async () => {
    const node = await nodeOf();
    node.behave(late(30));
    let killedWhileReading = 0;
    for (const count of KILLS) {
      const asked = node.asked.length + count;
      await start("killed", node, async ({ status }) => {
        if (status === 503) killedWhileReading += 1;
        return status === 200 || node.asked.length >= asked;
      });
      await kill("killed");
    }
    expect(killedWhileReading).to.be.greaterThan(0);
    await start("killed", node);
  });

  it("is killed while blocks come, and goes on", async () => {
    for (let round = 0; round < LIVE_KILLS; round++) {
      const from = await latestBlock();
      const burst = openMany(stack, 6);
      const beyond = from + BigInt(random.whole(1, 4));
      const indexer = running.get("killed");
      await until("it is in the middle", async () => (await indexedBlock(indexer?.url ?? "")) >= beyond);
      await kill("killed");
      await burst;
      await start("killed");
    }
  });

  it("reads from a node that takes its time, does not answer, or says logs twice, for a while", async () => {
    const [slow, silent, twice] = await Promise.all([nodeOf(), nodeOf(), nodeOf()]);
    const busy = limited(AT_ONCE, 50);
    slow.behave(busy);
    silent.behave(hanging(["eth_getLogs"], 2));
    twice.behave(doubling(3));
    await Promise.all([start("slow", slow), start("silent", silent), start("twice", twice)]);
    expect(busy.most(), "questions at once").to.be.at.most(AT_ONCE + OVER);
    silent.behave(hanging(["eth_getLogs"], 1));
    twice.behave(doubling(1));
  });

  it("lives through a restart of the database while blocks come, or is started again", async () => {
    await whileBlocksCome(async () => {
      await postgres?.restart?.();
      const latest = await openMany(stack, 3);
      for (const [name, indexer] of [...running]) {
        await until(`${name} has block ${latest}, or has ended`, async () => {
          if (indexer.hasEnded()) return true;
          return (await indexedBlock(indexer.url)) >= latest;
        });
        if (!indexer.hasEnded()) continue;
        await kill(name);
        await start(name);
      }
    });
  });

  it("follows reorganisations of every depth", async () => {
    for (const depth of DEPTHS) {
      const fork = await stack.snapshot();
      const lost = await openMany(stack, 1);
      if (depth > 1) await stack.mine(depth - 1);
      await Promise.all([...running.values()].map((each) => each.reach(lost + BigInt(depth) - 1n)));
      await stack.revert(fork);
      const kept = await openMany(stack, 2);
      await stack.mine(depth);
      expect(kept, "the blocks that are replaced").to.equal(lost + 1n);
      await Promise.all([...running.values()].map((each) => each.reach(kept + BigInt(depth))));
    }
  });

  it("has every row of a fresh index", async () => {
    const names = [...running.keys()];
    const fresh = await start("fresh");
    await fresh.reach(await latestBlock());
    expected = await allRows(fresh.url);
    expect(expected.deal.length).to.be.greaterThan(DEALS);
    for (const name of names) await equal(name);
  });
});

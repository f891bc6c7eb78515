import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { RpcFailedError, WatchInterruptedError } from "../../../sdk/index.ts";
import { openExampleDeal } from "../../../sdk/testing/index.ts";
import { type ChainReorganised, type DealEvent, watchDeal } from "../../../sdk/watching/index.ts";
import { answering } from "../../support/nodes/behaviours.ts";
import { type Behaviour, type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";
import { bare, deliverWork, take } from "./support.ts";

const LOGS = "eth_getLogs";
const BLOCK = "eth_getBlockByNumber";

interface Filter {
  readonly fromBlock?: string;
  readonly toBlock?: string;
}

const spanOf = ({ fromBlock, toBlock }: Filter) => Number(toBlock) - Number(fromBlock) + 1;
const filterOf = (params: readonly unknown[]) => (params[0] ?? {}) as Filter;

describe("a watcher of a node that misbehaves", () => {
  const setup = useStack();
  let node: LoopbackNode;
  let dealId: DealEvent["dealId"];
  let all: Partial<DealEvent | ChainReorganised>[];

  after(async () => {
    await node.stop();
  });
  before(async () => {
    const stack = setup();
    node = await startNode((call) => stack.publicClient.request(call as never));
    const deal = await openExampleDeal(stack);
    dealId = deal.dealId;
    await deliverWork(stack, deal, { milestone: 0 });
    await stack.mine(3);
    await deliverWork(stack, deal, { milestone: 1 });
    // Further back than what is read block by block.
    await stack.mine(150);
    await deliverWork(stack, deal, { milestone: 2 });
    all = (await take(watching(stack.publicClient), 4)).map(bare);
  });
  beforeEach(() => {
    node.behave((_, forward) => forward());
  });

  const client = () =>
    createPublicClient({ chain: setup().chain, transport: http(node.url, { retryCount: 0 }), cacheTime: 0 });
  const watching = (reader: Parameters<typeof watchDeal>[0], others: object = {}) =>
    watchDeal(reader, {
      ...{ address: setup().address, dealId, fromBlock: BigInt(setup().startBlock), pollingInterval: 2 },
      ...others,
    });
  const taken = async (others: object = {}) => (await take(watching(client(), others), 4)).map(bare);

  const behaviours: Readonly<Record<string, () => Behaviour>> = {
    "refuses by HTTP 429": () => answering([LOGS, BLOCK], { status: 429 }, 5),
    "refuses by HTTP 503": () => answering([LOGS, BLOCK], { status: 503 }, 5),
    "limits by a JSON-RPC code": () =>
      answering([LOGS], { error: { code: -32_005, message: "daily request rate exceeded" } }, 4),
    "breaks connections off": () => answering([LOGS, BLOCK], "broken off", 4),
    "answers null for its latest block": () => answering([BLOCK], { result: null }, 3),
    "answers something that is no list": () => answering([LOGS], { result: { logs: 3 } }, 3),
    "does not know the hash that it told": () =>
      answering([LOGS], { error: { code: -32_000, message: "unknown block" } }, 4),
  };
  for (const [name, behaviour] of Object.entries(behaviours)) {
    it(`which ${name} for a while loses and doubles nothing`, async () => {
      node.behave(behaviour());
      expect(await taken()).to.deep.equal(all);
    });
  }

  it("which allows few blocks for one question gets smaller ones", async () => {
    const spans: number[] = [];
    node.behave(({ method, params }, forward) => {
      const span = spanOf(filterOf(params));
      if (method !== LOGS || Number.isNaN(span)) return forward();
      if (span > 10) return { error: { code: -32_602, message: "query exceeds max block range 10" } };
      spans.push(span);
      return forward();
    });
    expect(await taken()).to.deep.equal(all);
    expect(spans.length).to.be.above(2);
  });

  it("which cuts answers short without a word is asked in smaller parts", async () => {
    const MOST = 2;
    let cut = 0;
    node.behave(async ({ method, params }, forward) => {
      const answer = await forward();
      if (method !== LOGS || typeof answer === "string" || !("result" in answer)) return answer;
      const logs = answer.result as unknown[];
      if (Number.isNaN(spanOf(filterOf(params))) || logs.length <= MOST) return answer;
      cut += 1;
      return { result: logs.slice(0, MOST) };
    });
    expect(await taken({ maxLogs: MOST })).to.deep.equal(all);
    expect(cut).to.be.above(0);
  });

  it("behind which other nodes lag by a hundred blocks sees each event once, when they have it", async () => {
    const stack = setup();
    let seed = 7;
    // One question of four is answered by a node that lacks the last hundred blocks.
    const lags = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed % 4 === 0;
    };
    node.behave(async ({ method, params }, forward) => {
      const head = Number(await stack.publicClient.getBlockNumber());
      const known = head - 100;
      if (!lags()) return forward();
      if (method === BLOCK && params[0] === "latest") {
        return {
          result: await stack.publicClient.request({
            method: BLOCK,
            params: [`0x${known.toString(16)}`, false],
          }),
        };
      }
      if (method === BLOCK && Number(params[0]) > known) return { result: null };
      if (method !== LOGS) return forward();
      const filter = filterOf(params);
      if (filter.toBlock === undefined) return { error: { code: -32_000, message: "unknown block" } };
      if (Number(filter.fromBlock) > known) return { result: [] };
      const toBlock = Math.min(Number(filter.toBlock), known);
      const logs = await stack.publicClient.request({
        ...{ method: LOGS, params: [{ ...filter, toBlock: `0x${toBlock.toString(16)}` } as never] },
      });
      return { result: logs };
    });
    expect(await taken({ attempts: 1_000 })).to.deep.equal(all);
  });

  it("whose head goes back and comes again reports nothing a second time", async () => {
    const stack = setup();
    const head = Number(await stack.publicClient.getBlockNumber());
    const events: (DealEvent | ChainReorganised)[] = [];
    let looks = 0;
    node.behave(async ({ method, params }, forward) => {
      if (method !== BLOCK || params[0] !== "latest") return forward();
      looks += 1;
      const back = looks % 2 === 0 ? 40 : 0;
      return {
        result: await stack.publicClient.request({
          method,
          params: [`0x${(head - back).toString(16)}`, false],
        }),
      };
    });
    const end = new AbortController();
    for await (const event of watching(client(), { signal: end.signal })) {
      events.push(event);
      if (events.length < 4) continue;
      const seen = looks;
      const wait = setInterval(() => {
        if (looks < seen + 10) return;
        clearInterval(wait);
        end.abort();
      }, 5);
    }
    expect(events.map(bare)).to.deep.equal(all);
  });

  it("which mixes logs of another block in is not believed", async () => {
    node.behave(async ({ method }, forward) => {
      const answer = await forward();
      if (method !== LOGS || typeof answer === "string" || !("result" in answer)) return answer;
      const logs = answer.result as object[];
      return { result: logs.map((log) => ({ ...log, blockHash: `0x${"22".repeat(32)}` })) };
    });
    const error = await refusalOf(WatchInterruptedError, () => taken({ attempts: 3 }));
    expect(error.details).to.match(/another block|came for block/);
  });

  it("which fails for good ends with the cursor to go on from, and no URL", async () => {
    const seen: Partial<DealEvent | ChainReorganised>[] = [];
    const error = await refusalOf(WatchInterruptedError, async () => {
      for await (const event of watching(client(), { attempts: 3 })) {
        seen.push(bare(event));
        node.behave(answering([LOGS, BLOCK], { error: { code: -32_603, message: "disk is full" } }));
      }
    });
    expect(error.cause).to.be.instanceOf(RpcFailedError);
    expect(error.message).to.include("disk is full").and.to.not.include("127.0.0.1");
    node.behave((_, forward) => forward());
    const { cursor } = error;
    const rest = await take(watching(client(), { fromBlock: undefined, cursor }), all.length - seen.length);
    expect([...seen, ...rest.map(bare)]).to.deep.equal(all);
  });

  it("does not ask more often than it must when nothing happens", async () => {
    const quiet = watching(client(), { pollingInterval: 10 });
    await take(quiet, 4);
    const asked = node.asked.length;
    const end = new AbortController();
    const { cursor } = (await take(watching(setup().publicClient), 4)).at(-1) ?? {};
    const running = take(watching(client(), { fromBlock: undefined, cursor, signal: end.signal }), 1);
    const looks = () =>
      node.asked.slice(asked).filter(({ method, params }) => method === BLOCK && params[0] === "latest");
    while (looks().length < 12) await new Promise((resolve) => setTimeout(resolve, 5));
    end.abort();
    await running;
    const others = node.asked.slice(asked).filter(({ method }) => method === LOGS);
    expect(others.length).to.be.below(4);
  });
});

import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { silentLog } from "../../apps/exchange/log.ts";
import { abortedDrawFeed } from "../../apps/exchange/peers/feeds.ts";
import { pullFrom } from "../../apps/exchange/peers/pull.ts";
import { openSqlite } from "../../apps/exchange/store/sqlite.ts";
import { openStoreOn } from "../../apps/exchange/store/store.ts";
import { toJson } from "../../sdk/index.ts";
import {
  fetchAbortedDraws,
  publishAbortedDraw,
  refuteAbortedDraw,
  type SignedAbortedDraw,
  signAbortedDraw,
} from "../../sdk/jury/index.ts";
import { type ExampleDraw, exampleDraw, type Stack, startStack } from "../../sdk/testing/index.ts";
import { until } from "../indexer/support/indexer.ts";
import { exchangeSettings, startTestExchange } from "../support/exchange/exchange.ts";
import { startPeer } from "../support/exchange/peer.ts";

describe("aborted draws on the exchange", () => {
  let stack: Stack;
  let draw: ExampleDraw;
  let aborted: SignedAbortedDraw;

  before(async () => {
    stack = await startStack();
    draw = await exampleDraw(stack);
    await stack.increaseTime(86_400);
    const { pair, reveals } = draw;
    const stated = { pair, reveal: reveals[0], account: stack.buyer, now: await stack.now() };
    aborted = await signAbortedDraw(stack.publicClient, stated);
  });
  after(() => stack.stop());

  const against = (url: string) =>
    fetchAbortedDraws({
      ...{ client: stack.publicClient, domain: stack.domain, principal: stack.seller.address, urls: [url] },
    });
  const answer = () => ({ draw: draw.reveals[1].draw, answer: { reveal: draw.reveals[1] } });

  it("are kept when it starts again, without a pool, with what refutes them beside them", async () => {
    const settings = exchangeSettings(stack);
    const first = await startTestExchange(settings);
    expect((await publishAbortedDraw({ urls: [first.url], aborted })).failures).to.deep.equal([]);
    await first.end();
    const second = await startTestExchange(settings);
    expect((await against(second.url)).unrefuted).to.equal(1);
    const counted = await fetch(`${second.url}/aborted-draws/${stack.seller.address}`);
    expect(await counted.json()).to.include({ unrefuted: 1, stating: 1 });
    expect(await (await fetch(`${second.url}/metrics`)).text()).to.contain(
      'exchange_entries{kind="aborted draw"} 1',
    );
    await refuteAbortedDraw({ urls: [second.url], ...answer() });
    await second.end();
    const third = await startTestExchange(settings);
    const found = await against(third.url);
    await third.stop();
    expect([found.unrefuted, found.draws[0]?.findings.refuted]).to.deep.equal([0, true]);
  });

  it("are fetched by peers from each other, in a ring without end, and so is what refutes them", async () => {
    const one = await startTestExchange(exchangeSettings(stack));
    const two = await startTestExchange(exchangeSettings(stack, { peers: [one.url] }));
    const three = await startTestExchange(exchangeSettings(stack, { peers: [two.url, one.url] }));
    try {
      await publishAbortedDraw({ urls: [one.url], aborted });
      await until(
        "the third board has the statement",
        async () => (await against(three.url)).unrefuted === 1,
      );
      await refuteAbortedDraw({ urls: [two.url], ...answer() });
      await until("the third board has its answer", async () => (await against(three.url)).unrefuted === 0);
      expect((await against(one.url)).unrefuted).to.equal(1);
    } finally {
      await Promise.all([one, two, three].map(({ stop }) => stop()));
    }
  });

  it("are believed of no peer: each is verified by the chain, and what a liar adds costs it the pull", async () => {
    const store = await openStoreOn(openSqlite(":memory:"));
    const client = createPublicClient({ transport: http(stack.rpcUrl), cacheTime: 0 });
    const { domain } = stack;
    const peer = await startPeer();
    const feed = abortedDrawFeed({ client, domain, store: store.abortedDraws });
    const stop = new AbortController().signal;
    const pull = () => pullFrom({ peer: peer.url, feed, store, log: silentLog, stop });
    const page = (entries: readonly object[], next: number) => toJson({ epoch: "one", entries, next });
    const forged = { ...aborted, from: stack.seller.address };
    const good = { place: 7, kind: "statement", aborted };
    const refuting = { place: 9, kind: "answer", ...answer() };
    const entries = [
      ...[{ kind: "statement", aborted: forged }, { kind: "statement" }, { kind: "vote" }, {}, refuting],
      { kind: "answer", draw: answer().draw, answer: { reveal: draw.reveals[0] } },
    ].map((entry, index) => ({ ...entry, place: index + 1 }));
    const all = [...entries, good, { ...refuting, place: 8, answer: { reveal: draw.reveals[0] } }, refuting];
    peer.answers = (after) => page(after === 0 ? all : [], Math.max(after, 9));
    expect(await pull()).to.deep.equal({ result: "done", taken: 2 });
    const [kept] = await store.abortedDraws.against(stack.seller.address);
    expect(kept).to.deep.equal({ aborted, answer: answer().answer });
    expect(await store.peer(`${peer.url}/aborted-draws`)).to.deep.equal({ epoch: "one", place: 9 });
    const lies = Array.from({ length: 60 }, (_, index) => ({ ...good, aborted: forged, place: index + 10 }));
    peer.answers = () => page(lies, 69);
    expect(await pull()).to.deep.equal({ result: "failed", taken: 0 });
    await store.close();
    await peer.stop();
  });

  it("are asked for again later when the node did not answer", async () => {
    const store = await openStoreOn(openSqlite(":memory:"));
    const peer = await startPeer();
    const client = createPublicClient({
      transport: http("http://127.0.0.1:1", { retryCount: 0 }),
      cacheTime: 0,
    });
    const feed = abortedDrawFeed({ client, domain: stack.domain, store: store.abortedDraws });
    const entries = [{ place: 1, kind: "statement", aborted }];
    peer.answers = (after) => toJson({ epoch: "one", entries: after === 0 ? entries : [], next: 1 });
    const stop = new AbortController().signal;
    const pulled = await pullFrom({ peer: peer.url, feed, store, log: silentLog, stop });
    expect([pulled.result, pulled.taken]).to.deep.equal(["stopped", 0]);
    expect((await store.peer(`${peer.url}/aborted-draws`))?.place).to.equal(0);
    await store.close();
    await peer.stop();
  });
});

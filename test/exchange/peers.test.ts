import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { type Board, createBoard } from "../../apps/exchange/board/board.ts";
import { openMatters } from "../../apps/exchange/chain/matters.ts";
import { silentLog } from "../../apps/exchange/log.ts";
import { boardFeed } from "../../apps/exchange/peers/feeds.ts";
import { pullFrom } from "../../apps/exchange/peers/pull.ts";
import { openSqlite } from "../../apps/exchange/store/sqlite.ts";
import { openStoreOn, type Store } from "../../apps/exchange/store/store.ts";
import { hashReasons, toJson } from "../../sdk/index.ts";
import {
  fetchBallots,
  fetchCommitments,
  fetchReasons,
  postBallot,
  postCommitment,
  postReasons,
} from "../../sdk/jury/index.ts";
import { until } from "../indexer/support/indexer.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, openQuestion, reasons, startTestExchange } from "../support/exchange/exchange.ts";
import { type Peer, startPeer } from "../support/exchange/peer.ts";

describe("boards that fetch from each other", () => {
  const setup = useStack();

  it("have what any of them was given, checked by each, in a ring without end", async () => {
    const { domain } = setup();
    const { terms, question, cast, commit } = await openQuestion(setup());
    const one = await startTestExchange(exchangeSettings(setup()));
    const two = await startTestExchange(exchangeSettings(setup(), { peers: [one.url] }));
    const three = await startTestExchange(exchangeSettings(setup(), { peers: [two.url, one.url] }));
    try {
      const asked = (boards: readonly string[]) => ({ boards, domain, panel: terms.panel, question });
      for (const juror of [0, 1, 2]) {
        await postCommitment({ boards: [one.url], terms, commitment: await commit(juror) });
      }
      await until("the third board has all commitments", async () => {
        return (await fetchCommitments(asked([three.url]))).complete;
      });
      await postBallot({ boards: [one.url], terms, ballot: await cast(0) });
      await postReasons({ boards: [one.url], reasons });
      await until("the third board has ballot and reasons", async () => {
        const { ballots } = await fetchBallots(asked([three.url]));
        const hash = hashReasons(reasons);
        return ballots.length === 1 && (await fetchReasons({ boards: [three.url], hash })) === reasons;
      });
    } finally {
      await Promise.all([one, two, three].map(({ stop }) => stop()));
    }
  });

  it("do not get stuck at reasons that grow when they are sent", async () => {
    const { rpcUrl, domain } = setup();
    const { terms, question, cast, commit } = await openQuestion(setup());
    const one = await startTestExchange(exchangeSettings(setup()));
    const node = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
    const store = await openStoreOn(openSqlite(":memory:"));
    const board = createBoard({ node, domain, store, matters: openMatters(node, domain) });
    try {
      for (const juror of [0, 1, 2])
        await postCommitment({ boards: [one.url], terms, commitment: await commit(juror) });
      const texts: string[] = [];
      for (const juror of [0, 1, 2]) {
        for (const score of [7_000, 8_000]) {
          // Six characters of JSON each.
          const text = `${"\u0001".repeat(65_500)}${juror}${score}`;
          texts.push(text);
          const ballot = await cast(juror, score, { reasons: hashReasons(text) });
          await postBallot({ boards: [one.url], terms, ballot });
          await postReasons({ boards: [one.url], reasons: text });
        }
      }
      const { signal: stop } = new AbortController();
      const pulled = await pullFrom({ peer: one.url, feed: boardFeed(board), store, log: silentLog, stop });
      expect(pulled).to.deep.equal({ result: "done", taken: 15 });
      for (const text of texts) expect(await board.reasons(hashReasons(text))).to.equal(text);
      expect(await board.entries("ballot", question)).to.have.length(6);
    } finally {
      await one.stop();
      await store.close();
    }
  });
});

describe("a peer that", () => {
  const setup = useStack();
  const stop = new AbortController().signal;
  let store: Store;
  let board: Board;
  let peer: Peer;
  let opened: Awaited<ReturnType<typeof openQuestion>>;

  beforeEach(async () => {
    const { rpcUrl, domain } = setup();
    const node = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 });
    store = await openStoreOn(openSqlite(":memory:"));
    board = createBoard({ node, domain, store, matters: openMatters(node, domain) });
    peer = await startPeer();
    opened = await openQuestion(setup());
  });
  afterEach(async () => {
    await store.close();
    await peer.stop();
  });
  const pull = () => pullFrom({ peer: peer.url, feed: boardFeed(board), store, log: silentLog, stop });
  const page = (entries: readonly object[], next: number, epoch = "one") => toJson({ epoch, entries, next });
  const entryOf = async (place: number, juror: number, score = 7_000) => {
    const { terms, commit } = opened;
    return { place, kind: "commitment", terms, commitment: await commit(juror, score) };
  };

  it("lies is believed in nothing, and left after twenty wrong entries", async () => {
    const good = await entryOf(1, 0);
    const forged = { ...good, commitment: { ...good.commitment, ballot: opened.question.evidence } };
    const odd = [{ kind: "vote" }, { kind: "reasons", reasons: 7 }, { kind: "commitment" }, {}, forged];
    const lies = Array.from({ length: 60 }, (_, index) => ({ ...odd[index % odd.length], place: index + 1 }));
    peer.answers = () => page(lies, 60);
    expect(await pull()).to.deep.equal({ result: "failed", taken: 0 });
    expect(await store.counts()).to.deep.equal({});
    expect((await store.peer(`${peer.url}/changes`))?.place).to.equal(20);
  });

  it("mixes truth with lies gives its truth", async () => {
    const [good, other] = [await entryOf(1, 0), await entryOf(3, 1)];
    const forged = {
      ...other,
      place: 2,
      commitment: { ...other.commitment, ballot: opened.question.evidence },
    };
    peer.answers = (after) => page(after === 0 ? [good, forged, other] : [], after === 0 ? 3 : after);
    expect(await pull()).to.deep.equal({ result: "done", taken: 2 });
    expect(await pull()).to.deep.equal({ result: "done", taken: 0 });
  });

  it("has reasons that no database keeps whole gives nothing by them", async () => {
    const text = "a\0b";
    expect(await board.takeReasons(text)).to.deep.include({ status: 400 });
    peer.answers = (after) =>
      page(after === 0 ? [{ place: 1, kind: "reasons", reasons: text }] : [], after === 0 ? 1 : after);
    expect(await pull()).to.deep.equal({ result: "done", taken: 0 });
  });

  it("leads in circles, backwards or past its page ends the pull", async () => {
    const good = await entryOf(1, 0);
    for (const places of [[0], [1, 1], [2, 1], [-1], [5]]) {
      peer.answers = () =>
        page(
          places.map((place) => ({ ...good, place })),
          4,
        );
      expect((await pull()).result, places.join(" ")).to.equal("failed");
    }
    let asked = 0;
    peer.answers = (after) => {
      asked += 1;
      return page([{ ...good, place: after + 1 }], after + 1);
    };
    expect((await pull()).result).to.equal("stopped");
    expect(asked).to.be.at.most(20);
  });

  it("floods, stalls or answers with anything else is left alone", async () => {
    const texts = [
      "x".repeat(2_000_000),
      "{",
      "null",
      page([], 0, "an epoch with spaces"),
      toJson({ epoch: "one", entries: {}, next: 1 }),
      toJson({ epoch: "one", entries: [], next: "1" }),
      toJson({ epoch: "one", entries: Array(101).fill({}), next: 101 }),
    ];
    for (const text of texts) {
      peer.answers = () => text;
      expect((await pull()).result).to.equal("failed");
    }
    await peer.stop();
    expect((await pull()).result).to.equal("failed");
  });

  it("starts again with an empty database is read from its start", async () => {
    const [first, second] = [await entryOf(1, 0), await entryOf(1, 1)];
    peer.answers = (after) => page(after === 0 ? [first] : [], Math.max(after, 1));
    await pull();
    peer.answers = (after) => page(after === 0 ? [second] : [], Math.max(after, 1), "two");
    expect(await pull()).to.deep.equal({ result: "done", taken: 1 });
    expect(await store.peer(`${peer.url}/changes`)).to.deep.equal({ epoch: "two", place: 1 });
  });

  it("shows a ballot too early keeps nothing else from coming, and the ballot is tried again", async () => {
    const { terms, cast, commit } = opened;
    const entries = [{ place: 1, kind: "ballot", terms, ballot: await cast(0) }, await entryOf(2, 0)];
    peer.answers = (after) => page(after === 0 ? entries : [], Math.max(after, 2));
    const early: unknown[] = [];
    const again = () =>
      pullFrom({ peer: peer.url, feed: boardFeed(board), store, log: silentLog, stop, early });
    expect(await again()).to.deep.equal({ result: "done", taken: 1 });
    expect(await again()).to.deep.equal({ result: "done", taken: 0 });
    expect(early).to.have.length(1);
    for (const juror of [1, 2]) {
      const commitment = await commit(juror);
      await board.take({ kind: "commitment", item: commitment, source: { terms, panel: undefined } });
    }
    expect(await again()).to.deep.equal({ result: "done", taken: 1 });
    expect(early).to.deep.equal([]);
  });

  it("shows many ballots too early is remembered for the latest of them", async () => {
    const { terms, cast } = opened;
    const ballot = await cast(0);
    const entries = Array.from({ length: 100 }, (_, at) => ({
      kind: "ballot",
      terms,
      ballot,
      place: at + 1,
    }));
    const more = [{ kind: "ballot", terms, ballot, place: 101 }];
    peer.answers = (after) =>
      page(after === 0 ? entries : after === 100 ? more : [], Math.max(100, after) + (after === 100 ? 1 : 0));
    const early: unknown[] = [];
    await pullFrom({ peer: peer.url, feed: boardFeed(board), store, log: silentLog, stop, early });
    expect(early).to.have.length(100);
    expect(Object(early.at(-1)).place).to.equal(101);
  });
});

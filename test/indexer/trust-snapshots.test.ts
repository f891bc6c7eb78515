import { expect } from "chai";
import type { BlockTime } from "../../indexer/http/checkpoint.ts";
import { readGraphqlSettings } from "../../indexer/settings/graphql.ts";
import { SettingsError } from "../../indexer/settings/settings.ts";
import { readTrustSettings } from "../../indexer/settings/trust.ts";
import { Scores } from "../../indexer/trust/scores.ts";
import { Snapshots, TrustUnavailable } from "../../indexer/trust/snapshots.ts";
import { ScoreThread, ThreadBusy } from "../../indexer/trust/thread.ts";
import { readReputationAnswer } from "../../sdk/reputation/index.ts";

type Hex = `0x${string}`;

const hashAt = (block: number, fork = 0): Hex => `0x${fork}${String(block).padStart(63, "0")}`;
const PATIENCE_MS = 20;
const POOL: Hex = `0x${"f1".repeat(20)}`;

/** A chain that is indexed as far as it is told, and counts how often its rows are read. */
function chainAt(block: number) {
  const chain = { block, fork: 0, reads: 0, atOnce: 0, most: 0, wait: async (): Promise<void> => {} };
  const blockOf = (number: number): BlockTime => ({ block: number, timestamp: 1_000 + number });
  const scores = new Scores();
  const thread = {
    starts: 1,
    do: async (task: Parameters<Scores["do"]>[0]) => scores.do(task),
  };
  const snapshots = new Snapshots(
    {
      head: async () => blockOf(chain.block),
      hashOf: async ({ block: number }) => (number > chain.block ? null : hashAt(number, chain.fork)),
      read: async (take) => {
        chain.reads += 1;
        chain.atOnce += 1;
        chain.most = Math.max(chain.most, chain.atOnce);
        const read = blockOf(chain.block);
        await chain.wait();
        await take({ deals: [], ratings: [] });
        chain.atOnce -= 1;
        return read;
      },
      confirm: async ({ block: number }) => (number > chain.block ? null : hashAt(number, chain.fork)),
    },
    thread,
    PATIENCE_MS,
  );
  return { chain, snapshots, thread, scores };
}

describe("snapshots of rows", () => {
  it("are read when someone asks, once for each block, and never twice at a time", async () => {
    const { chain, snapshots } = chainAt(5);
    expect(chain.reads).to.equal(0);
    const all = await Promise.all(Array.from({ length: 20 }, () => snapshots.newest()));
    expect(new Set(all.map(({ number }) => number)).size).to.equal(1);
    expect([chain.reads, chain.most]).to.deep.equal([1, 1]);
    await snapshots.newest();
    expect(chain.reads).to.equal(1);
    chain.block = 6;
    expect((await snapshots.newest()).head).to.deep.equal({ block: 6, timestamp: 1_006, hash: hashAt(6) });
    expect([chain.reads, chain.most]).to.deep.equal([2, 1]);
  });

  it("are those of the block before while the newest are read for long", async () => {
    const { chain, snapshots } = chainAt(5);
    await snapshots.newest();
    const { promise, resolve } = Promise.withResolvers<void>();
    chain.wait = () => promise;
    chain.block = 6;
    expect((await snapshots.newest()).head.block).to.equal(5);
    resolve();
    expect((await snapshots.newest()).head.block).to.equal(6);
    expect(chain.reads).to.equal(2);
  });

  it("of a block that the chain gave up are never used", async () => {
    const { chain, snapshots } = chainAt(5);
    const before = await snapshots.newest();
    chain.fork = 1;
    const after = await snapshots.newest();
    expect([before.head.hash, after.head.hash]).to.deep.equal([hashAt(5), hashAt(5, 1)]);
  });

  it("are read again when the thread that held them started again", async () => {
    const { chain, snapshots, thread } = chainAt(5);
    await snapshots.newest();
    thread.starts += 1;
    await snapshots.newest();
    expect(chain.reads).to.equal(2);
  });

  it("are not there while no node says the hash of their block, and a failure is not remembered", async () => {
    const { chain, snapshots } = chainAt(5);
    chain.wait = async () => {
      chain.block = 4;
    };
    const error = await snapshots.newest().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(TrustUnavailable);
    chain.wait = async () => {};
    expect((await snapshots.newest()).head.block).to.equal(4);
  });
});

describe("scores of snapshots", () => {
  const view = (snapshot: number, seed?: Hex) => ({
    ...{ snapshot, asOf: { blockNumber: 9n, timestamp: 1_000n }, hash: hashAt(9), pools: [POOL] },
    seeds: seed === undefined ? undefined : [{ address: seed, weight: 1 }],
  });
  const subjects = [POOL];

  it("answer with whole answers, and say of a snapshot that was forgotten that it is gone", () => {
    const scores = new Scores();
    scores.do({ kind: "add", snapshot: 1, part: { deals: [] } });
    const { answers = [] } = scores.do({ kind: "answers", view: view(1), subjects });
    expect(readReputationAnswer(answers[0])).to.include({ subject: POOL, score: 0, view: "global" });
    const personal = scores.do({ kind: "answers", view: view(1, POOL), subjects });
    expect(readReputationAnswer(personal.answers?.[0]).seeds).to.deep.equal([{ address: POOL, weight: 1 }]);
    scores.do({ kind: "add", snapshot: 2, part: {} });
    scores.do({ kind: "keep", snapshot: 2 });
    expect(scores.do({ kind: "answers", view: view(1), subjects })).to.deep.equal({ isGone: true });
    expect(scores.do({ kind: "find", view: view(2), filter: {}, page: { limit: 5 } }).agents).to.deep.equal(
      [],
    );
  });
});

describe("the thread of scores", () => {
  const thread = new ScoreThread("indexer");
  const view = { snapshot: 1, asOf: { blockNumber: 9n, timestamp: 1_000n }, hash: hashAt(9), pools: [POOL] };
  const question = { kind: "answers", view, subjects: [POOL] } as const;

  it("starts with the first task and answers as the scores do", async () => {
    expect(thread.starts).to.equal(0);
    expect(await thread.do(question)).to.deep.equal({ isGone: true });
    await thread.do({ kind: "add", snapshot: 1, part: {} });
    const { answers } = await thread.do(question);
    const scores = new Scores();
    scores.do({ kind: "add", snapshot: 1, part: {} });
    expect(answers).to.deep.equal(scores.do(question).answers);
    expect(thread.starts).to.equal(1);
  });

  it("says what it cannot do, and goes on", async () => {
    const strange = { ...question, subjects: ["0x1" as Hex] };
    const error: unknown = await thread.do(strange).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error).with.property("message").that.includes("subject");
    expect((await thread.do(question)).answers).to.have.length(1);
  });

  it("turns questions away when too many wait, and no rows", async () => {
    const all = await Promise.allSettled(Array.from({ length: 80 }, () => thread.do(question)));
    const refused = all.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(refused).to.have.length(16);
    for (const reason of refused) expect(reason).to.be.instanceOf(ThreadBusy);
    const rows = { kind: "add", snapshot: 1, part: {} } as const;
    await Promise.all(Array.from({ length: 80 }, () => thread.do(rows)));
  });
});

describe("settings of trust", () => {
  const jurorPools = [POOL];
  const refused = (env: Readonly<Record<string, string>>) => {
    try {
      readTrustSettings(env, { jurorPools });
    } catch (error) {
      if (error instanceof SettingsError) return error.message;
      throw error;
    }
    return "";
  };

  it("are the deployment's pools, unless others are named that are indexed", () => {
    expect(readTrustSettings({}, { jurorPools })).to.deep.equal({
      ...{ pools: [POOL], perMinute: 600, isProxied: false },
    });
    const named = {
      QUITTANCE_TRUST_POOLS: ` ${POOL.toUpperCase().replace("X", "x")}`,
      QUITTANCE_PROXIED: "1",
    };
    expect(readTrustSettings(named, { jurorPools })).to.include({ isProxied: true });
    expect(readTrustSettings(named, { jurorPools }).pools).to.deep.equal([POOL]);
  });

  it("name what is wrong, its value and the remedy", () => {
    expect(refused({ QUITTANCE_TRUST_POOLS: "0x12" })).to.match(
      /QUITTANCE_TRUST_POOLS has "0x12".*40 hex digits/,
    );
    const other = `0x${"aa".repeat(20)}`;
    expect(refused({ QUITTANCE_TRUST_POOLS: other })).to.match(
      /not indexed\. Add it to QUITTANCE_JUROR_POOLS/,
    );
    expect(refused({ QUITTANCE_TRUST_POOLS: "ab".repeat(32) })).to.not.include("abab");
    expect(refused({ QUITTANCE_TRUST_PER_MINUTE: "0" })).to.match(/QUITTANCE_TRUST_PER_MINUTE is "0"\. Give/);
    expect(refused({ QUITTANCE_PROXIED: "yes" })).to.match(/QUITTANCE_PROXIED is "yes"\. Give 1/);
  });

  it("are beside those of GraphQL", () => {
    expect(readGraphqlSettings({})).to.deep.equal({ perMinute: 12_000, isProxied: false });
    const read = () => readGraphqlSettings({ QUITTANCE_GRAPHQL_PER_MINUTE: "many" });
    expect(read).to.throw(SettingsError, 'QUITTANCE_GRAPHQL_PER_MINUTE is "many". Give a whole number');
  });
});

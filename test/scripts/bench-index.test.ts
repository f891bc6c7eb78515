import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { decodeFunctionResult, encodeFunctionData, erc20Abi, padHex, toFunctionSelector, toHex } from "viem";
import {
  amountOf,
  equalityOf,
  INDEX_GOALS,
  type IndexFigure,
  medianOf,
  quantileOf,
  ratioOf,
} from "../../scripts/bench/index/figures/goals.ts";
import { answersOf } from "../../scripts/bench/index/node/answers.ts";
import { latestOf } from "../../scripts/bench/index/node/latest-of.ts";
import { recordingOf } from "../../scripts/bench/index/recording/cache.ts";
import type { Recording } from "../../scripts/bench/index/recording/file.ts";
import { blockWith } from "../../scripts/bench/index/recording/prefix.ts";
import { openCluster } from "../indexer/support/postgres.ts";

const run = promisify(execFile);
const EVENTS = 300;

describe("bench:index", () => {
  let recording: Recording;

  before(async () => {
    recording = await recordingOf("sparse", EVENTS, () => undefined);
  });

  after(() => recording.close());

  it("answers from the recorded chain as a node would", () => {
    const { block, events } = blockWith(recording, EVENTS);
    expect(events).to.be.within(EVENTS, EVENTS + 200);
    const answer = answersOf(recording, () => block);
    const ask = (method: string, ...params: readonly unknown[]) => JSON.parse(answer(method, params));
    const { facts, entries } = recording;
    const own = { address: [facts.quittance, facts.pool] };

    expect(ask("eth_chainId")).to.equal(toHex(facts.chainId));
    expect(Number(ask("eth_blockNumber"))).to.equal(block);
    expect(ask("eth_getCode", facts.quittance, "latest")).to.have.length.above(1_000);
    const latest = ask("eth_getBlockByNumber", "latest", true);
    expect(ask("eth_getBlockByHash", latest.hash, true)).to.deep.equal(latest);
    expect(ask("eth_getBlockByNumber", toHex(block - 1), false).hash).to.equal(latest.parentHash);
    expect(ask("eth_getBlockByNumber", toHex(block + 1), false)).to.equal(null);

    const logs = ask("eth_getLogs", { ...own, fromBlock: "0x0", toBlock: "latest" });
    expect(logs).to.have.length(events);
    const [first] = logs;
    const alike = ask("eth_getLogs", {
      ...own,
      topics: [first.topics[0]],
      fromBlock: "0x0",
      toBlock: "latest",
    });
    expect(alike).to.deep.equal(logs.filter(({ topics }: typeof first) => topics[0] === first.topics[0]));
    const last = ask("eth_getLogs", { blockHash: latest.hash, ...own });
    expect(last).to.have.length(entries[block]?.events ?? 0);

    const receipt = ask("eth_getTransactionReceipt", first.transactionHash);
    expect(receipt.blockNumber).to.equal(first.blockNumber);
    expect(receipt.logs.map(({ logIndex }: typeof first) => logIndex)).to.include(first.logIndex);
    expect(ask("eth_getTransactionReceipt", latest.hash)).to.equal(null);

    const balance = (holder: `0x${string}`) => {
      const data = encodeFunctionData({ abi: erc20Abi, functionName: "balanceOf", args: [holder] });
      const returned = ask("eth_call", { to: facts.usdc, data }, "latest");
      return decodeFunctionResult({ abi: erc20Abi, functionName: "balanceOf", data: returned });
    };
    expect(String(balance(facts.quittance))).to.equal(entries[block]?.held);
    // What its forty seats have put up.
    expect(balance(facts.pool)).to.equal(4_000_000_000n);
    const token = ask("eth_call", { to: facts.pool, data: toFunctionSelector("usdc()") }, "latest");
    expect(token).to.equal(padHex(facts.usdc, { size: 32 }).toLowerCase());
    expect(() => ask("eth_sendRawTransaction", "0x")).to.throw(/does not answer eth_sendRawTransaction/);
  });

  it("lets both apps index the recorded chain, in one run and as one JSON object", async () => {
    const server = await openCluster();
    await server?.stop();
    const database = server === undefined ? "pglite" : "postgres";
    const sizes = ["--events", `${EVENTS}`, "--rounds", "1", "--only", "backfill_sparse_ratio"];
    const { stdout } = await run(process.execPath, [
      "scripts/bench-index.ts",
      "--json",
      "--database",
      database,
      ...sizes,
    ]).catch(
      // Whether it is fast enough is not asked here.
      (failed: { readonly stdout: string }) => failed,
    );
    const { figures }: { readonly figures: readonly IndexFigure[] } = JSON.parse(stdout);
    expect(figures.map(({ name }) => name)).to.deep.equal(["backfill_sparse_ratio"]);
    for (const { value, measured, baseline } of figures) {
      expect(measured).to.be.above(0);
      // Not by closeTo: where a test of the same process has loaded Hardhat's matchers, it takes whole numbers only.
      expect(Math.abs(value - measured / baseline)).to.be.below(0.01 * value + 0.001);
    }
  });

  it("says what it cannot measure, and ends with code 2", async () => {
    const wrong = [
      ["--only", "speed"],
      ["--events", "many"],
      ["--rounds", "0"],
      ["--database", "sqlite"],
    ];
    for (const args of wrong) {
      const failed = await run(process.execPath, ["scripts/bench-index.ts", ...args]).then(
        () => undefined,
        (error: { readonly code: number; readonly stderr: string }) => error,
      );
      expect(failed?.code, args.join(" ")).to.equal(2);
      expect(failed?.stderr).to.match(/there is no speed|from 100 up|from 1 up|postgres, pglite/);
    }
  });

  it("holds a figure against its goal, in its direction", () => {
    const size = "few";
    const { reach } = INDEX_GOALS.backfill_dense_ratio;
    expect(ratioOf("backfill_dense_ratio", { measured: reach, baseline: 1, size })).to.include({
      isReached: true,
    });
    expect(ratioOf("backfill_dense_ratio", { measured: 7, baseline: 10, size })).to.include({
      isReached: false,
    });
    expect(amountOf("rows_per_event", { measured: 3.6, baseline: 1, size })).to.include({ isReached: false });
    expect(equalityOf("totals_equal", { measured: 5, baseline: 5, size })).to.include({ value: 1 });
    expect(equalityOf("totals_equal", { measured: 5, baseline: 6, size })).to.include({ value: 0 });
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3])]).to.deep.equal([2, 2.5]);
    expect(
      quantileOf(
        Array.from({ length: 100 }, (_, index) => index + 1),
        0.95,
      ),
    ).to.equal(95);
  });

  it("keeps the latest results only", () => {
    let made = 0;
    const double = latestOf((number: number) => {
      made += 1;
      return 2 * number;
    }, 2);
    expect([1, 2, 1, 3, 2, 1].map(double)).to.deep.equal([2, 4, 2, 6, 4, 2]);
    expect(made).to.equal(4);
  });
});

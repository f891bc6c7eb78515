import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import type { MarketFigure } from "../../scripts/bench/market/figure.ts";
import { limitLeaksBench } from "../../scripts/bench/market/limit-leaks.ts";
import { negotiationOverheadBench } from "../../scripts/bench/market/negotiation-overhead.ts";
import { negotiationsBench } from "../../scripts/bench/market/negotiations-per-second.ts";
import { orderChangesBench } from "../../scripts/bench/market/order-changes.ts";
import { marketTable } from "../../scripts/bench/market/report.ts";
import { searchBench } from "../../scripts/bench/market/search-ratio.ts";
import { stateDivergenceBench } from "../../scripts/bench/market/state-divergence.ts";

const run = promisify(execFile);
const figureOf = async ({ measure }: { measure: () => Promise<readonly MarketFigure[]> }) => {
  const [figure] = await measure();
  return figure ?? expect.fail("no figure");
};

describe("bench:market", () => {
  it("finds no leak, where curves that lead to the limit have many", async () => {
    const figure = await figureOf(limitLeaksBench(30, 30));
    expect(figure).to.include({ name: "limit_leaks", value: 0, reach: 0, isReached: true });
    expect(figure.baseline.value).to.be.greaterThan(15);
  });

  it("finds no divergence, where sides that believe the last message have many", async () => {
    const figure = await figureOf(stateDivergenceBench(100));
    expect(figure).to.include({ name: "state_divergence", value: 0, reach: 0, isReached: true });
    expect(figure.baseline.value).to.be.greaterThan(20);
  });

  it("negotiates in two workers, and holds them against one", async () => {
    const figure = await figureOf(negotiationsBench(1, 1));
    expect(figure.value).to.be.greaterThan(0);
    expect(figure.baseline.value).to.be.greaterThan(0);
    expect(figure.what).to.match(/of 10\.0 signed messages, .* in 2 workers; [2-9]/);
  });

  it("holds signed negotiations against as many signatures of viem", async () => {
    const figure = await figureOf(negotiationOverheadBench(1, 1));
    expect(figure.value).to.be.greaterThan(0);
    expect(figure.what).to.match(/10 messages$/);
    expect(marketTable([figure])).to.match(/^negotiation_overhead: .*\n {2}.*\n {2}held against 1\.000: /);
  });

  it("finds no winner that changes with the order of arrival, where the first good bid wins many", async () => {
    const figure = await figureOf(orderChangesBench({ requests: 20, orders: 10 }));
    expect(figure).to.include({ name: "rfq_order_changes", value: 0, reach: 0, isReached: true });
    expect(figure.baseline.value).to.be.greaterThan(5);
  });

  it("holds searches against reads by key and against a plain table", async () => {
    const figure = await figureOf(searchBench({ listings: 300, rounds: 3 }));
    expect(figure).to.include({ name: "search_p95_ratio", unit: "ratio", reach: 10 });
    expect(figure.baseline.value).to.be.greaterThan(0);
  });

  it("says which figures there are when it is asked for another one", async () => {
    const failed = await run(process.execPath, ["scripts/bench-market.ts", "--only", "speed"]).then(
      () => undefined,
      (error: { readonly code: number; readonly stderr: string }) => error,
    );
    expect(failed?.code).to.equal(2);
    expect(failed?.stderr).to.match(/there is no speed\. .*negotiations_per_second, .*limit_leaks/);
  });
});

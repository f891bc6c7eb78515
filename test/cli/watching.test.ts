import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { release } from "../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { deliverWork } from "../sdk/watching/support.ts";
import { type Bench, openBench } from "./support/bench.ts";

interface Line {
  readonly event: string;
  readonly block?: string;
  readonly removed?: boolean;
  readonly isComplete?: boolean;
  readonly values?: Readonly<Record<string, unknown>>;
}

const brief = ({ event, removed, isComplete, values }: Line): string =>
  event === "ChainReorganised"
    ? `reorganised, ${isComplete ? "complete" : "not complete"}`
    : `${removed ? "-" : "+"}${event} ${values?.milestone ?? ""}`.trimEnd();

const linesOf = (out: string): Line[] =>
  out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("a command that watches", () => {
  let stack: Stack;
  let bench: Bench;

  before(async () => {
    stack = await startStack();
    bench = openBench();
    await bench.key("buyer", stack.buyer);
    await bench.call(
      ...[
        "profile",
        "set",
        "local",
        "--rpc",
        stack.rpcUrl,
        "--contract",
        stack.address,
        "--pool",
        stack.pool,
      ],
      ...["--account", "buyer", "--from-block", String(stack.startBlock)],
    );
  });

  after(async () => {
    bench.remove();
    await stack.stop();
  });

  const watched = async (...args: string[]) => {
    const { code, out, err } = await bench.call(...args, "--json");
    expect(code, err).to.equal(0);
    return { lines: linesOf(out), err };
  };
  const path = (name: string) => join(bench.folder, name);
  /** Waits until a command that runs has read so far, by the file in which it keeps that. */
  const hasRead = async (file: string, block: bigint) => {
    const kept = () =>
      existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")).cursor.block as number) : -1;
    while (kept() < Number(block)) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const settle = async (deal: Awaited<ReturnType<typeof openExampleDeal>>) => {
    const { address, buyer, walletClient } = stack;
    for (const milestone of deal.terms.milestones.keys())
      await release(walletClient, { address, terms: deal.terms, milestone, account: buyer });
  };

  it("goes on where it stopped, and prints nothing twice", async () => {
    const deal = await openExampleDeal(stack);
    await deliverWork(stack, deal, { milestone: 0 });
    const file = path("deal.json");
    const watch = ["deal", "watch", deal.dealId, "--once", "--resume", file];
    const first = await watched(...watch);
    expect(first.lines.map(brief)).to.deep.equal(["+DealOpened", "+EvidenceDelivered 0"]);
    expect(first.err).to.contain(`Read up to block ${await stack.publicClient.getBlockNumber()}`);
    expect((await watched(...watch)).lines).to.deep.equal([]);
    await deliverWork(stack, deal, { milestone: 1 });
    expect((await watched(...watch)).lines.map(brief)).to.deep.equal(["+EvidenceDelivered 1"]);
  });

  it("begins with the block that is named", async () => {
    const deal = await openExampleDeal(stack);
    await deliverWork(stack, deal, { milestone: 0 });
    const block = await stack.publicClient.getBlockNumber();
    for (const command of [["deal", "watch", deal.dealId], ["listen"]]) {
      const { lines } = await watched(...command, "--once", "--from-block", String(block));
      expect(lines.map(brief), command[0]).to.deep.equal(
        command[0] === "deal" ? ["+EvidenceDelivered 0"] : [],
      );
    }
  });

  it("refuses the file of another watch, and one that it did not write", async () => {
    const [one, other] = [await openExampleDeal(stack), await openExampleDeal(stack, { category: 2 })];
    const file = path("one.json");
    await watched("deal", "watch", one.dealId, "--once", "--resume", file);
    const mixed = await bench.call("deal", "watch", other.dealId, "--once", "--resume", file);
    expect([mixed.code, mixed.err.includes(one.dealId)]).to.deep.equal([1, true]);
    const foreign = bench.file("foreign.json", "{}");
    expect((await bench.call("listen", "--all", "--once", "--resume", foreign)).code).to.equal(1);
  });

  it("says after a restart what the chain has replaced, and prints again what it still has", async () => {
    const deal = await openExampleDeal(stack, { category: 3 });
    const fork = await stack.snapshot();
    await deliverWork(stack, deal, { milestone: 0 });
    await deliverWork(stack, deal, { milestone: 1 });
    const file = path("replaced.json");
    const watch = ["deal", "watch", deal.dealId, "--once", "--resume", file];
    await watched(...watch);
    await stack.revert(fork);
    await stack.mine();
    await deliverWork(stack, deal, { milestone: 2 });
    await stack.mine(2);
    const { lines } = await watched(...watch);
    expect(lines.map(brief).slice(-2)).to.deep.equal(["reorganised, not complete", "+EvidenceDelivered 2"]);
    const text = await bench.call("deal", "watch", deal.dealId, "--once");
    expect(text.out)
      .to.match(/^block \d+ .*EvidenceDelivered .*milestone 2/m)
      .and.to.not.contain("milestone 1");
  });

  for (const [name, url] of [
    ["by polling", () => stack.rpcUrl],
    ["over a WebSocket", () => stack.wsUrl],
  ] as const) {
    it(`takes back what a reorganisation removes while it runs, and ends with the deal, ${name}`, async () => {
      const deal = await openExampleDeal(stack, { category: name.length });
      const fork = await stack.snapshot();
      const file = path(`running-${name.length}.json`);
      const running = watched(
        ...["deal", "watch", deal.dealId, "--rpc", url(), "--resume", file, "--every", "1"],
      );
      await deliverWork(stack, deal, { milestone: 0 });
      await hasRead(file, await stack.publicClient.getBlockNumber());
      await stack.revert(fork);
      await stack.mine();
      await deliverWork(stack, deal, { milestone: 1 });
      await settle(deal);
      const { lines } = await running;
      expect(lines.map(brief)).to.include.ordered.members([
        ...["+DealOpened", "+EvidenceDelivered 0", "reorganised, complete", "-EvidenceDelivered 0"],
        ...["+EvidenceDelivered 1", "+MilestoneSettled 0"],
      ]);
      expect(lines.filter(({ event }) => event === "MilestoneSettled")).to.have.lengthOf(3);
    });
  }

  it("listens to agents: their deals, tabs and orders, and only what is asked for", async () => {
    const deal = await openExampleDeal(stack, { category: 9 });
    const from = String(await stack.publicClient.getBlockNumber());
    await settle(deal);
    const all = await watched("listen", "--all", "--once", "--from-block", from);
    const names = new Set(all.lines.map(({ event }) => event));
    expect([...names]).to.include.members(["DealOpened", "MilestoneSettled"]);
    const only = await watched("listen", "--once", "--from-block", from, "--only", "MilestoneSettled");
    expect(only.lines.map(brief)).to.have.lengthOf(3);
    expect(new Set(only.lines.map(({ event }) => event))).to.deep.equal(new Set(["MilestoneSettled"]));
  });

  it("lists what an agent has to do, as of a block", async () => {
    const deal = await openExampleDeal(stack, { category: 11 });
    const { out } = await bench.call("duties", stack.seller.address, "--once", "--json");
    const { asOf, duties } = JSON.parse(out);
    expect(BigInt(asOf.block)).to.equal(await stack.publicClient.getBlockNumber());
    const own = duties.filter(({ dealId }: { dealId: string }) => dealId === deal.dealId);
    expect(own.map(({ action, must }: { action: string; must: boolean }) => [action, must])).to.deep.equal(
      deal.terms.milestones.map(() => ["deliver", true]),
    );
    const text = await bench.call("duties", stack.seller.address, "--once");
    expect(text.out).to.contain(`as seller must deliver until`).and.to.contain(deal.dealId);
  });
});

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { agentOffers, approvalsOf, prepareApprovals, SELLER } from "./support/approvals-scene.ts";
import { type Bench, openBench } from "./support/bench.ts";

const USDC = 1_000_000n;

describe("quittance approval", () => {
  let bench: Bench;
  let [cheap, dear]: Hex[] = [];
  const approval = (...args: (string | undefined)[]) => bench.call("approval", ...args.map(String));
  const states = async () => {
    const { approvals } = JSON.parse((await approval("list", "--all", "--json")).out);
    return Object.fromEntries(approvals.map(({ id, state }: { id: Hex; state: string }) => [id, state]));
  };

  beforeEach(async () => {
    bench = openBench();
    [cheap, dear] = await prepareApprovals(bench.folder);
  });

  afterEach(() => bench.remove());

  it("lists what waits, and shows it in words with names of the book", async () => {
    await bench.call("book", "add", "@translator", SELLER, "--chain", "8453");
    const { code, out } = await approval("list");
    expect(code).to.equal(0);
    expect(out).to.contain(cheap).and.to.contain(dear).and.to.contain("@translator");
    const shown = await approval("show", dear);
    expect(shown.out).to.contain("You pay when it opens: 30.00 USDC").and.to.contain("(@translator)");
    expect(shown.out).to.contain("State: pending");
    const { id, state, value, terms } = JSON.parse((await approval("show", dear, "--json")).out);
    expect({ id, state, value }).to.deep.equal({ id: dear, state: "pending", value: "30000000" });
    expect(terms.seller.toLowerCase()).to.equal(SELLER);
  });

  it("approves one, which its agent can use once and for nothing else", async () => {
    const { code, err } = await approval("approve", cheap, "--note", "agreed by telephone", "--yes");
    expect([code, err.includes("You pay when it opens: 25.00 USDC")]).to.deep.equal([0, true]);
    const store = approvalsOf(bench.folder);
    expect((await agentOffers(store, 25n * USDC + 1n)).kind).to.equal("ask");
    expect((await agentOffers(store, 30n * USDC)).kind).to.equal("ask");
    expect((await agentOffers(store, 25n * USDC)).kind).to.equal("allow");
    expect((await agentOffers(store, 25n * USDC)).kind).to.equal("ask");
    expect((await states())[String(cheap)]).to.equal("used");
    const late = await approval("approve", cheap, "--yes", "--json");
    expect(late.code).to.equal(1);
    expect(JSON.parse(late.out).error).to.include({ name: "ApprovalClosedError", exitCode: 1 });
  });

  it("asks before it approves, and approves nothing without a terminal", async () => {
    const { code, err } = await bench.shell(`quittance approval approve ${cheap} < /dev/null`);
    expect([code, err.includes("--yes")]).to.deep.equal([2, true]);
    expect(await states()).to.deep.equal({ [String(cheap)]: "pending", [String(dear)]: "pending" });
  });

  it("refuses one, and takes an approval back", async () => {
    expect((await approval("refuse", dear, "--note", "too dear")).code).to.equal(0);
    expect((await approval("show", dear)).out).to.contain("State: refused: too dear");
    await approval("approve", cheap, "--yes");
    expect((await approval("refuse", cheap)).code).to.equal(0);
    expect(await states()).to.deep.equal({ [String(cheap)]: "refused", [String(dear)]: "refused" });
    for (const price of [25n, 30n])
      expect((await agentOffers(approvalsOf(bench.folder), price * USDC)).kind).to.equal("refuse");
    expect((await approval("list")).out).to.equal("No agent waits for you.\n");
  });

  it("refuses an id that it does not know, a short one, and a folder that is none", async () => {
    expect((await approval("show", `0x${"77".repeat(32)}`)).code).to.equal(1);
    expect((await approval("show", String(cheap).slice(0, 10))).code).to.equal(2);
    const { code, err } = await approval("list", "--folder", bench.file("file", "text"));
    expect([code, err.includes("--folder")]).to.deep.equal([1, true]);
  });

  it("refuses a question whose file was changed", async () => {
    const folder = join(bench.folder, "config", "quittance", "approvals");
    const [file = ""] = globSync(`*/${String(dear).slice(2)}.*.asked`, { cwd: folder });
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replace('"value":"30000000"', '"value":"10000000"'));
    const { code, err } = await approval("approve", dear, "--yes");
    expect([code, err.includes("approval.id")]).to.deep.equal([1, true]);
  });
});

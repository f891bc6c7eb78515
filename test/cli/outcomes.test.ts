import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import { leavesOf } from "../../apps/cli/define.ts";
import { openOutput } from "../../apps/cli/output/output.ts";
import { program } from "../../apps/cli/program.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { answering } from "../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { type Bench, openBench } from "./support/bench.ts";

describe("how the command ends", () => {
  let stack: Stack;
  let node: LoopbackNode;
  let bench: Bench;
  let dealId: string;

  before(async () => {
    stack = await startStack();
    node = await startNode((asked) => stack.publicClient.request(asked as never));
    bench = openBench();
    await bench.key("buyer", stack.buyer);
    await bench.key("seller", stack.seller);
    await bench.call(
      ...["profile", "set", "local", "--rpc", `${node.url}/v2/hunter2-api-key`, "--contract", stack.address],
      ...["--account", "buyer"],
    );
    dealId = (await openExampleDeal(stack)).dealId;
    bench.variables.DEAL = dealId;
  });

  after(async () => {
    bench.remove();
    await node.stop();
    await stack.stop();
  });

  beforeEach(() => node.behave((_, forward) => forward()));

  it("is quiet when no one reads on", async () => {
    for (const line of [
      "quittance completion bash | head -n 1",
      'quittance deal watch "$DEAL" --once --json | head -n 1',
      "quittance --help | true",
    ]) {
      const { code, err } = await bench.shell(line);
      expect({ code, err }, line).to.deep.equal({ code: 0, err: "" });
    }
  });

  it("prints one JSON document for each failure, and nothing else", async () => {
    const failing: readonly (readonly [readonly string[], number])[] = [
      [["deal", "show", `0x${"11".repeat(32)}`], 1],
      [["deal", "show", "0x11"], 2],
      [["deal", "release", dealId], 2],
      [["deal", "release", dealId, "--milestone", "0", "--account", "seller", "--yes"], 1],
      [["deal", "release", dealId, "--milestone", "0"], 2],
      [["deal", "nonsense"], 2],
      [["decode", "error", "0x12345678"], 4],
      [["key", "import", "other", "/nowhere"], 2],
      [["ledger", "balance", "@nobody"], 2],
    ];
    for (const [args, wanted] of failing) {
      const { code, out } = await bench.call(...args, "--json");
      expect(code, args.join(" ")).to.equal(wanted);
      const { error } = JSON.parse(out);
      expect(error.exitCode, args.join(" ")).to.equal(wanted);
      expect(error.message).to.be.a("string").and.to.not.equal("");
    }
  });

  it("says in words what is sent, and sends nothing before it is answered", async () => {
    const nonce = () => stack.publicClient.getTransactionCount({ address: stack.buyer.address });
    const before = await nonce();
    const asked = await bench.shell('quittance deal release "$DEAL" --milestone 0');
    expect([asked.code, asked.out]).to.deep.equal([2, ""]);
    expect(asked.err).to.contain("54.00 USDC").and.to.contain(stack.seller.address).and.to.contain("--yes");
    const tried = await bench.call("deal", "release", dealId, "--milestone", "0", "--dry-run", "--json");
    expect(JSON.parse(tried.out)).to.include({ dryRun: true, from: stack.buyer.address, to: stack.address });
    expect(await nonce()).to.equal(before);
  });

  it("needs no passphrase to try something out", async () => {
    const line = 'QUITTANCE_PASSPHRASE_FILE=/nowhere quittance deal release "$DEAL" --milestone 0 --dry-run';
    expect((await bench.shell(line)).code).to.equal(0);
  });

  it("never prints a node's URL whole", async () => {
    node.behave(answering(["eth_chainId", "eth_getBlockByNumber", "eth_call"], { status: 401 }));
    for (const args of [
      ["deal", "show", dealId],
      ["doctor"],
      ["doctor", "--json"],
      ["profile", "list"],
      ["profile", "list", "--json"],
    ]) {
      const { out, err } = await bench.call(...args);
      expect(out + err, args.join(" ")).to.not.contain("hunter2");
    }
  });

  it("repeats nothing that could be a key, whichever option it is given to", async () => {
    const key = generatePrivateKey();
    const leaves = leavesOf(program(openOutput(false)));
    for (const { path, command } of leaves) {
      const words = path.split(" ").slice(1);
      const options = command.options.filter(({ required }) => required).map(({ long }) => [long ?? "", key]);
      for (const more of [[key], [key.slice(2, -1)], ...options]) {
        if (more[0] === "--rpc" || command.name() === "completion") continue;
        // It would make a file of that name.
        if (command.name() === "keygen" && more.length === 1) continue;
        const { out, err } = await bench.call(...words, ...more);
        const told = `${out}${err}`.toLowerCase();
        const isId = /deal|decode|audit/.test(path) && more.length === 1;
        if (!isId) expect(told, [path, more[0]].join(" ")).to.not.contain(key.slice(2, 30));
      }
    }
  });

  it("refuses a node of another chain than the profile's", async () => {
    node.behave(answering(["eth_chainId"], { result: "0x1" }));
    const { code, err } = await bench.call("ledger", "balance");
    expect(code).to.equal(1);
    expect(err).to.contain("chain 1").and.to.contain("31337");
  });
});

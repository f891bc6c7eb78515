import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { HDAccount } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { getLedgerBalance } from "../../sdk/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { answering } from "../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { keys, payeeOf, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";
import { type Bench, openBench } from "./support/bench.ts";

const USDC = 1_000_000n;
/** Of no chain's funded accounts: its addresses have no ETH. */
const PENNILESS = "legal winner thank year wave sausage worth useful legal winner thank yellow";

describe("a command that sends by a relayer", () => {
  let stack: Stack;
  let node: LoopbackNode;
  let relayer: Awaited<ReturnType<typeof startTestRelayer>>;
  let bench: Bench;
  let agent: HDAccount;
  const { QUITTANCE_RELAYER_KEY: before } = process.env;

  beforeEach(async () => {
    stack = await startStack();
    node = await startNode((asked) => stack.publicClient.request(asked as never));
    relayer = await startTestRelayer(settingsFor(stack));
    bench = openBench();
    agent = mnemonicToAccount(PENNILESS);
    await bench.key("agent", agent);
    await bench.key("owner", stack.buyer);
    await bench.call(
      ...["profile", "set", "local", "--rpc", node.url, "--contract", stack.address, "--account", "agent"],
    );
    await stack.fund(agent.address, 100n * USDC);
    await stack.fundLedger(agent.address, 10n * USDC);
    process.env.QUITTANCE_RELAYER_KEY = keys.free;
  });

  afterEach(async () => {
    if (before === undefined) delete process.env.QUITTANCE_RELAYER_KEY;
    else process.env.QUITTANCE_RELAYER_KEY = before;
    bench.remove();
    await relayer.stop();
    await node.stop();
    await stack.stop();
  });

  const relayed = (...args: string[]) =>
    bench.call(...args, "--relayer", relayer.url, "--yes", "--json", "--timeout", "60");
  const done = async (...args: string[]) => {
    const { code, out, err } = await relayed(...args);
    expect(code, `${args.join(" ")}: ${err}${out}`).to.equal(0);
    return JSON.parse(out);
  };
  const balanceOf = (owner: HDAccount["address"]) =>
    getLedgerBalance(stack.publicClient, { address: stack.address, owner });
  const order = async (payment: string) => {
    const { out } = await bench.call("order", "draft", "--pay", payment);
    return bench.file("order.json", out);
  };

  it("takes an agent without ETH from its first deposit to a paid order", async () => {
    expect(await stack.publicClient.getBalance({ address: agent.address })).to.equal(0n);
    const { transaction } = await done("ledger", "deposit", "20");
    const { from } = await stack.publicClient.getTransaction({ hash: transaction });
    expect(from).to.equal(stack.relayer.address.toLowerCase());
    expect(await balanceOf(agent.address)).to.equal(30n * USDC);
    const seller = await balanceOf(stack.seller.address);
    await done("order", "pay", await order(`${stack.seller.address}=7`));
    expect((await balanceOf(stack.seller.address)) - seller).to.equal(7n * USDC);
    expect(await stack.publicClient.getTransactionCount({ address: agent.address })).to.equal(0);
  });

  it("pays the relayer's fee from the ledger balance, and no more than it was told", async () => {
    process.env.QUITTANCE_RELAYER_KEY = keys.paying;
    const file = await order(`${stack.seller.address}=1`);
    const unpaid = await relayed("order", "pay", file);
    expect(unpaid.code).to.equal(1);
    expect(JSON.parse(unpaid.out).error.name).to.equal("RelayerRefusedError");
    const dear = await relayed("order", "pay", file, "--relay-fee", "0.000001");
    expect(JSON.parse(dear.out).error.name).to.equal("RelayFeeTooHighError");
    const payee = await balanceOf(payeeOf(stack));
    const { err } = await relayed("order", "pay", file, "--relay-fee", "1");
    expect(err).to.contain(payeeOf(stack));
    expect((await balanceOf(payeeOf(stack))) > payee).to.equal(true);
  });

  it("acts for a managed account, which pays order and fee", async () => {
    const opened = await bench.call(
      ...["account", "open", "--index", "0", "--key", agent.address, "--can", "commit", "--account", "owner"],
      ...["--yes", "--json"],
    );
    const [{ account }] = JSON.parse(opened.out).accounts;
    await stack.fundLedger(account, 20n * USDC);
    process.env.QUITTANCE_RELAYER_KEY = keys.paying;
    const { out } = await bench.call(
      "order",
      "draft",
      "--from",
      account,
      "--pay",
      `${stack.seller.address}=5`,
    );
    const file = bench.file("managed.json", out);
    await done("order", "pay", file, "--managed-account", account, "--relay-fee", "1");
    const left = await balanceOf(account);
    expect(left < 15n * USDC && left > 14n * USDC).to.equal(true);
    expect(await balanceOf(agent.address)).to.equal(10n * USDC);
  });

  it("refuses before it signs what no relayer sends, and says how else", async () => {
    const { code, out } = await relayed("ledger", "withdraw", "1");
    expect(code).to.equal(1);
    expect(JSON.parse(out).error.message).to.contain("--no-relayer");
    expect(await balanceOf(agent.address)).to.equal(10n * USDC);
  });

  it("keeps the API key in the profile for its relayer only, and shows it nowhere", async () => {
    delete process.env.QUITTANCE_RELAYER_KEY;
    const missing = await relayed("ledger", "deposit", "1");
    expect([missing.code, missing.out.includes("QUITTANCE_RELAYER_KEY")]).to.deep.equal([2, true]);
    const file = bench.file("relayer-key.txt", `${keys.free}\n`);
    const set = await bench.call(
      ...["profile", "set", "local", "--relayer", relayer.url, "--relayer-key-file", file],
    );
    const listed = await bench.call("profile", "list", "--json");
    expect(set.out + set.err + listed.out).to.not.contain(keys.free);
    const kept = await bench.call("ledger", "deposit", "2", "--yes", "--json");
    expect(kept.code, kept.err + kept.out).to.equal(0);
    const elsewhere = await bench.call("ledger", "deposit", "2", "--relayer", node.url, "--yes", "--json");
    expect(elsewhere.code).to.equal(2);
    expect(await balanceOf(agent.address)).to.equal(12n * USDC);
  });

  it("moves money once when the answer got lost, and finds what the relayer did", async () => {
    const looks = ["eth_getTransactionReceipt", "eth_getTransactionByHash"];
    node.behave(answering(looks, { status: 503 }));
    const lost = await bench.call(
      ...["ledger", "deposit", "3", "--relayer", relayer.url, "--yes", "--json", "--timeout", "3"],
    );
    expect(lost.code, lost.err + lost.out).to.equal(3);
    const { error } = JSON.parse(lost.out);
    expect(error.transaction).to.match(/^0x[0-9a-f]{64}$/);
    const folder = join(bench.folder, "config", "quittance", "sent");
    const [file = ""] = readdirSync(folder);
    expect(readFileSync(join(folder, file), "utf8"))
      .to.contain("intent")
      .and.to.not.contain(keys.free);
    node.behave((_, forward) => forward());
    const again = await done("ledger", "deposit", "3");
    expect(again.transaction).to.match(/^0x[0-9a-f]{64}$/);
    expect(await balanceOf(agent.address)).to.equal(13n * USDC);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("is known to be unfinished when the account would send it itself", async () => {
    node.behave(answering(["eth_getTransactionReceipt", "eth_getTransactionByHash"], { status: 503 }));
    await bench.call(...["ledger", "deposit", "4", "--relayer", relayer.url, "--yes", "--timeout", "3"]);
    node.behave((_, forward) => forward());
    const own = await bench.call("ledger", "deposit", "4", "--yes", "--json");
    expect(own.code).to.equal(3);
    expect(JSON.parse(own.out).error.message).to.contain("same relayer");
  });
});

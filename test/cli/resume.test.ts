import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { getLedgerBalance } from "../../sdk/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { answering, losingAnswers } from "../support/nodes/behaviours.ts";
import { type Behaviour, type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { type Bench, openBench } from "./support/bench.ts";

const USDC = 1_000_000n;
const RAW = "eth_sendRawTransaction";
const LOOKS = [
  "eth_getTransactionReceipt",
  "eth_getTransactionByHash",
  "eth_getTransactionByBlockHashAndIndex",
];

describe("a command whose answer got lost", () => {
  let stack: Stack;
  let node: LoopbackNode;
  let bench: Bench;

  before(async () => {
    stack = await startStack();
    node = await startNode((asked) => stack.publicClient.request(asked as never));
    bench = openBench();
    await bench.key("buyer", stack.buyer);
    await bench.call(
      ...["profile", "set", "local", "--rpc", node.url, "--contract", stack.address, "--account", "buyer"],
    );
  });

  after(async () => {
    bench.remove();
    await node.stop();
    await stack.stop();
  });

  beforeEach(() => node.behave((_, forward) => forward()));

  const balance = () =>
    getLedgerBalance(stack.publicClient, { address: stack.address, owner: stack.buyer.address });
  const nonce = () => stack.publicClient.getTransactionCount({ address: stack.buyer.address });
  const waiting = () => {
    const folder = join(bench.folder, "config", "quittance", "sent");
    return readdirSync(folder);
  };
  const deposit = (usdc: string) =>
    bench.call("ledger", "deposit", usdc, "--yes", "--json", "--timeout", "2");
  /** Nobody says what became of it. */
  const silent = (send: Behaviour): Behaviour => {
    const blind = answering(LOOKS, { status: 503 });
    return (asked, forward) => (asked.method === RAW ? send(asked, forward) : blind(asked, forward));
  };

  it("ends with 3, names the transaction and says how to go on", async () => {
    const [before, used] = [await balance(), await nonce()];
    node.behave(silent(losingAnswers([RAW])));
    const lost = await deposit("11");
    expect(lost.code).to.equal(3);
    const { error } = JSON.parse(lost.out);
    expect(error.name).to.equal("OutcomeUnknown");
    expect(error.transaction).to.match(/^0x[0-9a-f]{64}$/);
    expect(error.message).to.contain("`quittance ledger deposit` sends nothing twice");
    // It happened.
    expect([(await balance()) - before, (await nonce()) - used]).to.deep.equal([11n * USDC, 1]);

    node.behave((_, forward) => forward());
    const again = await deposit("11");
    expect(again.code).to.equal(0);
    expect(JSON.parse(again.out).transaction).to.equal(error.transaction);
    expect(again.err).to.contain("It is looked for, and not sent again.");
    expect([(await balance()) - before, (await nonce()) - used]).to.deep.equal([11n * USDC, 1]);
    expect(waiting()).to.deep.equal([]);

    // A third time is another deposit.
    expect((await deposit("11")).code).to.equal(0);
    expect((await balance()) - before).to.equal(22n * USDC);
  });

  it("is sent by the same bytes, when no node ever got it", async () => {
    const [before, used] = [await balance(), await nonce()];
    node.behave(silent(answering([RAW], { status: 503 })));
    const lost = await deposit("12");
    expect(lost.code).to.equal(3);
    expect([await balance(), await nonce()]).to.deep.equal([before, used]);
    expect(waiting()).to.have.lengthOf(1);
    node.behave((_, forward) => forward());
    const again = await deposit("12");
    expect(again.code).to.equal(0);
    expect(JSON.parse(again.out).transaction).to.equal(JSON.parse(lost.out).error.transaction);
    expect([(await balance()) - before, (await nonce()) - used]).to.deep.equal([12n * USDC, 1]);
  });

  it("is sent anew, when another transaction took its place", async () => {
    const before = await balance();
    node.behave(silent(answering([RAW], { status: 503 })));
    expect((await deposit("13")).code).to.equal(3);
    node.behave((_, forward) => forward());
    const account = stack.buyer;
    const hash = await stack.walletClient.sendTransaction({ account, to: account.address, value: 0n });
    await stack.publicClient.waitForTransactionReceipt({ hash });
    const again = await deposit("13");
    expect(again.err).to.contain("another transaction took its place");
    expect(again.code).to.equal(0);
    expect((await balance()) - before).to.equal(13n * USDC);
    expect(waiting()).to.deep.equal([]);
  });

  it("is looked for as long as nobody says what became of it", async () => {
    const [before, used] = [await balance(), await nonce()];
    node.behave(silent(losingAnswers([RAW])));
    expect((await deposit("15")).code).to.equal(3);
    // The node refuses the same bytes by now, counts the transaction, and tells nothing of it.
    node.behave(answering(LOOKS, { status: 503 }));
    expect((await deposit("15")).code).to.equal(3);
    expect([(await balance()) - before, (await nonce()) - used]).to.deep.equal([15n * USDC, 1]);
    node.behave((_, forward) => forward());
    expect((await deposit("15")).code).to.equal(0);
    expect([(await balance()) - before, (await nonce()) - used]).to.deep.equal([15n * USDC, 1]);
  });

  it("is kept while the node that signed it is not reached", async () => {
    const before = await balance();
    const withdraw = () =>
      bench.call(
        ...["ledger", "withdraw", "6", "--rpc-account", stack.buyer.address, "--yes", "--timeout", "2"],
      );
    node.behave(losingAnswers(["eth_sendTransaction"]));
    expect((await withdraw()).code).to.equal(3);
    node.behave((asked, forward) => (asked.method === "eth_chainId" ? forward() : { status: 503 }));
    expect((await withdraw()).code).to.equal(1);
    node.behave((_, forward) => forward());
    expect((await withdraw()).code).to.equal(0);
    expect(before - (await balance())).to.equal(6n * USDC);
  });

  it("moves money once by the number it kept, when the node signs and did not tell the hash", async () => {
    const before = await balance();
    const withdraw = () =>
      bench.call(
        ...[
          "ledger",
          "withdraw",
          "5",
          "--rpc-account",
          stack.buyer.address,
          "--yes",
          "--json",
          "--timeout",
          "2",
        ],
      );
    node.behave(losingAnswers(["eth_sendTransaction"]));
    const lost = await withdraw();
    expect(lost.code).to.equal(3);
    expect(JSON.parse(lost.out).error.transaction).to.equal(null);
    expect(before - (await balance())).to.equal(5n * USDC);
    node.behave((_, forward) => forward());
    const again = await withdraw();
    expect(again.code).to.equal(0);
    expect(before - (await balance())).to.equal(5n * USDC);
    expect(waiting()).to.deep.equal([]);
  });

  it("is a failure, and nothing waits, when the contract refuses it", async () => {
    const refused = await bench.call("ledger", "withdraw", "999999", "--yes", "--json");
    expect(refused.code).to.equal(1);
    expect(JSON.parse(refused.out).error).to.include({ name: "InsufficientBalanceError", exitCode: 1 });
    expect(waiting()).to.deep.equal([]);
  });

  it("keeps no key in what it writes down", async () => {
    node.behave(silent(answering([RAW], { status: 503 })));
    await deposit("14");
    const [file = ""] = waiting();
    const { readFileSync, statSync } = await import("node:fs");
    const path = join(bench.folder, "config", "quittance", "sent", file);
    const { privateKey } = stack.buyer.getHdKey();
    expect(readFileSync(path, "utf8")).to.not.contain(Buffer.from(privateKey ?? []).toString("hex"));
    expect(statSync(path).mode & 0o077).to.equal(0);
    const { signed } = JSON.parse(readFileSync(path, "utf8")) as { readonly signed: Hex };
    expect(signed).to.match(/^0x02/);
  });
});

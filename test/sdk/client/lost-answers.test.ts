import { expect } from "chai";
import { createWalletClient, custom, http, nonceManager } from "viem";
import {
  approveDeposit,
  deposit,
  getLedgerBalance,
  NonceConflictError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "../../../sdk/index.ts";
import { answering, both, losingAnswers } from "../../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const AMOUNT = 5_000_000n;
const SEND = "eth_sendRawTransaction";
const RECEIPT = "eth_getTransactionReceipt";
const LOOK_UP = "eth_getTransactionByHash";

describe("an answer that is lost", () => {
  const setup = useStack();
  let node: LoopbackNode;

  beforeEach(async () => {
    const { publicClient } = setup();
    node = await startNode((call) => publicClient.request(call as never));
    const { address, token, buyer, walletClient } = setup();
    await approveDeposit(walletClient, { address, token, amount: 10n * AMOUNT, account: buyer });
  });

  afterEach(async () => {
    await node.stop();
  });

  const client = () =>
    createWalletClient({
      ...{ account: setup().buyer, chain: setup().chain, pollingInterval: 20 },
      transport: http(node.url, { retryCount: 0 }),
    });
  const deposited = () =>
    getLedgerBalance(setup().publicClient, { address: setup().address, owner: setup().buyer.address });
  const parameters = (salt: bigint) => ({
    ...{ address: setup().address, recipient: setup().buyer.address, amount: AMOUNT, salt, timeout: 400 },
  });
  const sent = () => node.asked.filter(({ method }) => method === SEND).map(({ params }) => params[0]);

  it("to a transaction is made good by looking for it", async () => {
    node.behave(losingAnswers([SEND]));
    const { hash, receipt } = await deposit(client(), parameters(1n));
    expect(receipt.transactionHash).to.equal(hash);
    expect(await deposited()).to.equal(AMOUNT);
    expect(sent()).to.have.length(1);
  });

  it("is asked for again with the same bytes", async () => {
    node.behave(answering([SEND], "broken off", 2));
    await deposit(client(), parameters(1n));
    expect(await deposited()).to.equal(AMOUNT);
    expect(new Set(sent()).size).to.equal(1);
    expect(sent()).to.have.length(3);
  });

  it("by a node that forgets it is no reason to send again: the error has the hash, which the action resumes", async () => {
    node.behave(both(losingAnswers([SEND]), answering([LOOK_UP, RECEIPT], { result: null })));
    const unsure = await refusalOf(TransactionUncertainError, () => deposit(client(), parameters(1n)));
    const { hash } = unsure;
    if (hash === undefined) throw new Error("a local account knows the hash");
    expect(unsure.message).to.include(hash).and.to.include("before you send again");
    expect(unsure.docsPath).to.equal("docs/errors.md#errors-on-the-way");
    expect(await deposited()).to.equal(AMOUNT);
    node.behave((_, forward) => forward());
    const { address } = setup();
    const outcome = await deposit.wait(client(), { address, hash });
    expect(outcome).to.include({ amount: AMOUNT });
    // The salt finds it, too.
    expect((await deposit(client(), parameters(1n))).hash).to.equal(hash);
    expect(await deposited()).to.equal(AMOUNT);
  });

  it("is told apart from a transaction that was never taken", async () => {
    node.behave(answering([SEND], "broken off"));
    const unsure = await refusalOf(TransactionUncertainError, () => deposit(client(), parameters(1n)));
    expect(await deposited()).to.equal(0n);
    node.behave((_, forward) => forward());
    const { hash } = await deposit(client(), parameters(1n));
    expect(hash).to.equal(unsure.hash);
    expect(await deposited()).to.equal(AMOUNT);
  });

  for (const [name, answer] of [
    ["too many requests, as a status", { status: 429 }],
    ["too many requests, as a code", { error: { code: 429, message: "slow down" } }],
    ["its limit, as a code", { error: { code: -32_005, message: "limit exceeded" } }],
    ["a code that is refused", { error: { code: -32_016, message: "rate limited" } }],
    ["that it has no key for this", { status: 401 }],
  ] as const) {
    it(`is none where the node says ${name}: nothing was sent`, async () => {
      node.behave(answering([SEND], answer));
      const error = await deposit(client(), parameters(1n)).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error).and.not.instanceOf(TransactionUncertainError);
      expect(await deposited()).to.equal(0n);
    });

    it(`to the question for a receipt is asked for again after ${name}`, async () => {
      node.behave(answering([RECEIPT], answer, 4));
      await deposit(client(), { ...parameters(1n), timeout: 60_000 });
      expect(await deposited()).to.equal(AMOUNT);
    });
  }

  it("is asked for again while a receipt is not there yet", async () => {
    node.behave(answering([RECEIPT], { result: null }, 6));
    await deposit(client(), { ...parameters(1n), timeout: 60_000 });
    expect(await deposited()).to.equal(AMOUNT);
  });

  it("has the hash and the node's last words when no receipt comes in time", async () => {
    node.behave(answering([RECEIPT], { error: { code: -32_016, message: "rate limited" } }));
    const late = await refusalOf(TransactionTimeoutError, () => deposit(client(), parameters(1n)));
    expect(late.details).to.include("-32016");
    node.behave((_, forward) => forward());
    const { address } = setup();
    expect(await deposit.wait(client(), { address, hash: late.hash })).to.include({ amount: AMOUNT });
  });

  for (const [name, failure] of [
    ["broke off", new TypeError("fetch failed")],
    ["failed inside", Object.assign(new Error("internal error"), { code: -32_603 })],
  ] as const) {
    it(`of a wallet that ${name} leaves no hash, and the error says where to look`, async () => {
      const { buyer, chain, address, publicClient } = setup();
      const request = async (call: { method: string }) =>
        call.method === "eth_sendTransaction" ? Promise.reject(failure) : publicClient.request(call as never);
      const wallet = createWalletClient({ account: buyer.address, chain, transport: custom({ request }) });
      const call = { address, recipient: buyer.address, amount: AMOUNT, salt: 2n };
      const unsure = await refusalOf(TransactionUncertainError, () => deposit(wallet, call));
      expect(unsure.hash).to.equal(undefined);
      expect(unsure.message).to.include("Look in the wallet");
    });
  }

  it("is none where the node refuses at once", async () => {
    node.behave(answering([SEND], { error: { code: -32_000, message: "nonce too low" } }));
    const refused = await refusalOf(NonceConflictError, () => deposit(client(), parameters(1n)));
    expect(refused.message).to.include("nonceManager");
  });

  it("is none among sends at once: they name the nonce, and a nonce manager avoids it", async () => {
    const { publicClient, chain, buyer } = setup();
    await publicClient.request({ method: "evm_setAutomine", params: [false] } as never);
    const send = (account: typeof buyer) => {
      const sender = createWalletClient({ account, chain, transport: http(node.url), pollingInterval: 20 });
      return Promise.allSettled([1n, 2n, 3n].map((salt) => deposit.send(sender, parameters(salt))));
    };
    try {
      const outcomes = await send(buyer);
      const refused = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(refused.length).to.be.greaterThan(0);
      for (const { reason } of refused) expect(reason).to.be.instanceOf(NonceConflictError);
      await publicClient.request({ method: "evm_mine" } as never);
      const managed = await send({ ...buyer, nonceManager } as typeof buyer);
      expect(managed.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled", "fulfilled"]);
    } finally {
      await publicClient.request({ method: "evm_mine" } as never);
      await publicClient.request({ method: "evm_setAutomine", params: [true] } as never);
    }
  });
});

import { expect } from "chai";
import { createWalletClient, custom, http } from "viem";
import {
  getLedgerBalance,
  moveFunds,
  NonceConflictError,
  TransactionUncertainError,
} from "../../../sdk/index.ts";
import { openExampleAccount } from "../../../sdk/testing/index.ts";
import { answering, both, losingAnswers } from "../../support/nodes/behaviours.ts";
import { type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const SEND = "eth_sendRawTransaction";
const LOOK_UP = "eth_getTransactionByHash";
const RECEIPT = "eth_getTransactionReceipt";
const AMOUNT = 1_000_000n;
/** Milliseconds for a receipt that cannot come. */
const NO_TIME = 1;

describe("what was sent in doubt, and is asked for again", () => {
  const setup = useStack();
  let node: LoopbackNode;
  let parameters: Parameters<typeof moveFunds>[1];
  let from: `0x${string}`;

  beforeEach(async () => {
    const { publicClient, address, relayer } = setup();
    node = await startNode((call) => publicClient.request(call as never));
    const { account } = await openExampleAccount(setup(), { balance: 9n * AMOUNT });
    from = account.address;
    parameters = { address, moves: [{ from, to: relayer.address, amount: AMOUNT }] };
  });
  afterEach(async () => {
    await node.stop();
  });

  const client = () =>
    createWalletClient({
      ...{ account: setup().relayer, chain: setup().chain, pollingInterval: 20 },
      transport: http(node.url, { retryCount: 0 }),
    });
  const moved = async () => {
    const { publicClient, address } = setup();
    return 9n * AMOUNT - (await getLedgerBalance(publicClient, { address, owner: from }));
  };
  const lost = () =>
    refusalOf(TransactionUncertainError, () => moveFunds(client(), { ...parameters, timeout: NO_TIME }));
  /** The sender's own transaction of another kind. */
  const sendOther = async () => {
    const { relayer, walletClient, publicClient } = setup();
    const hash = await walletClient.sendTransaction({ account: relayer, to: relayer.address });
    await publicClient.waitForTransactionReceipt({ hash });
  };

  it("is sent as it was when no node took it", async () => {
    node.behave(answering([SEND], "broken off"));
    const { hash } = await lost();
    expect(await moved()).to.equal(0n);
    node.behave((_, forward) => forward());
    expect((await moveFunds(client(), parameters)).hash).to.equal(hash);
    expect(await moved()).to.equal(AMOUNT);
  });

  it("is sent again when another transaction took its nonce", async () => {
    node.behave(answering([SEND], "broken off"));
    const { hash } = await lost();
    await sendOther();
    node.behave((_, forward) => forward());
    expect((await moveFunds(client(), parameters)).hash).to.not.equal(hash);
    expect(await moved()).to.equal(AMOUNT);
  });

  it("is found by a node that does not know the transaction, but has its block", async () => {
    node.behave(both(losingAnswers([SEND]), answering([LOOK_UP, RECEIPT], { result: null })));
    const { hash } = await lost();
    await sendOther();
    node.behave(answering([LOOK_UP, RECEIPT], { result: null }, 2));
    expect((await moveFunds(client(), parameters)).hash).to.equal(hash);
    expect(await moved()).to.equal(AMOUNT);
  });

  it("is not the same any more once it was waited for: then it is done again", async () => {
    node.behave(both(losingAnswers([SEND]), answering([LOOK_UP, RECEIPT], { result: null })));
    const { hash } = await lost();
    node.behave((_, forward) => forward());
    if (hash === undefined) throw new Error("a local account knows the hash");
    await moveFunds.wait(client(), { address: setup().address, hash });
    expect((await moveFunds(client(), parameters)).hash).to.not.equal(hash);
    expect(await moved()).to.equal(2n * AMOUNT);
  });

  it("by a wallet that sent nothing waits for the caller's word, who names the nonce", async () => {
    const { publicClient, relayer, chain } = setup();
    let isLost = true;
    const request = async (call: { readonly method: string }) => {
      if (call.method !== "eth_sendTransaction" || !isLost) return publicClient.request(call as never);
      throw new TypeError("fetch failed");
    };
    const transport = custom({ request }, { retryCount: 0 });
    const wallet = createWalletClient({ account: relayer.address, chain, transport, pollingInterval: 20 });
    const nonce = await publicClient.getTransactionCount({ address: relayer.address });
    await refusalOf(TransactionUncertainError, () => moveFunds(wallet, parameters));
    isLost = false;
    const unsure = await refusalOf(TransactionUncertainError, () => moveFunds(wallet, parameters));
    expect(unsure.remedy).to.include(`nonce: ${nonce}`);
    expect(await moved()).to.equal(0n);
    const { hash } = await moveFunds(wallet, { ...parameters, nonce });
    expect((await moveFunds(wallet, { ...parameters, nonce })).hash).to.equal(hash);
    expect(await moved()).to.equal(AMOUNT);
  });

  it("with a nonce that something else has is refused", async () => {
    const nonce = await setup().publicClient.getTransactionCount({ address: setup().relayer.address });
    await sendOther();
    await refusalOf(NonceConflictError, () => moveFunds(client(), { ...parameters, nonce }));
    expect(await moved()).to.equal(0n);
  });
});

import { expect } from "chai";
import { createWalletClient, custom, http, type Transport } from "viem";
import { approveDeposit, ChainMismatchError, type DepositParameters, deposit } from "../../../sdk/index.ts";
import { type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const ELSEWHERE = "0x2105";

describe("a wallet that changes its chain", () => {
  const setup = useStack();

  /** A wallet whose owner changes the chain after some questions. */
  function fickle(questions: number): { readonly transport: Transport; readonly sent: unknown[] } {
    const sent: unknown[] = [];
    let left = questions;
    const request = async (call: { method: string; params?: unknown }) => {
      if (call.method === "eth_chainId" && left-- <= 0) return ELSEWHERE;
      if (call.method === "eth_sendTransaction") sent.push(call.params);
      return setup().publicClient.request(call as never);
    };
    return { transport: custom({ request }, { retryCount: 0 }), sent };
  }

  const parameters = (): DepositParameters & { address: `0x${string}` } => {
    const { address, buyer } = setup();
    return { address, recipient: buyer.address, amount: 1_000_000n };
  };

  it("is asked before each send, and sends nothing on another chain than before", async () => {
    const { buyer, chain } = setup();
    const { transport, sent } = fickle(1);
    const client = createWalletClient({ account: buyer.address, transport });
    await deposit.prepare(client, parameters());
    const refused = await refusalOf(ChainMismatchError, () => deposit(client, parameters()));
    expect(refused).to.include({ expected: chain.id, actual: 8_453 });
    expect(sent).to.deep.equal([]);
  });

  it("is asked right before it sends, too", async () => {
    const { address, buyer, chain, token, walletClient } = setup();
    await approveDeposit(walletClient, { address, token, amount: 1_000_000n, account: buyer });
    const { transport, sent } = fickle(1);
    const client = createWalletClient({ account: buyer.address, transport });
    const refused = await refusalOf(ChainMismatchError, () => deposit(client, parameters()));
    expect(refused).to.include({ expected: chain.id, actual: 8_453 });
    expect(sent).to.deep.equal([]);
  });

  it("makes no difference to an account that signs: it signs for the chain that was asked", async () => {
    const { buyer, token, walletClient, address, publicClient } = setup();
    await approveDeposit(walletClient, { address, token, amount: 1_000_000n, account: buyer });
    const node: LoopbackNode = await startNode((call) => publicClient.request(call as never));
    try {
      const client = createWalletClient({ account: buyer, transport: http(node.url), pollingInterval: 20 });
      let asked = 0;
      node.behave((call, forward) =>
        call.method === "eth_chainId" && asked++ > 0 ? { result: ELSEWHERE } : forward(),
      );
      expect(await deposit(client, parameters())).to.include({ amount: 1_000_000n });
    } finally {
      await node.stop();
    }
  });
});

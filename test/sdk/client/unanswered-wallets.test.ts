import { expect } from "chai";
import { createPublicClient, http } from "viem";
import { dealIdOf, NodeUnreachableError, RpcFailedError, verifyTerms } from "../../../sdk/index.ts";
import { exampleTerms } from "../../../sdk/testing/index.ts";
import type { Answer } from "../../support/nodes/loopback-node.ts";
import { type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { deployTestContract } from "../support/artifacts.ts";

import { useStack } from "../support/setup.ts";

const refusal = (code: number, message: string): Answer => ({ error: { code, message } });

const REFUSALS: readonly (readonly [string, Answer])[] = [
  ["a rate limit, -32016", refusal(-32_016, "over rate limit")],
  ["a rate limit, -32005", refusal(-32_005, "limit exceeded")],
  ["a rate limit, 429 as a code", refusal(429, "too many requests")],
  ["an unknown failure, -32000", refusal(-32_000, "header not found")],
  ["a failure inside, -32603", refusal(-32_603, "internal error")],
  ["the status 401", { status: 401 }],
  ["the status 429", { status: 429 }],
  ["the status 503", { status: 503 }],
];

const FAILURES: readonly (readonly [string, Answer])[] = [
  ["reverts", { error: { code: 3, message: "execution reverted", data: "0x" } }],
  ["reverts, as some nodes put it", refusal(-32_000, "execution reverted")],
  ["runs out of gas", refusal(-32_000, "out of gas")],
  ["has an invalid opcode", refusal(-32_000, "invalid opcode: INVALID")],
  ["gives another answer", { result: `0x${"ff".repeat(32)}` }],
  ["gives half of the right answer", { result: "0x1626ba7e" }],
  ["gives the right answer with more behind it", { result: `0x1626ba7e${"0".repeat(55)}1` }],
  ["gives no answer", { result: "0x" }],
];

describe("a contract wallet that is asked for its signature", () => {
  const setup = useStack();
  let node: LoopbackNode;
  beforeEach(async () => {
    const { publicClient } = setup();
    node = await startNode((call) => publicClient.request(call as never));
  });
  afterEach(async () => {
    await node.stop();
  });

  /** The terms of a seller that is a contract wallet, with its owner's signature, asked of a node that answers so for it. */
  async function asked(answer: Answer | undefined) {
    const stack = setup();
    const { address: seller } = await deployTestContract(stack, "Erc1271Wallet", [stack.seller.address]);
    const terms = { ...(await exampleTerms(stack)), seller };
    const hash = dealIdOf({ domain: stack.domain, terms });
    const signature = await stack.seller.sign({ hash });
    node.behave(({ method, params }, forward) => {
      const { to } = (params[0] ?? {}) as { readonly to?: string };
      const isWallets = method === "eth_call" && to?.toLowerCase() === seller.toLowerCase();
      return isWallets && answer !== undefined ? answer : forward();
    });
    const client = createPublicClient({ transport: http(node.url, { retryCount: 0 }) });
    return verifyTerms({ domain: stack.domain, terms, signer: seller, signature, client });
  }

  it("has signed what it says that it has", async () => {
    expect(await asked(undefined)).to.equal(true);
  });

  for (const [name, answer] of REFUSALS) {
    it(`is not taken for one that did not sign when the node answers with ${name}`, async () => {
      const error = await asked(answer).catch((thrown: unknown) => thrown);
      expect(error).to.satisfy(
        (thrown: unknown) => thrown instanceof RpcFailedError || thrown instanceof NodeUnreachableError,
      );
    });
  }

  for (const [name, answer] of FAILURES) {
    it(`did not sign when it ${name}`, async () => {
      expect(await asked(answer)).to.equal(false);
    });
  }
});

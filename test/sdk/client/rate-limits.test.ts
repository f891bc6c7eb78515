import { expect } from "chai";
import { createPublicClient, http, numberToHex, type PublicClient } from "viem";
import { readBlock } from "../../../sdk/identity/did/blocks.ts";
import { readLogs } from "../../../sdk/identity/did/logs.ts";
import { decodeError, NodeUnreachableError, RateLimitedError, RpcFailedError } from "../../../sdk/index.ts";
import { answering } from "../../support/nodes/behaviours.ts";
import { type Answer, type LoopbackNode, startNode } from "../../support/nodes/loopback-node.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const LOGS = "eth_getLogs";
const error = (code: number, message: string): Answer => ({ error: { code, message } });

/** As nodes say that they are asked too often. */
const RATE: readonly Answer[] = [
  error(429, "Your app has exceeded its compute units per second capacity"),
  error(429, "Too Many Requests"),
  error(-32_007, "50/second request limit reached - reduce calls per second or upgrade your account"),
  error(-32_016, "over rate limit"),
  error(-32_005, "rate limit exceeded"),
  error(-32_005, "project ID request rate exceeded"),
  error(-32_603, "daily quota reached"),
  error(-32_000, "too many requests, block range aside"),
  { status: 429 },
];

/** As nodes say that a question spans too many blocks, or its answer would be too large. */
const RANGE: readonly Answer[] = [
  error(-32_602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range"),
  error(-32_005, "query returned more than 10000 results"),
  error(-32_614, "eth_getLogs is limited to a 10,000 range"),
  error(-32_000, "exceed maximum block range: 5000"),
  error(-32_000, "query exceeds max results 20000"),
  error(-32_062, "Block range is too large"),
  error(-32_020, "backend response too large"),
  error(-32_002, "request timed out"),
  { status: 413 },
];

/** As nodes refuse for another reason. */
const OTHER: readonly Answer[] = [
  error(-32_601, "the method eth_getLogs does not exist"),
  error(-32_000, "upstream is broken"),
  { status: 401 },
];

describe("a node that takes no more requests for now", () => {
  const setup = useStack();
  let node: LoopbackNode;
  let client: PublicClient;

  beforeEach(async () => {
    const { publicClient } = setup();
    node = await startNode((call) => publicClient.request(call as never));
    client = createPublicClient({ pollingInterval: 1, transport: http(node.url, { retryCount: 0 }) });
  });

  afterEach(async () => {
    await node.stop();
  });

  const read = () => readLogs(client, { address: setup().token, topics: [] }, { from: 0n, to: 15n });
  const asked = () =>
    node.asked
      .filter(({ method }) => method === LOGS)
      .map(({ params: [filter] }) => filter as { fromBlock: string; toBlock: string });

  it("is asked again for the same blocks, a few times", async () => {
    const whole = await read();
    expect(whole).to.have.length.above(2);
    for (const refusal of RATE) {
      const before = asked().length;
      node.behave(answering([LOGS], refusal, 3));
      expect(await read(), JSON.stringify(refusal)).to.deep.equal(whole);
      const blocks = asked().slice(before);
      expect(blocks).to.have.length(4);
      for (const { fromBlock, toBlock } of blocks) expect([fromBlock, toBlock]).to.deep.equal(["0x0", "0xf"]);
    }
  });

  it("is named after that, with the node's words", async () => {
    for (const refusal of RATE) {
      const before = asked().length;
      node.behave(answering([LOGS], refusal));
      const refused = await refusalOf(RateLimitedError, read);
      expect(refused).to.be.instanceOf(RpcFailedError);
      expect(refused.remedy).to.include("ask again");
      expect(asked().slice(before)).to.have.length(6);
    }
    node.behave(answering(["eth_getBlockByNumber"], { status: 429 }));
    expect((await refusalOf(RateLimitedError, () => readBlock(client, "latest"))).code).to.equal(429);
  });

  it("is not what refuses many blocks at once: only then are fewer asked for", async () => {
    const whole = await read();
    for (const refusal of RANGE) {
      node.behave((call, forward) => {
        const [filter] = call.params as readonly [{ fromBlock: string; toBlock: string }];
        const isWide = call.method === LOGS && BigInt(filter.toBlock) - BigInt(filter.fromBlock) >= 4n;
        return isWide ? refusal : forward();
      });
      expect(await read(), JSON.stringify(refusal)).to.deep.equal(whole);
      expect(asked().at(-1)?.toBlock).to.equal(numberToHex(15));
    }
    for (const refusal of OTHER) {
      const before = asked().length;
      node.behave(answering([LOGS], refusal));
      const refused = await refusalOf(RpcFailedError, read);
      expect(refused).to.not.be.instanceOf(RateLimitedError);
      expect(asked().slice(before), JSON.stringify(refusal)).to.have.length(1);
    }
    node.behave(answering([LOGS], "broken off"));
    await refusalOf(NodeUnreachableError, read);
  });

  it("is told from a contract that says the same", () => {
    const said = Object.assign(new Error("execution reverted: too many requests"), { data: "0x08c379a0" });
    expect(decodeError(said)).to.not.be.instanceOf(RateLimitedError);
  });
});

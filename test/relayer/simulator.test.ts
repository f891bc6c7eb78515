import { expect } from "chai";
import { type Hex, size } from "viem";
import { gasOfTransaction } from "../../apps/relayer/engine/gas.ts";
import type { NodeClient } from "../../apps/relayer/engine/node.ts";
import { openSimulator } from "../../apps/relayer/simulation/simulator.ts";
import { decodeRevert } from "../../sdk/index.ts";
import { nodeWithFaults } from "../support/relayer/faults.ts";
import { mine, type Scene, startScene } from "../support/relayer/scene.ts";

const MOST_GAS = 14_000_000n;

describe("what a relayer asks before it sends", () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => {
    await scene.stop();
  });

  const simulatorOn = (node: NodeClient) =>
    openSimulator({ node, address: scene.settings.address, mostGas: MOST_GAS });
  const countingNode = (
    asked: string[],
    refuse: (method: string, params: unknown) => boolean = () => false,
  ) => {
    const request = (ask: { readonly method: string; readonly params?: unknown }) => {
      asked.push(ask.method);
      if (refuse(ask.method, ask.params)) throw new Error("max initcode size exceeded");
      return scene.node.request(ask as never);
    };
    return { ...scene.node, request } as NodeClient;
  };
  const isCreation = (params: unknown) => {
    const [call] = params as readonly [{ readonly to?: string }];
    return call.to === undefined;
  };
  const outcomesOn = async (node: NodeClient) => {
    const { run } = simulatorOn(node);
    return Promise.all(scene.intents.map(({ data }) => run(data)));
  };
  const isGood = (index: number) => scene.intents[index]?.expected !== "refused";

  it("asks about all calls at once, each on its own: two orders of one nonce go through", async () => {
    const asked: string[] = [];
    const outcomes = await outcomesOn(countingNode(asked));
    expect(outcomes.map((outcome) => "result" in outcome)).to.deep.equal(
      scene.intents.map((_, index) => isGood(index)),
    );
    // The one that reverts is asked about alone.
    expect(asked).to.deep.equal(["eth_call", "eth_estimateGas"]);
  });

  it("says what a call reverts with", async () => {
    const bad = scene.intents.find(({ expected }) => expected === "refused");
    const outcome = await simulatorOn(scene.node).run(bad?.data ?? "0x");
    expect("reason" in outcome && decodeRevert(outcome.reason).name).to.equal("InsufficientBalanceError");
  });

  it("knows the gas of a call, to a tenth of what sending it uses", async () => {
    const { address } = scene.settings;
    const [order] = scene.intents;
    const data = order?.data ?? "0x";
    const outcome = await simulatorOn(scene.node).run(data);
    const gas = "result" in outcome ? gasOfTransaction(outcome.result, size(data)) : 0n;
    const { clientOf, buyer, publicClient } = scene.stack;
    const hash = await clientOf(buyer).sendTransaction({ to: address, data, gas: 1_000_000n });
    await mine(scene, 1);
    const { gasUsed, status } = await publicClient.getTransactionReceipt({ hash });
    expect(status).to.equal("success");
    expect(gas * 10n > gasUsed * 9n && gas * 10n < gasUsed * 11n, `${gas}, ${gasUsed} used`).to.equal(true);
  });

  it("asks about each alone where the node refuses to look at many", async () => {
    const asked: string[] = [];
    const node = countingNode(asked, (method, params) => method === "eth_call" && isCreation(params));
    const outcomes = await outcomesOn(node);
    expect(outcomes.map((outcome) => "result" in outcome)).to.deep.equal(
      scene.intents.map((_, index) => isGood(index)),
    );
    expect(asked.filter((method) => method === "eth_estimateGas")).to.have.length(scene.intents.length);
  });

  it("splits what is too much for one question", async () => {
    const asked: string[] = [];
    const { run } = simulatorOn(countingNode(asked));
    const [{ data } = { data: "0x" as Hex }] = scene.intents;
    const outcomes = await Promise.all(Array.from({ length: 250 }, () => run(data)));
    expect(outcomes.every((outcome) => "result" in outcome)).to.equal(true);
    expect(asked.length > 2 && asked.length < 20, `${asked.length} questions`).to.equal(true);
  });

  it("throws where the node does not answer, and answers the next question", async () => {
    let isDown = true;
    const node = nodeWithFaults(
      scene.node,
      () => undefined,
      async (_, forward) => {
        if (isDown) throw new Error("connection refused");
        return forward();
      },
    );
    const { run } = simulatorOn(node);
    const [first] = scene.intents;
    const thrown = await run(first?.data ?? "0x").catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error);
    isDown = false;
    expect(await run(first?.data ?? "0x")).to.have.property("result");
  });
});

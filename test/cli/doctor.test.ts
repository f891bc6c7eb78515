import { expect } from "chai";
import type { Finding } from "../../apps/cli/doctor/checks.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { type Behaviour, type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { scriptIndexer } from "./support/indexer.ts";

describe("quittance doctor", () => {
  let stack: Stack;
  let node: LoopbackNode;
  let bench: Bench;

  before(async () => {
    stack = await startStack();
    node = await startNode((asked) => stack.publicClient.request(asked as never));
    bench = openBench();
    await bench.key("buyer", stack.buyer);
    await bench.call(
      ...["profile", "set", "local", "--rpc", node.url, "--contract", stack.address],
      ...["--pool", stack.pool, "--account", "buyer"],
    );
  });

  after(async () => {
    bench.remove();
    await node.stop();
    await stack.stop();
  });

  beforeEach(() => node.behave((_, forward) => forward()));

  const examined = async (...args: string[]) => {
    const { code, out } = await bench.call("doctor", "--json", ...args);
    const findings: Finding[] = JSON.parse(out).findings;
    const lacking = findings.filter(
      ({ state, remedy }) => (state === "bad" || state === "warning") && !remedy,
    );
    expect(lacking).to.deep.equal([]);
    return { code, of: (check: string) => findings.find((finding) => finding.check === check) };
  };

  it("finds nothing bad where all is in order", async () => {
    const { code, of } = await examined();
    expect(code).to.equal(0);
    for (const check of ["settings", "keys", "contract", "token", "pool", "account"]) {
      expect(of(check), check).to.include({ state: "good" });
    }
    expect(of("indexer")).to.include({ state: "skipped" });
  });

  it("names what is no Quittance contract, and goes on", async () => {
    const { code, of } = await examined("--contract", stack.seller.address);
    expect(code).to.equal(1);
    expect(of("contract")).to.include({ state: "bad" });
    expect(of("keys")).to.include({ state: "good" });
    expect((await examined("--contract", stack.token)).of("contract")).to.include({ state: "bad" });
  });

  it("names an indexer that does not answer, is not ready, or is behind", async () => {
    expect((await examined("--url", "http://127.0.0.1:9")).of("indexer")).to.include({ state: "bad" });
    const asked = async (ready: number, block: number) => {
      const asOf = JSON.stringify({ block, hash: null, timestamp: 1_790_000_000 });
      const indexer = await scriptIndexer(({ pathname }) =>
        pathname === "/ready"
          ? { status: ready, body: "" }
          : { body: { data: { total: null } }, headers: { "quittance-as-of": asOf } },
      );
      try {
        return (await examined("--url", indexer.url)).of("indexer");
      } finally {
        await indexer.stop();
      }
    };
    // Enough blocks for an indexer to be behind.
    await stack.publicClient.request({ method: "hardhat_mine", params: ["0x28"] } as never);
    const latest = Number(await stack.publicClient.getBlockNumber());
    expect(await asked(503, latest)).to.include({ state: "bad" });
    expect(await asked(200, latest)).to.include({ state: "good" });
    expect(await asked(200, latest - 31)).to.include({ state: "warning" });
  });

  it("names transactions that wait, a clock that is behind, and a node that says nothing", async () => {
    const pending: Behaviour = async ({ method, params }, forward) =>
      method === "eth_getTransactionCount" && params[1] === "pending" ? { result: "0x64" } : forward();
    node.behave(pending);
    expect((await examined()).of("account")?.says).to.contain("wait to be mined");
    node.behave(() => ({ status: 503 }));
    const { code, of } = await examined();
    expect(code).to.equal(1);
    expect(of("chain")).to.include({ state: "bad" });
    node.behave((_, forward) => forward());
    await stack.increaseTime(600);
    expect((await examined()).of("clock")).to.include({ state: "warning" });
  });
});

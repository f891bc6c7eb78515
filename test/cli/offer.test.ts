import { expect } from "chai";
import { toJson } from "../../sdk/index.ts";
import { researchSummaryExample } from "../../sdk/pact/library/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { type Bench, openBench } from "./support/bench.ts";

describe("quittance deal offer, with a pact", () => {
  let stack: Stack;
  let bench: Bench;
  const { pact } = researchSummaryExample();

  before(async () => {
    stack = await startStack();
    bench = openBench();
    await bench.key("buyer", stack.buyer);
    const { address, rpcUrl } = stack;
    await bench.call(
      ...["profile", "set", "local", "--rpc", rpcUrl, "--contract", address, "--account", "buyer"],
    );
  });
  after(async () => {
    bench.remove();
    await stack.stop();
  });

  const offer = (...more: string[]) => {
    const [juror] = stack.jurors;
    return bench.call(
      ...["deal", "offer", "--seller", stack.seller.address, "--milestone", "3@+7d", "--yes"],
      ...["--juror", juror?.address ?? "", "--pact", bench.file("pact.json", toJson(pact)), ...more],
    );
  };

  it("pays by the pact's own scores, which may be left out", async () => {
    const { code, out, err } = await offer("--payout-step", `${pact.payout.payoutStep / 100}%`);
    expect(code, err).to.equal(0);
    expect(JSON.parse(out).terms).to.include(pact.payout);
  });

  it("refuses terms that would pay otherwise than the pact says", async () => {
    const { code, err } = await offer("--passing-score", "1%");
    expect(code).to.equal(2);
    expect(err).to.include("--passing-score is not what the pact says, 60%");
  });
});

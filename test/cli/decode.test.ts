import { expect } from "chai";
import { encodeErrorResult, encodeFunctionData } from "viem";
import { intents } from "../../apps/cli/decode/intents.ts";
import { batchCalls, jurorPoolAbi, quittanceAbi, release, settle } from "../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { call } from "./support/call.ts";

describe("quittance decode", () => {
  let stack: Stack;
  let deal: Awaited<ReturnType<typeof openExampleDeal>>;

  before(async () => {
    stack = await startStack();
    deal = await openExampleDeal(stack);
  });

  after(() => stack.stop());

  const here = () => ["--rpc", stack.rpcUrl, "--contract", stack.address];

  it("has a sentence for every function that changes anything", () => {
    const names = [...quittanceAbi, ...jurorPoolAbi].flatMap((item) =>
      item.type === "function" && item.stateMutability === "nonpayable" ? [item.name] : [],
    );
    expect(names.length).to.be.greaterThan(40);
    expect(names.filter((name) => !Object.hasOwn(intents, name))).to.deep.equal([]);
  });

  it("says what a call would do, with its terms, and whether it goes through", async () => {
    const { data } = settle.call({ address: stack.address, terms: deal.terms, milestone: 1 });
    const { code, out } = await call(["decode", "calldata", data, ...here(), "--simulate"]);
    expect(code).to.equal(0);
    expect(out).to.contain("Settles the provisional payout").and.to.contain("180.00 USDC in 3 milestones");
    expect(out).to.contain(stack.buyer.address).and.to.contain("milestone: 1");
    expect(out).to.contain("Now it would fail.");
    const machine = JSON.parse(
      (await call(["decode", "calldata", data, ...here(), "--simulate", "--json"])).out,
    );
    expect(machine.functionName).to.equal("settle");
    expect(machine.simulation).to.include({ goesThrough: false, error: "NoProvisionalPayoutError" });
    const paying = release.call({ address: stack.address, terms: deal.terms, milestone: 1 });
    const from = ["--from", stack.buyer.address];
    const good = await call(["decode", "calldata", paying.data, ...here(), ...from, "--simulate"]);
    expect(good.out).to.contain("Now it would go through.");
  });

  it("looks into a batch, and a batch in it, but no deeper than there is an end", async () => {
    const one = release.call({ address: stack.address, terms: deal.terms, milestone: 0, signature: "0x11" });
    const { data } = batchCalls.call({ address: stack.address, calls: [one, one], allOrNothing: false });
    const { out } = await call(["decode", "calldata", data]);
    expect(out).to.contain("Call 0:").and.to.contain("Call 1:").and.to.contain("Pays a milestone in full");
    let nested = data;
    for (let depth = 0; depth < 40; depth++) {
      nested = encodeFunctionData({ abi: quittanceAbi, functionName: "batch", args: [[nested], false] });
    }
    expect((await call(["decode", "calldata", nested])).code).to.equal(0);
  });

  it("names an error with its values and its remedy", async () => {
    const data = encodeErrorResult({
      abi: quittanceAbi,
      errorName: "Quittance_MilestoneAlreadySettled",
      args: [deal.dealId, 2n],
    });
    const { code, out } = await call(["decode", "error", data, "--json"]);
    expect(code).to.equal(0);
    const { name, contractError, remedy, values } = JSON.parse(out);
    expect(name).to.equal("MilestoneAlreadySettledError");
    expect(contractError).to.equal("Quittance_MilestoneAlreadySettled");
    expect(remedy).to.be.a("string");
    expect(values.milestone).to.equal("2");
  });

  it("ends with 4 for what is nothing of Quittance", async () => {
    for (const args of [
      ["error", "0x12345678"],
      ["calldata", "0x12345678"],
      ["calldata", "0x"],
    ]) {
      const { code, out } = await call(["decode", ...args]);
      expect({ code, out }, args.join(" ")).to.deep.equal({ code: 4, out: "" });
    }
    expect((await call(["decode", "calldata", "zz"])).code).to.equal(2);
  });
});

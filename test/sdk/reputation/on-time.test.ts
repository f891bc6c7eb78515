import { expect } from "chai";
import { recomputeReputation } from "../../../sdk/audit/index.ts";
import { settle } from "../../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { judge } from "../../indexer/support/trade.ts";

const HOUR = 3_600;

describe("whether a seller was on time", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });
  after(() => stack?.stop());

  it("is told from when the verdict came, and not from when its contest window was over", async () => {
    const deadline = (await stack.now()) + 2 * HOUR;
    const milestones = [{ amount: 50_000_000n, deadline }];
    const deal = await openExampleDeal(stack, { milestones, contestWindow: 4 * HOUR });
    const scores = stack.jurors.map(() => 9_000);
    await judge(stack, deal, 0, scores);
    expect(await stack.now()).to.be.lessThan(deadline);
    await stack.increaseTime(5 * HOUR);
    const { address, walletClient, publicClient, seller } = stack;
    await settle(walletClient, { address, terms: deal.terms, milestone: 0 });
    const { records } = await recomputeReputation(publicClient, {
      quittance: address,
      subject: seller.address,
    });
    expect(records.seller).to.deep.include({ milestones: 1, onTime: 1 });
  });
});

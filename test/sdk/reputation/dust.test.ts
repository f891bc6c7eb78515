import { expect } from "chai";
import { recomputeReputation } from "../../../sdk/audit/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";
import { judge } from "../../indexer/support/trade.ts";

const PAYOUT = 8_000;

describe("a verdict about an amount that is less than 10,000 base units", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });
  after(() => stack?.stop());

  it("is the outcome that its jurors are held against, not what rounding leaves of it", async () => {
    const deadline = (await stack.now()) + 86_400;
    const deal = await openExampleDeal(stack, { milestones: [{ amount: 1n, deadline }] });
    await judge(
      stack,
      deal,
      0,
      stack.jurors.map(() => PAYOUT),
    );
    const [juror] = stack.jurors;
    const { records } = await recomputeReputation(stack.publicClient, {
      quittance: stack.address,
      subject: juror?.address ?? stack.buyer.address,
    });
    // All of the panel said the same, and the contract settled at it.
    expect(records.juror.named).to.deep.include({ ballots: 1, agreements: 1, agreement: 10_000 });
  });
});

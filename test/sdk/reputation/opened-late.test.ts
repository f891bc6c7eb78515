import { expect } from "chai";
import { recomputeReputation } from "../../../sdk/audit/index.ts";
import { openDeal, reclaim, signTerms } from "../../../sdk/index.ts";
import { exampleTerms, type Stack, startStack } from "../../../sdk/testing/index.ts";

const USDC = 1_000_000n;
/** What agents sell to each other takes minutes. */
const WORK = 1_800;

/**
 * An honest seller signs terms for half an hour's work, with all else as the library fills it in. The buyer opens the deal when the half hour
 * is over but for seconds, takes its money back, and has paid for gas.
 */
describe("a deal that its buyer opens when there is no time left for the work", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });
  after(() => stack?.stop());

  it("is no loss of the seller's", async () => {
    const { address, domain, walletClient, publicClient, buyer, seller } = stack;
    const deadline = (await stack.now()) + WORK;
    const milestones = [{ amount: 500n * USDC, deadline }];
    const terms = await exampleTerms(stack, { milestones, fundedFromLedger: true });
    const sellerSignature = await signTerms({ domain, terms, account: seller });
    await stack.fundLedger(buyer.address, 500n * USDC);
    await stack.setNextTime(deadline - 2);
    try {
      await openDeal(walletClient, { address, terms, sellerSignature, account: buyer });
    } catch {
      // To refuse it is right, too.
      return;
    }
    await stack.increaseTime(10);
    await reclaim(walletClient, { address, terms, milestone: 0, account: buyer });
    const { parts, records } = await recomputeReputation(publicClient, {
      ...{ quittance: address, subject: seller.address },
      seeds: [{ address: buyer.address, weight: 1 }],
    });
    expect(parts.filter(({ component }) => component === "losses")).to.deep.equal([]);
    expect(records.failures.find(({ kind }) => kind === "late")).to.include({ milestones: 0 });
  });
});

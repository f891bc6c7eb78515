import { expect } from "chai";
import { buildPolicy, openAccounts } from "../../sdk/index.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";

/** More than a page of anything else has when no limit is given. */
const ACCOUNTS = 150;
const PAGE = 100;

/** Anyone is a principal, and opens accounts for some 50,000 gas each. */
describe("a principal with many accounts", () => {
  let stack: IndexedStack;

  before(async () => {
    stack = await startIndexedStack();
    const { address, walletClient, relayer } = stack;
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) => ({
      index,
      policy: buildPolicy({}),
      keys: [],
    }));
    await openAccounts(walletClient, { address, principal: relayer.address, accounts, account: relayer });
    await stack.indexer.caughtUp();
  });
  after(() => stack?.stop());

  it("is told a page at a time: no question costs as much as somebody else's rows make it", async () => {
    const response = await fetch(`${stack.indexer.url}/principals/${stack.relayer.address}`);
    const { accounts } = Object(await response.json());
    expect(response.status).to.equal(200);
    expect(accounts.length).to.be.within(1, PAGE);
  });
});

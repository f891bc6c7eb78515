import { expect } from "chai";
import { hashEvidence, hashReasons, signBallot, submitVerdict } from "../../sdk/index.ts";
import { openExampleAccount, openExampleDeal } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { blocks, readPage } from "./support/markdown.ts";

const queries = blocks(readPage("docs/indexer.md"), "graphql");

describe("queries in docs/indexer.md", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let variables: Readonly<Record<string, string>>;

  before(async () => {
    stack = running();
    const { address, domain, walletClient, jurors } = stack;
    const { dealId, terms } = await openExampleDeal(stack);
    const question = { domain, deal: dealId, milestone: 0, evidence: hashEvidence("text") };
    const ballots = await Promise.all(
      jurors.map((account) =>
        signBallot({ ...question, account, score: 10_000, reasons: hashReasons("good") }),
      ),
    );
    const { receipt } = await submitVerdict(walletClient, { address, terms, ballots });
    await stack.indexer.caughtUp(receipt.blockNumber);
    const juror = jurors[0]?.address ?? "";
    const { account } = await openExampleAccount(stack);
    variables = {
      deal: dealId,
      buyer: stack.buyer.address.toLowerCase(),
      seller: stack.seller.address.toLowerCase(),
      juror: juror.toLowerCase(),
      account: account.address.toLowerCase(),
      marketplace: terms.marketplace.toLowerCase(),
      transaction: receipt.transactionHash,
    };
    await stack.fundLedger(stack.jurors[0]?.address ?? address, 1n);
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  });

  it("are there to be run", () => {
    expect(queries.length).to.be.greaterThan(3);
  });

  for (const query of queries) {
    it(`${query.split("\n").slice(0, 2).join(" ")} … is answered, without a hole`, async () => {
      const asked = Object.fromEntries(
        Object.entries(variables).filter(([name]) => query.includes(`$${name}`)),
      );
      const response = await fetch(stack.indexer.graphqlUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables: asked }),
      });
      const answer: unknown = await response.json();
      expect(answer).to.have.property("data").that.is.an("object");
      expect(answer).to.not.have.property("errors");
      for (const root of Object.values(Reflect.get(Object(answer), "data"))) expect(root).to.not.equal(null);
    });
  }
});

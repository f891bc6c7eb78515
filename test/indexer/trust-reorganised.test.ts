import { expect } from "chai";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { recomputeReputation } from "../../sdk/audit/index.ts";
import { release } from "../../sdk/index.ts";
import {
  answerDifferences,
  type ReputationAnswer,
  readReputationAnswer,
} from "../../sdk/reputation/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";
import { until } from "./support/indexer.ts";

/** For so long the indexer keeps a block's hash. */
const HASH_KEPT_MS = 2_000;

const SIGNER = generatePrivateKey();

/** Blocks of a rollup come at fixed times, so that one that replaces another has its number and its time, and another hash. */
describe("trust, where a block was replaced by one of the same number and time", () => {
  let stack: IndexedStack;

  before(async () => {
    stack = await startIndexedStack({}, { QUITTANCE_TRUST_KEY: SIGNER });
  });
  after(() => stack?.stop());

  const ask = async (): Promise<ReputationAnswer> => {
    const response = await fetch(`${stack.indexer.url}/trust/${stack.seller.address}`);
    return readReputationAnswer(await response.text());
  };
  const settled = async (): Promise<number> => {
    const response = await fetch(stack.indexer.graphqlUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ settlements { totalCount } }" }),
    });
    return Object(await response.json()).data.settlements.totalCount;
  };

  it("is an answer for which the indexer has the key that the stack passed on", async () => {
    const keys = await (await fetch(`${stack.indexer.url}/trust/keys`)).json();
    expect(String(Object(keys).signer).toLowerCase()).to.equal(privateKeyToAddress(SIGNER).toLowerCase());
  });

  it("is an answer before there is a row to make it of", async () => {
    const subject = stack.seller.address.toLowerCase();
    expect(await ask()).to.include({ subject, score: 0, tier: "unproven" });
  });

  it("is never what the dead block had, under the hash of the live one", async () => {
    const { address, walletClient, buyer, seller, indexer, publicClient, pool } = stack;
    const { terms } = await openExampleDeal(stack);
    await indexer.caughtUp();
    const time = (await stack.now()) + 60;
    const fork = await stack.snapshot();
    await stack.setNextTime(time);
    await release(walletClient, { address, terms, milestone: 0, account: buyer });
    await indexer.caughtUp();
    await new Promise((resolve) => setTimeout(resolve, HASH_KEPT_MS));
    await stack.revert(fork);
    await stack.setNextTime(time);
    await stack.mine(1);
    // Asked before the indexer has seen that the release is gone, and again long after.
    await (await fetch(`${stack.indexer.url}/trust/${seller.address}`)).text();
    await until("the release is gone", async () => (await settled()) === 0);
    const claimed = await ask();
    const computed = await recomputeReputation(publicClient, {
      ...{ quittance: address, pools: [pool], subject: seller.address },
      toBlock: BigInt(claimed.asOf.block),
    });
    expect(claimed.asOf).to.deep.equal(computed.asOf);
    expect(answerDifferences(claimed, computed)).to.deep.equal([]);
  });

  it("is signed where it is asked for so", async () => {
    const signed = await fetch(`${stack.indexer.url}/trust/${stack.seller.address}?format=statement`);
    expect(signed.status, await signed.text()).to.equal(200);
  });
});

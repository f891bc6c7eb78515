// A test of somebody who installed `quittance`, `@quittance/indexer` and hardhat: a deposit shows up in GraphQL.
import { startStack } from "quittance/testing";

const AMOUNT = 5_000_000n;
const stack = await startStack({ indexer: true });
try {
  const owner = stack.buyer.address;
  await stack.fundLedger(owner, AMOUNT);
  await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  const query = `{ account(address: "${owner.toLowerCase()}") { balance } }`;
  const response = await fetch(stack.indexer.graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data } = await response.json();
  if (data.account.balance !== `${AMOUNT}`) throw new Error(`the indexer answers ${JSON.stringify(data)}`);
} finally {
  await stack.stop();
}

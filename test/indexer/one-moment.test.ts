import { expect } from "chai";
import type { Address } from "viem";
import { quittanceAbi } from "../../sdk/abi/quittance.ts";
import { buildPolicy } from "../../sdk/index.ts";
import { openExampleAccount } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";

const DEPOSITS = 12;

interface AsOf {
  readonly block: number;
  readonly timestamp: number;
}

describe("an answer about a managed account", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let account: Address;

  before(async () => {
    stack = running();
    const opened = await openExampleAccount(stack, { policy: buildPolicy({}), balance: 5n });
    account = opened.account.address;
    await stack.indexer.caughtUp();
  });

  const ask = async (path: string) => fetch(`${stack.indexer.url}/accounts/${account}${path}`);
  const balanceAt = async ({ block }: AsOf) => {
    const { address, publicClient: client } = stack;
    const asked = { address, abi: quittanceAbi, functionName: "balanceOf", args: [account] } as const;
    return String(await client.readContract({ ...asked, blockNumber: BigInt(block) }));
  };

  const overGraphql = async () => {
    const answer = await fetch(stack.indexer.graphqlUrl, {
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify({ query: `{ account(address: "${account}") { balance } }` }),
    });
    const { data } = (await answer.json()) as { readonly data: { readonly account: { balance: string } } };
    const asOf = JSON.parse(answer.headers.get("quittance-as-of") ?? "null") as AsOf;
    return { balance: data.account.balance, asOf };
  };

  it("has the rows of the block that it names, while blocks come", async () => {
    const seen = new Set<number>();
    const readers = new AbortController();
    const read = async () => {
      while (!readers.signal.aborted) {
        const statement = (await (await ask("/statement?limit=1000")).json()) as {
          readonly asOf: AsOf;
          readonly entries: readonly { readonly amount: string }[];
        };
        const state = (await (await ask("")).json()) as {
          readonly asOf: AsOf;
          readonly account: { readonly balance: string };
        };
        const csv = await ask("/statement.csv");
        const lines = (await csv.text()).trimEnd().split("\r\n").slice(1);
        const csvAsOf = JSON.parse(csv.headers.get("quittance-as-of") ?? "null") as AsOf;
        const sum = (amounts: readonly string[]) =>
          String(amounts.reduce((all, one) => all + BigInt(one), 0n));
        const stated = sum(statement.entries.map(({ amount }) => amount));
        expect(stated, "statement").to.equal(await balanceAt(statement.asOf));
        expect(state.account.balance, "state").to.equal(await balanceAt(state.asOf));
        const written = sum(lines.map((line) => line.split(",")[4] ?? ""));
        expect(written, "csv").to.equal(await balanceAt(csvAsOf));
        const { balance, asOf } = await overGraphql();
        expect(balance, "GraphQL").to.equal(await balanceAt(asOf));
        seen.add(statement.asOf.block);
      }
    };
    const reading = Promise.all([read(), read(), read()]);
    for (let number = 0; number < DEPOSITS; number++) {
      await stack.fundLedger(account, 7n);
      await Promise.race([stack.indexer.caughtUp(), reading]);
    }
    readers.abort();
    await reading;
    expect(seen.size).to.be.greaterThan(1);
  });

  it("is refused for a time before its rows, which have the counters of now", async () => {
    await stack.indexer.caughtUp();
    const { asOf } = (await (await ask("")).json()) as { readonly asOf: AsOf };
    for (const at of [asOf.timestamp - 1, asOf.timestamp - 30 * 86_400, 0]) {
      for (const path of [`accounts/${account}`, `principals/${stack.buyer.address}`]) {
        const response = await fetch(`${stack.indexer.url}/${path}?at=${at}`);
        const { error } = (await response.json()) as { readonly error: string };
        expect([response.status, error]).to.deep.equal([
          400,
          `at is "${at}", before the latest indexed block, whose time is ${asOf.timestamp}. What was left of a limit then ` +
            `is not kept: give ${asOf.timestamp} or later, or leave at out. The lines of /statement say what was left after each.`,
        ]);
      }
    }
    expect((await ask(`?at=${asOf.timestamp}`)).status).to.equal(200);
  });
});

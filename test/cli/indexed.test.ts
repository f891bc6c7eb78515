import { expect } from "chai";
import { buildPolicy, freeze, moveFunds } from "../../sdk/index.ts";
import { openExampleAccount } from "../../sdk/testing/index.ts";
import type { IndexedStack } from "../support/indexed-stack.ts";
import { useIndexedStack } from "../support/use-indexed-stack.ts";
import { run } from "./support/run.ts";

describe("quittance account, asked of a running indexer", () => {
  const running = useIndexedStack();
  let stack: IndexedStack;
  let managedAccount: string;

  before(async () => {
    stack = running();
    const { address, walletClient } = stack;
    const policy = buildPolicy({ perTransaction: 60_000_000n, perPeriod: 100_000_000n });
    const { account, principal } = await openExampleAccount(stack, { policy, capabilities: ["commit"] });
    managedAccount = account.address;
    const moves = [{ from: account.address, to: account.principal, amount: 125_000_000n }];
    await moveFunds(walletClient, { address, moves, account: principal });
    await freeze(walletClient, { address, accounts: [account.address], account: principal });
    await stack.indexer.caughtUp(await stack.publicClient.getBlockNumber());
  });

  const quittance = (...args: string[]) =>
    run("apps/cli/quittance.ts", ["account", managedAccount, "--url", stack.indexer.url, ...args]);

  it("prints limits, keys and statement of an account", async () => {
    const { code, out, err } = await quittance();
    expect(err).to.equal("");
    expect(code).to.equal(0);
    expect(out).to.match(/state +frozen \(by account\)/);
    expect(out).to.match(/balance +375\.00/);
    expect(out).to.match(/per transaction +60\.00/);
    expect(out).to.match(/move +-125\.00 +375\.00/);
  });

  it("prints it as JSON and as comma-separated values, with the same amounts", async () => {
    const { entries } = JSON.parse((await quittance("--json")).out);
    const { out } = await quittance("--csv");
    const [header, ...lines] = out.trimEnd().split(/\r?\n/);
    const amounts = lines.map((line) => line.split(",")[header?.split(",").indexOf("amount") ?? 0]);
    expect(amounts).to.deep.equal(entries.map(({ amount }: { amount: string }) => amount));
    expect(amounts.at(-1)).to.equal("-125000000");
  });

  it("ends with 1 for an address that is no opened account", async () => {
    const args = ["account", stack.seller.address, "--url", stack.indexer.url];
    const { code, err } = await run("apps/cli/quittance.ts", args);
    expect(code).to.equal(1);
    expect(err.toLowerCase()).to.contain(stack.seller.address.toLowerCase());
  });

  it("ends with 1 under a URL at which the indexer has nothing, and takes its GraphQL URL", async () => {
    const at = (url: string) => run("apps/cli/quittance.ts", ["account", managedAccount, "--url", url]);
    const { code, err } = await at(`${stack.indexer.url}/nowhere`);
    expect(code).to.equal(1);
    expect(err).to.contain("no indexer of Quittance");
    expect((await at(stack.indexer.graphqlUrl)).code).to.equal(0);
  });

  it("prints nothing of a time in which nothing happened", async () => {
    const { out } = await quittance("--from", "2001-01-01", "--to", "2001-01-31");
    expect(out).to.contain("Nothing happened in that time.");
  });
});

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";

const DEMO = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
const HASH = /^0x[0-9a-f]{64}$/;

interface Entry {
  readonly kind: string;
  readonly amount: string;
  readonly category: number;
  readonly key: string | null;
}

interface Statement {
  readonly agent: string;
  readonly account: { readonly balance: string; readonly frozen: boolean };
  readonly limits: { readonly available: string };
  readonly entries: readonly Entry[];
}

interface Summary {
  readonly agreed: boolean;
  readonly agents: readonly { readonly name: string; readonly account: string; readonly key: string }[];
  readonly research: { readonly paid: string; readonly refunded: string; readonly transactionHash: string };
  readonly calls: { readonly calls: number; readonly redeemed: string };
  readonly wages: { readonly payees: readonly string[]; readonly total: string };
  readonly refusals: readonly {
    readonly by: string;
    readonly error: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
  readonly cutOff: { readonly callsServed: number; readonly redeemed: string };
  readonly statements: readonly Statement[];
  readonly checks: readonly { readonly what: string; readonly agrees: boolean }[];
}

/** `npm run demo -- --accounts --json`, as a program would use it. */
describe("demo --accounts --json", function () {
  this.timeout(240_000);
  let summary: Summary;

  before(async () => {
    const args = [DEMO, "--accounts", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10 ** 7 });
    summary = JSON.parse(stdout);
  });

  const statementOf = (name: string) => summary.statements.find(({ agent }) => agent === name);
  const kindsOf = (name: string) => statementOf(name)?.entries.map(({ kind, amount }) => [kind, amount]);

  it("opens three accounts at addresses that nobody has the keys of", () => {
    const accounts = summary.agents.map(({ account }) => account.toLowerCase());
    expect(new Set(accounts).size).to.equal(3);
    for (const account of accounts) expect(account).to.match(/^0xacc00000[0-9a-f]{32}$/);
  });

  it("buys research: one milestone is paid, the other comes back with its budget", () => {
    expect(summary.research).to.include({ paid: "20000000", refunded: "15000000" });
    expect(summary.research.transactionHash).to.match(HASH);
    expect(kindsOf("researcher")).to.deep.equal([
      ["move", "200000000"],
      ["deal", "-35000000"],
      ["refund", "15000000"],
      ["payment", "-60000000"],
    ]);
    expect(statementOf("researcher")?.entries[1]?.category).to.equal(7);
  });

  it("lets nobody get past a limit, and says which, how much was asked for and what is left", () => {
    expect(summary.refusals.map(({ by, error }) => [by, error])).to.deep.equal([
      ["researcher", "Quittance_PerTransactionLimitExceeded"],
      ["researcher", "Quittance_CounterpartyNotAllowed"],
      ["researcher", "Quittance_PeriodLimitExceeded"],
      ["clerk", "Quittance_ApprovalMissing"],
      ["caller", "Quittance_FrozenAccount"],
    ]);
    expect(summary.refusals[2]?.values).to.include({
      limit: "100000000",
      requested: "60000000",
      remaining: "20000000",
    });
  });

  it("pays forty calls by one redemption, and ten more after the caller was cut off", () => {
    expect(summary.calls).to.include({ calls: 40, redeemed: "2000000" });
    expect(summary.cutOff).to.include({ callsServed: 10, redeemed: "500000" });
    expect(statementOf("caller")?.account.frozen).to.equal(true);
    expect(statementOf("caller")?.limits.available).to.equal("0");
    expect(kindsOf("caller")).to.deep.equal([
      ["move", "50000000"],
      ["tab", "-10000000"],
    ]);
  });

  it("pays wages by one order, signed by the clerk's key", () => {
    expect(summary.wages).to.include({ total: "63000000" });
    expect(summary.wages.payees).to.have.lengthOf(3);
    const clerk = summary.agents.find(({ name }) => name === "clerk");
    expect(statementOf("clerk")?.entries.at(-1)).to.include({
      kind: "payment",
      amount: "-63000000",
      key: clerk?.key.toLowerCase(),
    });
  });

  it("finds indexer and contract agreed on every number", () => {
    expect(summary.checks.length).to.be.greaterThan(25);
    expect(summary.checks.filter(({ agrees }) => !agrees)).to.deep.equal([]);
    expect(summary.agreed).to.equal(true);
  });
});

import { expect } from "chai";
import { getAddress } from "viem";
import { call } from "./support/call.ts";
import { account, MANAGED_ACCOUNT, type ScriptedIndexer, SELLER, scriptIndexer } from "./support/indexer.ts";

const DEAL = `0x${"1d".repeat(32)}`;
const CSV = "time,deal,milestone\r\n2026-09-21T11:26:40Z,0x1d,0\r\n";

const line = (milestone: number) => ({
  ...{ dealId: DEAL, milestone, cause: "verdict", category: null, side: "buyer", account: MANAGED_ACCOUNT },
  ...{ counterparty: SELLER, gross: "51000000", marketplaceFee: "0", verificationFee: "1000000" },
  ...{ reimbursed: "0", refund: "10000000", net: "-41000000", destination: "ledger", block: 120 },
  ...{ logIndex: 3, timestamp: 1_789_990_000, transaction: DEAL },
});

describe("quittance account settlements", () => {
  let indexer: ScriptedIndexer;
  let lines: readonly ReturnType<typeof line>[];

  const quittance = (...args: string[]) => call(["account", "settlements", ...args, "--url", indexer.url]);

  before(async () => {
    indexer = await scriptIndexer(({ pathname, searchParams }) => {
      if (pathname.endsWith(".csv")) return { body: CSV };
      const at = Number(searchParams.get("after") ?? 0);
      const next = at + 1 < lines.length ? String(at + 1) : null;
      return { body: { asOf: account.asOf, settlements: lines.slice(at, at + 1), next } };
    });
  });

  after(() => indexer.stop());

  beforeEach(() => {
    lines = [line(0), line(1)];
    indexer.asked.splice(0);
  });

  it("prints every page of a day, with the counterparty, fees, refund and what it cost", async () => {
    const { code, out } = await quittance(MANAGED_ACCOUNT, "--day", "2026-09-21");
    expect(code).to.equal(0);
    expect(out).to.match(
      /2026-09-21 11:26:40Z +buyer +0x(5e){20} +0x(1d){32} +0 +verdict +51\.00 +1\.00 +0\.00 +10\.00 +-41\.00 +ledger/i,
    );
    expect(out).to.include("net -82.00").and.to.include("As of block 123");
    expect(indexer.asked).to.deep.equal([
      `/agents/${MANAGED_ACCOUNT}/settlements?day=2026-09-21&limit=1000`,
      `/agents/${MANAGED_ACCOUNT}/settlements?day=2026-09-21&after=1&limit=1000`,
    ]);
  });

  it("says that nothing settled", async () => {
    lines = [];
    const { code, out } = await quittance(MANAGED_ACCOUNT, "--day", "2026-09-21");
    expect([code, out.includes("Nothing settled on 2026-09-21.")]).to.deep.equal([0, true]);
  });

  it("asks for all accounts of a principal, as CSV and JSON", async () => {
    const csv = await quittance(MANAGED_ACCOUNT, "--whole", "--day", "2026-09-21", "--csv");
    expect(csv.out.trimEnd()).to.equal(CSV.trimEnd());
    expect(indexer.asked).to.deep.equal([`/principals/${MANAGED_ACCOUNT}/settlements.csv?day=2026-09-21`]);
    const { out } = await quittance(MANAGED_ACCOUNT, "--day", "2026-09-21", "--json");
    const { items } = JSON.parse(out) as { items: Record<string, unknown>[] };
    expect(items[1]).to.deep.include({ milestone: 1, net: "-41000000", counterparty: getAddress(SELLER) });
  });

  it("ends with 2 without a day, and for what is none", async () => {
    for (const args of [
      [MANAGED_ACCOUNT],
      [MANAGED_ACCOUNT, "--day", "21.9.2026"],
      [MANAGED_ACCOUNT, "--day", "2026-13-01"],
    ]) {
      expect((await quittance(...args)).code, args.join(" ")).to.equal(2);
    }
  });
});

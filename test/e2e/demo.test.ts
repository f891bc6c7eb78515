import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";

const DEMO = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
const HASH = /^0x[0-9a-f]{64}$/;

interface Sent {
  readonly transactionHash: string;
  readonly gasUsed: string;
}

interface Holdings {
  readonly buyer: string;
  readonly seller: string;
  readonly contract: string;
}

interface Summary {
  readonly agreed: boolean;
  readonly balancesBefore: Holdings;
  readonly offers: readonly { readonly hash: string; readonly answers: string }[];
  readonly deal: Sent & { readonly id: string; readonly balancesAfter: Holdings };
  readonly milestones: readonly (Sent & {
    readonly amount: string;
    readonly payout: number;
    readonly toSeller: string;
    readonly toBuyer: string;
    readonly evidence: { readonly hash: string };
    readonly ballots: readonly {
      readonly score: number;
      readonly submitted: boolean;
      readonly reasons: string;
    }[];
    readonly balancesAfter: Holdings;
  })[];
  readonly totals: Readonly<Record<"buyerSpent" | "buyerRefunded" | "sellerEarned" | "gasUsed", string>>;
  readonly checks: readonly { readonly what: string; readonly agrees: boolean }[];
}

const sum = (amounts: readonly string[]) => amounts.reduce((all, amount) => all + BigInt(amount), 0n);

/** `npm run demo -- --json`, as a program would use it. */
describe("demo --json", function () {
  this.timeout(180_000);
  let summary: Summary;

  before(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [DEMO, "--json"], { maxBuffer: 2 ** 24 });
    summary = JSON.parse(stdout) as Summary;
  });

  it("prints one object in which every number agreed", () => {
    expect(summary.agreed).to.equal(true);
    expect(summary.checks.length).to.be.at.least(5);
    expect(summary.checks.filter(({ agrees }) => !agrees)).to.deep.equal([]);
  });

  it("tells every id and hash", () => {
    const { deal, offers, milestones } = summary;
    const hashes = [deal.id, deal.transactionHash, ...offers.map(({ hash }) => hash)];
    for (const { evidence, transactionHash, ballots } of milestones) {
      hashes.push(evidence.hash, transactionHash, ...ballots.map(({ reasons }) => reasons));
    }
    for (const hash of hashes) expect(hash).to.match(HASH);
    expect(offers[1]?.answers).to.equal(offers[0]?.hash);
  });

  it("pays a draft in part, a revision better and the final in full, out of 180 USDC", () => {
    const { milestones } = summary;
    expect(milestones.map(({ amount }) => amount)).to.deep.equal(["54000000", "54000000", "72000000"]);
    const [draft = 0, revised = 0, final = 0] = milestones.map(({ payout }) => payout);
    expect([draft > 0, revised > draft, final]).to.deep.equal([true, true, 10_000]);
    for (const { amount, payout, toSeller, toBuyer } of milestones) {
      expect(BigInt(toSeller)).to.equal((BigInt(amount) * BigInt(payout)) / 10_000n);
      expect(sum([toSeller, toBuyer])).to.equal(BigInt(amount));
    }
    for (const { ballots } of milestones) {
      expect(ballots.length).to.equal(3);
      expect(ballots.filter(({ submitted }) => submitted).length).to.be.at.least(2);
    }
  });

  it("has amounts that sum, before, on the way and after", () => {
    const { balancesBefore, deal, milestones, totals } = summary;
    const all = sum(Object.values(balancesBefore));
    for (const { balancesAfter } of [deal, ...milestones])
      expect(sum(Object.values(balancesAfter))).to.equal(all);
    const earned = sum(milestones.map(({ toSeller }) => toSeller));
    const after = milestones.at(-1)?.balancesAfter;
    expect(after?.contract).to.equal("0");
    expect(BigInt(after?.seller ?? 0) - BigInt(balancesBefore.seller)).to.equal(earned);
    expect(BigInt(balancesBefore.buyer) - BigInt(after?.buyer ?? 0)).to.equal(earned);
    expect([totals.sellerEarned, totals.buyerSpent]).to.deep.equal([String(earned), String(earned)]);
    expect(totals.buyerRefunded).to.equal(String(sum(milestones.map(({ toBuyer }) => toBuyer))));
  });

  it("has gas for each transaction and for all", () => {
    const used = [summary.deal, ...summary.milestones].map(({ gasUsed }) => gasUsed);
    for (const gas of used) expect(Number(gas)).to.be.within(21_000, 400_000);
    expect(summary.totals.gasUsed).to.equal(String(sum(used)));
  });
});

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

interface Round extends Sent {
  readonly payout: number;
  readonly ballots: readonly { readonly juror: string; readonly score: number; readonly reasons: string }[];
}

interface Contest extends Sent {
  readonly by: string;
  readonly payout: number;
  readonly bond: string;
}

interface Credit {
  readonly account: string;
  readonly amount: string;
}

interface Summary {
  readonly agreed: boolean;
  readonly accounts: Readonly<Record<"buyer" | "seller", string>>;
  readonly deal: Sent & { readonly terms: { readonly panel: readonly string[] } };
  readonly round1: Round;
  readonly contest: Contest;
  readonly draw: Sent & { readonly panel: readonly string[]; readonly seats: number };
  readonly round2: Round;
  readonly appeal: Contest;
  readonly ruling: Sent & {
    readonly payout: number;
    readonly toSeller: string;
    readonly toBuyer: string;
    readonly reimbursed: readonly Credit[];
    readonly balancesAfter: Readonly<Record<"buyer" | "seller" | "contract", string>>;
  };
  readonly release: Sent & { readonly earned: readonly Credit[] };
  readonly ratings: readonly (Sent & { readonly by: string; readonly score: number })[];
  readonly totals: { readonly transactions: number; readonly gasUsed: string };
  readonly checks: readonly { readonly what: string; readonly agrees: boolean }[];
}

const sum = (amounts: readonly string[]) => amounts.reduce((all, amount) => all + BigInt(amount), 0n);

/** `npm run demo -- --contest --json`, as a program would use it. */
describe("demo --contest --json", function () {
  this.timeout(240_000);
  let summary: Summary;

  before(async () => {
    const args = [DEMO, "--contest", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
    expect(stdout.trimEnd().split("\n").length).to.equal(1);
    summary = JSON.parse(stdout) as Summary;
  });

  it("prints one object in which contract, SDK and indexer agree on every number", () => {
    expect(summary.checks.filter(({ agrees }) => !agrees)).to.deep.equal([]);
    expect(summary.checks.length).to.be.at.least(40);
    expect(summary.agreed).to.equal(true);
  });

  it("has a bought verdict overturned by seven jurors nobody chose, who read the evidence", () => {
    const { round1, contest, draw, round2, deal, accounts } = summary;
    expect([round1.payout, contest.by, contest.payout]).to.deep.equal([10_000, "buyer", 10_000]);
    expect([draw.panel.length, draw.seats]).to.deep.equal([7, 9]);
    const barred = [...deal.terms.panel, accounts.buyer, accounts.seller];
    expect(draw.panel.filter((juror) => barred.includes(juror))).to.deep.equal([]);
    expect(round2.ballots.map(({ juror }) => juror)).to.have.members([...draw.panel]);
    expect(round2.payout).to.equal(6_000);
    for (const { score, reasons } of round2.ballots) {
      expect(score).to.be.within(6_000, 6_499);
      expect(reasons).to.match(HASH);
    }
  });

  it("ends by the arbiter's ruling, with the buyer's bond back out of the seller's part", () => {
    const { appeal, ruling, contest, accounts } = summary;
    expect([appeal.by, appeal.payout, ruling.payout]).to.deep.equal(["seller", 6_000, 6_000]);
    expect([ruling.toSeller, ruling.toBuyer]).to.deep.equal(["32400000", "21600000"]);
    expect(ruling.reimbursed).to.deep.equal([{ account: accounts.buyer, amount: contest.bond }]);
  });

  it("shares the pot among the drawn jurors, and takes a rating of each side", () => {
    const { release, contest, draw, ratings } = summary;
    expect(release.earned.map(({ account }) => account)).to.deep.equal(draw.panel);
    expect(sum(release.earned.map(({ amount }) => amount))).to.equal(BigInt(contest.bond));
    expect(ratings.map(({ by }) => by)).to.deep.equal(["buyer", "seller"]);
  });

  it("has gas for each transaction and for all", () => {
    const { deal, round1, contest, draw, round2, appeal, ruling, release, ratings, totals } = summary;
    const all = [deal, round1, contest, draw, round2, appeal, ruling, release, ...ratings];
    for (const { gasUsed, transactionHash } of all) {
      expect(Number(gasUsed)).to.be.within(21_000, 400_000);
      expect(transactionHash).to.match(HASH);
    }
    expect([totals.transactions, totals.gasUsed]).to.deep.equal([
      all.length,
      String(sum(all.map(({ gasUsed }) => gasUsed))),
    ]);
  });
});

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { agentAccounts } from "../../examples/agent-accounts/main.ts";
import { amendedDeal } from "../../examples/amended-deal/main.ts";
import { contestedDeal } from "../../examples/contested-deal/main.ts";
import { firstDeal } from "../../examples/first-deal/main.ts";
import { agrees, allAgree } from "../../examples/output/checks.ts";
import { openSilentReporter } from "../../examples/output/reporter.ts";
import { payPerCall } from "../../examples/pay-per-call/main.ts";
import type { Example, Result } from "../../examples/runner/run.ts";
import { sharedFee } from "../../examples/shared-fee/main.ts";
import { withoutEther } from "../../examples/without-ether/main.ts";
import { useFolder } from "../support/folder.ts";
import { type IndexedStack, startIndexedStack } from "../support/indexed-stack.ts";

const USDC = 1_000_000n;

/** Examples share a chain and an indexer, as deals of other parties would: none may count on being alone there. */
describe("examples: on one chain with one indexer", () => {
  let stack: IndexedStack;
  const folder = useFolder();
  const played = <Played extends Result>(example: Example<Played>) =>
    example({ stack, out: openSilentReporter(), folder: folder() });

  before(async () => {
    stack = await startIndexedStack({ usdcEach: 1_000n * USDC });
  });
  after(() => stack?.stop());

  describe("a contested deal", () => {
    let story: Awaited<ReturnType<typeof contestedDeal>>;
    before(async () => {
      story = await played(contestedDeal);
    });

    it("ends with contract, SDK and indexer agreed on every number", () => {
      expect(story.checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(story.checks.length).to.be.greaterThan(40);
      expect(allAgree(story.checks)).to.equal(true);
    });

    it("has a bribed verdict overturned by seven drawn jurors who measure the evidence", () => {
      const { round1, contest, draw, round2, deal, accounts } = story.summary;
      expect([round1.payout, contest.by, contest.payout]).to.deep.equal([10_000, "buyer", 10_000]);
      expect([draw.panel.length, draw.seats]).to.deep.equal([7, 9]);
      const barred: readonly string[] = [...deal.terms.panel, accounts.buyer, accounts.seller];
      expect(draw.panel.filter((juror) => barred.includes(juror))).to.deep.equal([]);
      expect(round2.ballots.map(({ juror }) => juror)).to.have.members([...draw.panel]);
      expect(round2.payout).to.equal(6_000);
      for (const { score } of round2.ballots) expect(score).to.be.within(6_000, 6_499);
      expect(new Set(round2.ballots.map(({ score, reasons }) => `${score} ${reasons}`)).size).to.equal(1);
    });

    it("has an audit that names the overruled bribes, finds nothing else wrong, and that the panel was agreed on", () => {
      const { verdict, fails, notChecked, holds } = story.summary.audit;
      expect([verdict, fails, notChecked]).to.deep.equal(["holds", 0, 1]);
      expect(holds).to.be.greaterThan(50);
      const panel = story.checks.find(({ what }) => what === "the panel of round 1 is");
      expect([panel?.model, panel?.audit]).to.deep.equal(["agreed", "agreed"]);
    });

    it("ends by the arbiter's ruling, with the buyer's bond back out of the seller's part", () => {
      const { appeal, ruling, contest, accounts } = story.summary;
      expect([appeal.by, appeal.payout, ruling.payout]).to.deep.equal(["seller", 6_000, 6_000]);
      expect([ruling.toSeller, ruling.toBuyer]).to.deep.equal([32_400_000n, 21_600_000n]);
      expect(ruling.reimbursed).to.deep.equal([{ account: accounts.buyer, amount: contest.bond }]);
    });

    it("shares what the draw leaves of the buyer's bond among the drawn jurors, and takes a rating from each side", () => {
      const { release, contest, draw, ratings } = story.summary;
      expect(release.earned.map(({ account }) => account)).to.deep.equal(draw.panel);
      expect(release.earned.reduce((sum, { amount }) => sum + amount, 0n)).to.equal((contest.bond * 7n) / 8n);
      expect(ratings.map(({ by, score }) => [by, score])).to.deep.equal([
        ["buyer", 35],
        ["seller", 80],
      ]);
    });

    it("has the gas of each transaction and of all", () => {
      const { deal, evidence, round1, contest, draw, round2, appeal, ruling, release, ratings, totals } =
        story.summary;
      const all = [deal, evidence, round1, contest, draw, round2, appeal, ruling, release, ...ratings];
      for (const { gasUsed } of all) expect(Number(gasUsed)).to.be.within(21_000, 400_000);
      expect(totals.transactions).to.equal(11);
      expect(totals.gasUsed).to.equal(all.reduce((sum, { gasUsed }) => sum + gasUsed, 0n));
    });
  });

  describe("a principal with three agents", () => {
    let story: Awaited<ReturnType<typeof agentAccounts>>;
    before(async () => {
      story = await played(agentAccounts);
    });

    const statementOf = (name: string) => story.summary.statements.find(({ agent }) => agent === name);
    const movementsOf = (name: string) =>
      statementOf(name)?.entries.map(({ kind, amount }) => [kind, amount]);

    it("ends with contract, SDK and indexer agreed on every number", () => {
      expect(story.checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(story.checks.length).to.be.greaterThan(25);
      expect(allAgree(story.checks)).to.equal(true);
    });

    it("opens three accounts at addresses that have no private key", () => {
      const accounts = story.summary.agents.map(({ account }) => account.toLowerCase());
      expect(new Set(accounts).size).to.equal(3);
      for (const account of accounts) expect(account).to.match(/^0xacc00000[0-9a-f]{32}$/);
    });

    it("buys research: one milestone is paid, the other comes back and counts as not spent", () => {
      expect(story.summary.research).to.include({ paid: 20n * USDC, refunded: 15n * USDC });
      expect(movementsOf("researcher")).to.deep.equal([
        ["move", 200n * USDC],
        ["deal", -35n * USDC],
        ["refund", 15n * USDC],
        ["payment", -60n * USDC],
      ]);
      expect(statementOf("researcher")?.entries[1]?.category).to.equal(7);
    });

    it("lets no agent get past a limit, and says which, how much was asked for and what is left", () => {
      const { refusals } = story.summary;
      expect(refusals.map(({ by, error }) => [by, error])).to.deep.equal([
        ["researcher", "Quittance_PerTransactionLimitExceeded"],
        ["researcher", "Quittance_CounterpartyNotAllowed"],
        ["researcher", "Quittance_PeriodLimitExceeded"],
        ["clerk", "Quittance_ApprovalMissing"],
        ["caller", "Quittance_FrozenAccount"],
      ]);
      const values = { limit: 100n * USDC, requested: 60n * USDC, remaining: 20n * USDC };
      expect(refusals[2]?.values).to.include(values);
    });

    it("pays forty calls by one redemption, and ten more after the caller was cut off", () => {
      expect(story.summary.calls).to.include({ calls: 40, redeemed: 2n * USDC });
      expect(story.summary.cutOff).to.include({ callsServed: 10, redeemed: USDC / 2n });
      expect(statementOf("caller")?.account.frozen).to.equal(true);
      expect(statementOf("caller")?.limits.available).to.equal(0n);
      expect(movementsOf("caller")).to.deep.equal([
        ["move", 50n * USDC],
        ["tab", -10n * USDC],
      ]);
    });

    it("pays wages by one order, signed by the clerk's key", () => {
      expect(story.summary.wages.total).to.equal(63n * USDC);
      expect(story.summary.wages.payees).to.have.lengthOf(3);
      const clerk = story.summary.agents.find(({ name }) => name === "clerk");
      expect(statementOf("clerk")?.entries.at(-1)).to.include({
        kind: "payment",
        amount: -63n * USDC,
        key: clerk?.key.toLowerCase(),
      });
    });
  });

  describe("the smallest deal", () => {
    it("pays a seller that delivers, and pays back the buyer of one that does not", async () => {
      const { checks, summary } = await played(firstDeal);
      expect(checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(summary.release.toSeller).to.equal(25n * USDC);
      expect(summary.reclaim.toBuyer).to.equal(25n * USDC);
      expect(summary.totals.transactions).to.equal(4);
    });
  });

  describe("an amended deal", () => {
    it("gets new deadlines, another juror and a milestone more, and pays for that alone", async () => {
      const { checks, summary } = await played(amendedDeal);
      expect(checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(summary.moved).to.deep.equal([
        { moved: 100n * USDC, paidIn: 0n, paidBack: 0n },
        { moved: 60n * USDC, paidIn: 0n, paidBack: 0n },
        { moved: 60n * USDC, paidIn: 25n * USDC, paidBack: 0n },
      ]);
      expect(new Set(summary.deals).size).to.equal(4);
      expect(summary.totals.transactions).to.equal(7);
    });
  });

  describe("a fee that jurors share", () => {
    it("goes in equal parts to all three, also to the one that was left out of the verdict", async () => {
      const { checks, summary } = await played(sharedFee);
      expect(checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(summary.shares).to.deep.equal([333_334n, 333_333n, 333_333n]);
      expect(summary.totals.transactions).to.equal(4);
    });
  });

  describe("paying per call", () => {
    it("takes three transactions for a thousand calls", async () => {
      const { checks, summary } = await played(payPerCall);
      expect(checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect([summary.calls, summary.redemption.paid, summary.closing.returned]).to.deep.equal([
        1_000,
        5n * USDC,
        5n * USDC,
      ]);
      expect(summary.totals.transactions).to.equal(3);
    });
  });

  describe("agents without ETH", () => {
    it("come from the deposit to their wallets by a relayer, which is paid in USDC", async () => {
      const { checks, summary } = await played(withoutEther);
      expect(checks.filter((check) => !agrees(check))).to.deep.equal([]);
      expect(summary.fees > 0n && summary.fees < 5n * USDC).to.equal(true);
      expect(summary.totals.transactions).to.equal(6);
    });
  });
});

/** An example that is run as a program of its own, for a person to read. */
describe("examples: by themselves", () => {
  it("print what happens and whether the numbers agree", async () => {
    const env = { ...process.env, NO_COLOR: "1" };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["examples/first-deal/main.ts"], {
      env,
    });
    expect(stderr).to.equal("");
    const [first, ...lines] = stdout.trimEnd().split("\n");
    expect(first?.trim()).to.equal("Starting a chain and the contracts …");
    const chapters = lines.filter((line) => /^\d/.test(line));
    expect(chapters.map((line) => line.split("  ")[0])).to.deep.equal(["1", "2", "3", "4", "5"]);
    const worth = lines.flatMap((line) => /^ +seller +unproven .* (\d+\.\d+) USDC$/.exec(line)?.[1] ?? []);
    expect(worth, "the seller's reputation before and after").to.deep.equal(["0.00", "50.00"]);
    expect(lines.at(-1)?.trim()).to.equal("All 4 numbers agree.");
  });
});

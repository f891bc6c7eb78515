import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import type { milestoneDeal } from "../../examples/milestone-deal/main.ts";
import { readPage, section, tableRows } from "../docs/support/markdown.ts";

const HASH = /^0x[0-9a-f]{64}$/;

/** A summary as JSON: amounts are decimal strings. */
type AsJson<Value> = Value extends bigint
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly AsJson<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: AsJson<Value[Key]> }
      : Value;

type Printed = AsJson<Awaited<ReturnType<typeof milestoneDeal>>["summary"]> & {
  readonly agreed: boolean;
  readonly chain: { readonly rpcUrl: string };
  readonly indexer: { readonly url: string };
  readonly checks: readonly { readonly what: string; readonly agrees: boolean }[];
};

const sum = (amounts: readonly string[]) => amounts.reduce((all, amount) => all + BigInt(amount), 0n);
const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

/** `npm run demo -- --json`, as another program uses it: it plays `examples/milestone-deal`. */
describe("examples: a deal of three milestones, played by demo --json", () => {
  let printed: Printed;
  let output: { readonly stdout: string; readonly stderr: string };

  before(async () => {
    output = await promisify(execFile)(process.execPath, ["scripts/demo.ts", "--json"], {
      maxBuffer: 2 ** 24,
    });
    printed = JSON.parse(output.stdout);
  });

  it("prints one line of JSON and nothing else, and every number agrees", () => {
    expect(output.stderr).to.equal("");
    expect(output.stdout.trimEnd().split("\n")).to.have.lengthOf(1);
    expect(printed.checks.filter(({ agrees }) => !agrees)).to.deep.equal([]);
    expect(printed.checks.length).to.be.greaterThan(40);
    expect(printed.agreed).to.equal(true);
  });

  it("has every document verified that the chain names by hash alone", () => {
    const { documents, pact, draw, milestones } = printed;
    expect(documents.filter(({ state }) => state !== "verified")).to.deep.equal([]);
    const hashesOf = (wanted: string) =>
      documents.filter(({ kind }) => kind === wanted).map(({ hash }) => hash);
    expect(hashesOf("pact")).to.deep.equal([pact.hash]);
    expect(hashesOf("reference")).to.deep.equal([draw.reference]);
    expect(hashesOf("evidence")).to.deep.equal(milestones.map(({ evidence }) => evidence));
    expect(hashesOf("reasons")).to.have.lengthOf(6);
  });

  it("leaves neither chain nor indexer behind", async () => {
    expect(await isGone(printed.chain.rpcUrl)).to.equal(true);
    expect(await isGone(`${printed.indexer.url}/status`)).to.equal(true);
  });

  it("has every id and hash", () => {
    const { deal, draw, offers, pact, milestones } = printed;
    const hashes = [deal.id, deal.transactionHash, pact.hash, ...offers.map(({ hash }) => hash)];
    hashes.push(draw.id, draw.seed, draw.reference);
    for (const { evidence, root, transactionHash, votes } of milestones) {
      hashes.push(evidence, root, transactionHash, ...votes.map(({ reasons }) => reasons));
    }
    for (const hash of hashes) expect(hash).to.match(HASH);
    expect(offers.map(({ answers }) => answers).slice(1)).to.deep.equal(
      offers.map(({ hash }) => hash).slice(0, 2),
    );
  });

  it("was found by a listing, and agreed for less than it asks", () => {
    const { found, accounts, keyFigures } = printed;
    expect(found.seller).to.equal(accounts.seller);
    expect(found.listPrice).to.equal("189000000");
    expect(keyFigures.negotiations).to.deep.equal({ agreed: 1, ended: 0, lapsed: 0, open: 0 });
    expect(keyFigures.discount.median).to.equal(476);
    expect(keyFigures.rounds.median).to.equal(3);
    expect(keyFigures).to.include({ dealsOpened: 1, milestonesSettled: 3, disputeRate: 0 });
  });

  it("has the key figures that docs/telemetry.md tells", () => {
    const { rounds, agreementRate, discount, disputeRate, agents } = printed.keyFigures;
    const percent = (points: number | undefined) => `${Number(points) / 100} %`;
    const [seller, buyer] = agents;
    const rows = tableRows(section(readPage("docs/telemetry.md"), "Key figures"));
    const told = Object.fromEntries(rows.map(([name, , value]) => [name, value]));
    expect(told).to.include({
      "Offers to agreement": String(rounds.median),
      "Success rate": percent(agreementRate),
      "Discount against the list price": percent(discount.median),
      "Dispute rate": percent(disputeRate),
      "Spend by agent": `${(Number(buyer?.spent) / 1e6).toFixed(2)} USDC`,
    });
    expect(told["Margin by seller"]).to.include(percent(seller?.margin));
  });

  it("has a panel that was drawn among seventeen, and that the terms refer to", () => {
    const { draw, deal, accounts } = printed;
    expect(draw.kind).to.equal("drawn");
    expect(draw.outlook).to.include({ owners: 17, able: 17, needed: 15 });
    expect(draw.blocks.seed).to.be.greaterThan(draw.blocks.snapshot);
    expect([deal.terms.reference, deal.terms.panel]).to.deep.equal([draw.reference, draw.panel]);
    expect(accounts.jurors).to.deep.equal(draw.panel);
    expect(new Set([...draw.panel, accounts.buyer, accounts.seller]).size).to.equal(5);
  });

  it("has three jurors who give each version one score, for the same reasons", () => {
    for (const { votes } of printed.milestones) {
      expect(votes.map(({ juror }) => juror)).to.deep.equal(printed.draw.panel);
      expect(new Set(votes.map(({ score, reasons }) => `${score} ${reasons}`)).size).to.equal(1);
    }
  });

  it("has an audit that checks everything and finds nothing wrong", () => {
    const { verdict, fails, notChecked, holds } = printed.audit;
    expect([verdict, fails, notChecked]).to.deep.equal(["holds", 0, 0]);
    expect(holds).to.be.greaterThan(40);
  });

  it("has what the record says of both sides before and after, and the indexer says the same", () => {
    const { before, after } = printed.reputations;
    expect([before, after].map(({ seller }) => seller.global.records.seller.milestones)).to.deep.equal([
      0, 3,
    ]);
    expect(before.seller.personal.score).to.equal(0);
    expect(after.seller.personal.score).to.be.greaterThan(0);
    const scores = printed.checks.filter(({ what }) => what.startsWith("the score of the"));
    expect(scores.map(({ agrees }) => agrees)).to.deep.equal([true, true, true, true]);
  });

  it("pays 32.40 of 54, 45.90 of 54 and 72 of 72 USDC", () => {
    const { milestones, totals } = printed;
    expect(milestones.map(({ amount }) => amount)).to.deep.equal(["54000000", "54000000", "72000000"]);
    expect(milestones.map(({ payout }) => payout)).to.deep.equal([6_000, 8_500, 10_000]);
    expect(milestones.map(({ toSeller }) => toSeller)).to.deep.equal(["32400000", "45900000", "72000000"]);
    expect(totals).to.include({
      sellerEarned: "150300000",
      buyerSpent: "150300000",
      buyerRefunded: "29700000",
    });
    for (const { votes } of milestones) {
      expect(votes).to.have.lengthOf(3);
      expect(votes.filter(({ submitted }) => submitted)).to.have.lengthOf(2);
    }
  });

  it("moves money only between the buyer, the seller and the contract", () => {
    const { balancesBefore, deal, milestones } = printed;
    const all = [balancesBefore, deal.balancesAfter, ...milestones.map(({ balancesAfter }) => balancesAfter)];
    expect(new Set(all.map((balances) => sum(Object.values(balances ?? {})))).size).to.equal(1);
    const after = all.at(-1);
    // What three accounts put into their ledger balances for the exchange.
    expect(after?.contract).to.equal("30000000");
    expect(BigInt(after?.seller ?? 0) - BigInt(balancesBefore.seller)).to.equal(150_300_000n);
    expect(BigInt(balancesBefore.buyer) - BigInt(after?.buyer ?? 0)).to.equal(150_300_000n);
  });

  it("has the gas of each transaction and of all", () => {
    const used = [printed.deal, ...printed.milestones].map(({ gasUsed }) => gasUsed);
    for (const gas of used) expect(Number(gas)).to.be.within(21_000, 400_000);
    expect(printed.totals).to.include({ transactions: 4, gasUsed: String(sum(used)) });
  });
});

import { expect } from "chai";
import { type AuditScene, playAuditScene } from "../../../scripts/bench/jury/audit-scene.ts";
import { type AuditReport, auditDeal, evidenceIn, fetchDealRecord } from "../../../sdk/audit/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../../sdk/testing/index.ts";

const failing = ({ items }: AuditReport) =>
  items.filter(({ status }) => status === "fails").map(({ id, subject, why }) => `${id}: ${subject}: ${why}`);
const skipped = ({ items }: AuditReport) =>
  items.filter(({ status }) => status === "not checked").map(({ part }) => part);

describe("the audit of a deal", () => {
  let stack: Stack;
  let scene: AuditScene;

  before(async () => {
    stack = await startStack();
    scene = await playAuditScene(stack);
  });

  after(() => stack.stop());

  const audit = () => {
    const { record, documents } = scene;
    return auditDeal({ record, documents, evidence: evidenceIn(scene.evidence) });
  };

  it("holds for a deal with deliveries, contests, a draw, a ruling, bonds and ratings, and checks each part of it", async () => {
    const report = await audit();
    expect(failing(report)).to.deep.equal([]);
    expect(report.verdict).to.equal("holds");
    const parts = new Set(report.items.filter(({ status }) => status === "holds").map(({ part }) => part));
    expect([...parts]).to.include.members([
      ...["chain", "terms", "offers", "delivery", "evidence", "ballots", "draw"],
      ...["verdict", "contest", "bond", "settlement", "payment", "rating"],
    ]);
  });

  it("takes the manifests of evidence among the documents, too, as an indexer gives them, and no other file of it", async () => {
    const { record, documents, evidence } = scene;
    const manifests = evidence.filter(({ bytes }) =>
      /^\{"deal":.*"files":/.test(new TextDecoder().decode(bytes)),
    );
    expect(manifests.length).to.be.greaterThan(0);
    const withManifests = [...documents, ...manifests];
    const report = await auditDeal({ record, documents: withManifests, evidence: evidenceIn(evidence) });
    expect(failing(report)).to.deep.equal([]);
    const others = evidence.filter((file) => !manifests.includes(file));
    const all = await auditDeal({
      record,
      documents: [...withManifests, ...others],
      evidence: evidenceIn(evidence),
    });
    expect(failing(all)).to.have.length(others.length);
  });

  it("says of each thing that it did not check why", async () => {
    const report = await audit();
    expect(new Set(skipped(report))).to.deep.equal(new Set(["panel", "measures"]));
    expect(report.items.filter(({ status, why }) => status !== "holds" && !why)).to.deep.equal([]);
  });

  it("says against what each thing was checked, and names each item once", async () => {
    const { items } = await audit();
    expect(new Set(items.map(({ id }) => id)).size).to.equal(items.length);
    const bare = items.filter(({ status, against }) => status === "holds" && against.length === 0);
    expect(bare.map(({ subject }) => subject)).to.deep.equal([
      "The terms keep the rules of every deal",
      "All that was paid in was paid out, is still held, or moved on to another deal",
    ]);
  });

  it("gives the same report for the same record, and asks no one", async () => {
    expect(await audit()).to.deep.equal(await audit());
  });

  it("accounts for all money to the last base unit", async () => {
    const { money } = await audit();
    expect(money.held).to.equal(0n);
    expect(money.bondsHeld).to.equal(0n);
    expect(money.rows.reduce((sum, { amount }) => sum + amount, 0n)).to.equal(0n);
  });

  it("holds for a deal of which nothing has settled", async () => {
    const { dealId } = await openExampleDeal(stack);
    const { address, publicClient } = stack;
    const record = await fetchDealRecord(publicClient, { address, dealId, blockRange: 7 });
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    expect(report.money.held).to.equal(180_000_000n);
  });

  it("does not check a draw of seats that the record has not, and says from where on to look", async () => {
    const { address, publicClient } = stack;
    const { dealId, pool } = scene.record;
    const poolFromBlock = BigInt(pool?.logs[2]?.blockNumber ?? 0);
    const record = await fetchDealRecord(publicClient, { address, dealId, poolFromBlock });
    const report = await auditDeal({ record });
    expect(failing(report)).to.deep.equal([]);
    const draws = report.items.filter(({ part, status }) => part === "draw" && status === "not checked");
    expect(draws.map(({ why }) => why)).to.deep.equal([
      "the record has not each seat that the pool had: look at it from an earlier block on",
    ]);
    const whole = record.pool && { ...record.pool, fromBlock: 0n };
    const { failure } = await auditDeal({ record: { ...record, pool: whole } });
    expect(failure?.why).to.equal("the pool never said who took some of its seats");
  });

  it("compares two nodes, and finds the one that lies", async () => {
    const { record } = scene;
    const same = await auditDeal({ record, second: record });
    expect(failing(same)).to.deep.equal([]);
    const second = { ...record, logs: record.logs.slice(0, -1) };
    const report = await auditDeal({ record, second });
    expect(report.failure?.subject).to.equal("A second node tells the same of the deal");
  });

  it("refuses a deal that the contract never opened", async () => {
    const { address, publicClient } = stack;
    const dealId = `0x${"12".repeat(32)}` as const;
    let refused: unknown;
    await fetchDealRecord(publicClient, { address, dealId }).catch((error: unknown) => {
      refused = error;
    });
    expect(String(refused)).to.contain("dealId");
  });
});

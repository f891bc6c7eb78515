import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type AuditScene, playAuditScene } from "../../scripts/bench/jury/audit-scene.ts";
import type { AuditDocument } from "../../sdk/audit/index.ts";
import { researchSummaryExample } from "../../sdk/pact/library/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { judgedDeal } from "../support/jury/judged-deal.ts";
import { call } from "./support/call.ts";

describe("quittance audit", () => {
  let stack: Stack;
  let scene: AuditScene;
  let folder: string;
  const place = (...parts: readonly string[]) => join(folder, ...parts);
  const keep = (name: string, documents: readonly AuditDocument[]) => {
    for (const document of documents) {
      mkdirSync(dirname(place(name, document.name)), { recursive: true });
      writeFileSync(place(name, document.name), document.bytes);
    }
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "quittance-audit-"));
    stack = await startStack();
    scene = await playAuditScene(stack);
    keep("evidence", scene.evidence);
    keep("documents", scene.documents);
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await stack.stop();
  });

  const audit = (...args: readonly string[]) =>
    call(["audit", scene.record.dealId, "--rpc", stack.rpcUrl, "--contract", stack.address, ...args]);
  const everything = () => ["--evidence", place("evidence"), "--documents", place("documents")];

  it("ends with 0 when everything that was checked holds, and writes a page", async () => {
    const { code, out, err } = await audit(...everything(), "--report", place("audit.html"));
    expect({ code, err }).to.deep.equal({ code: 0, err: "" });
    expect(out).to.match(/\d+ checks hold, 0 fail, \d+ were not made\. As of block \d+/);
    expect(readFileSync(place("audit.html"), "utf8")).to.contain("Everything that was checked holds.");
  });

  it("prints the audit as one JSON document", async () => {
    const { code, out } = await audit(...everything(), "--json");
    const { format, verdict, counts } = JSON.parse(out);
    expect({ code, format, verdict }).to.deep.equal({
      code: 0,
      format: "quittance/audit/1",
      verdict: "holds",
    });
    expect(counts.fails).to.equal(0);
  });

  it("compares two nodes when --rpc is given twice, and refuses a third", async () => {
    const { code, out } = await audit("--rpc", stack.rpcUrl);
    expect(code).to.equal(0);
    expect(out).to.contain("A second node tells the same of the deal");
    expect((await audit("--rpc", stack.rpcUrl, "--rpc", stack.rpcUrl)).code).to.equal(2);
  });

  it("ends with 1 and names the first thing that does not hold", async () => {
    const file = place("evidence", scene.evidence[1]?.name ?? "");
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from("!")]));
    const { code, out, err } = await audit(...everything());
    writeFileSync(file, bytes);
    expect(code).to.equal(1);
    expect(out).to.match(/^FAILS/m);
    expect(err).to.contain("quittance: It does not hold: Each of the 1 files of the evidence");
  });

  it("measures the clauses of a pact again, and ends with 1 when a verdict is another", async () => {
    const { pact, inputs, failing } = researchSummaryExample();
    const played = await judgedDeal(stack, { pact, inputs, files: failing.files, score: 10_000 });
    keep("false-evidence", played.evidence);
    keep("false-documents", played.documents);
    const { code, out, err } = await call([
      ...["audit", played.dealId, "--rpc", stack.rpcUrl, "--contract", stack.address],
      ...["--evidence", place("false-evidence"), "--documents", place("false-documents")],
    ]);
    expect(code).to.equal(1);
    expect(out).to.match(
      /^FAILS\s+milestone 0: The measurable clauses of the pact give the payout of 100 % again/m,
    );
    expect(err).to.contain("they give a score of");
  });

  it("does not follow links out of a folder", async () => {
    writeFileSync(place("secret"), "not of this deal");
    symlinkSync(place("secret"), place("documents", "link"));
    const { code } = await audit(...everything());
    rmSync(place("documents", "link"));
    expect(code).to.equal(0);
  });

  it("refuses what is no id, a folder that is not there, and a page that cannot be written", async () => {
    expect((await call(["audit", "0x12", "--rpc", stack.rpcUrl, "--contract", stack.address])).code).to.equal(
      2,
    );
    expect((await audit("--documents", place("nowhere"))).err).to.contain("A folder cannot be read (ENOENT)");
    expect((await audit("--report", place("no", "where", "audit.html"))).code).to.equal(2);
  });

  it("says that a node does not know the deal", async () => {
    const { code, err } = await call([
      ...["audit", `0x${"12".repeat(32)}`, "--rpc", stack.rpcUrl, "--contract", stack.address],
    ]);
    expect(code).to.equal(1);
    expect(err).to.contain("dealId").and.to.contain("Check the id");
  });
});

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { canonicalJson } from "../../sdk/index.ts";
import { hashPact } from "../../sdk/pact/index.ts";
import { researchSummaryExample } from "../../sdk/pact/library/index.ts";
import { call } from "./support/call.ts";

describe("quittance pact", () => {
  const { pact } = researchSummaryExample();
  const hash = hashPact(pact);
  let folder: string;
  const file = (name: string, content: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
    return path;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-pact-"));
  });

  after(() => rmSync(folder, { recursive: true }));

  it("lint finds nothing in a ready pact, also on standard input", async () => {
    const path = file("pact.json", pact);
    const answer = { code: 0, out: "Nothing is wrong with it.\n", err: "" };
    expect(await call(["pact", "lint", path])).to.deep.equal(answer);
    expect(JSON.parse((await call(["pact", "lint", path, "--strict", "--json"])).out)).to.deep.equal({
      ...{ errors: 0, warnings: 0, problems: [] },
    });
    const run = spawnSync(process.execPath, ["apps/cli/quittance.ts", "pact", "hash", "-"], {
      ...{ input: JSON.stringify(pact), encoding: "utf8" },
    });
    expect([run.status, run.stdout]).to.deep.equal([0, `${hash}\n`]);
  });

  it("lint tells errors by place, value and remedy, and fails", async () => {
    const clauses = pact.clauses.map((clause) => ({ ...clause, weight: 1_000 }));
    const path = file("wrong.json", { ...pact, clauses });
    const { code, out, err } = await call(["pact", "lint", path]);
    expect([code, err]).to.deep.equal([1, "quittance: The pact has errors. Do not sign it.\n"]);
    const sum = 1_000 * clauses.length;
    expect(out).to.contain(`error: pact.clauses must have weights that sum to 10000; it is ${sum}. Change`);
    expect(out).to.contain("1 error, 0 warnings.");
    const printed = await call(["pact", "lint", path, "--json"]);
    expect([printed.code, JSON.parse(printed.out).problems[0].path]).to.deep.equal([1, "pact.clauses"]);
  });

  it("lint passes warnings, and fails on them when strict", async () => {
    const [first, ...rest] = pact.clauses;
    const path = file("unwise.json", { ...pact, clauses: [{ ...first, threshold: { least: 0 } }, ...rest] });
    expect((await call(["pact", "lint", path])).code).to.equal(0);
    const { code, err } = await call(["pact", "lint", path, "--strict"]);
    expect([code, err]).to.deep.equal([1, "quittance: The pact has warnings.\n"]);
  });

  it("lint compares with terms", async () => {
    const path = file("pact.json", pact);
    const { passingScore, payoutStep } = pact.payout;
    const good = { pact: hash, passingScore, payoutStep, milestones: [{}], other: 1 };
    expect((await call(["pact", "lint", path, "--terms", file("terms.json", good)])).code).to.equal(0);
    const other = file("terms.json", { ...good, payoutStep: 0 });
    expect((await call(["pact", "lint", path, "--terms", other])).out).to.contain(
      "the contract pays by the terms",
    );
    expect((await call(["pact", "lint", path, "--terms", file("terms.json", {})])).code).to.equal(2);
  });

  it("lint refuses what is no JSON, or could be read in two ways, as wrong usage", async () => {
    for (const content of ["{", '{"name":1,"name":2}']) {
      const { code, out } = await call(["pact", "lint", file("none.json", content)]);
      expect([code, out]).to.deep.equal([2, ""]);
    }
  });

  it("show prints what is asked, what each clause is worth, and what a juror must check", async () => {
    const { code, out } = await call(["pact", "show", file("pact.json", pact)]);
    expect(code).to.equal(0);
    for (const part of [
      hash,
      pact.author,
      "counts nothing below 90 %",
      "voids the milestone",
      "citation-faithfulness",
      "70 %",
    ]) {
      expect(out).to.contain(part);
    }
    const { out: json } = await call(["pact", "show", file("pact.json", pact), "--json"]);
    expect(JSON.parse(json)).to.deep.include({ hash, pact });
  });

  it("show takes the text that a hash names, and no other", async () => {
    const canonical = file("canonical.json", canonicalJson(pact));
    expect((await call(["pact", "show", canonical, "--hash", hash])).code).to.equal(0);
    const { code, err } = await call(["pact", "show", file("pact.json", pact), "--hash", hash]);
    expect(code).to.equal(1);
    expect(err).to.contain("must be the text that `hash` names").and.to.not.contain(hash);
  });

  it("show prints a stranger's text in its line", async () => {
    const path = file("odd.json", { ...pact, name: "A\u202epact\nhash  0x00" });
    const { out } = await call(["pact", "show", path]);
    const [line = ""] = out.split("\n");
    expect(line).to.contain("version 1.0.0").and.to.not.contain("\u202e");
  });

  it("hash writes the canonical text once", async () => {
    const to = join(folder, "written.json");
    const path = file("pact.json", pact);
    expect((await call(["pact", "hash", path, "--write", to])).out).to.equal(`${hash}\n`);
    expect(readFileSync(to, "utf8")).to.equal(canonicalJson(pact));
    expect((await call(["pact", "hash", path, "--write", to])).code).to.equal(2);
    expect(existsSync(to)).to.equal(true);
    expect(JSON.parse((await call(["pact", "hash", path, "--json"])).out)).to.deep.equal({ hash });
  });

  it("hash refuses a pact that does not fit together", async () => {
    const { code, err } = await call([
      "pact",
      "hash",
      file("wrong.json", { ...pact, clauses: [pact.clauses[0]] }),
    ]);
    expect(code).to.equal(1);
    expect(err).to.contain("pact.clauses");
  });

  it("diff names what changed, and for whom", async () => {
    const after = { ...pact, payout: { ...pact.payout, passingScore: 9_000 } };
    const [one, other] = [file("pact.json", pact), file("after.json", after)];
    expect((await call(["pact", "diff", one, one])).out).to.equal("Nothing changed.\n");
    expect((await call(["pact", "diff", one, other])).out).to.equal(
      "payout.passingScore: 6000 became 9000 (for the buyer)\n",
    );
    const { changes, before } = JSON.parse((await call(["pact", "diff", one, other, "--json"])).out);
    expect([before, changes]).to.deep.equal([
      hash,
      [{ clause: null, path: "payout.passingScore", before: 6_000, after: 9_000, favours: "buyer" }],
    ]);
    expect((await call(["pact", "diff", "-", "-"])).code).to.equal(2);
  });
});

import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toJson } from "../../sdk/index.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { PACT, prepareEvidence } from "./support/evidence-scene.ts";

const DEAL = `0x${"11".repeat(32)}`;

describe("quittance evidence", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = openBench();
    await prepareEvidence(bench, DEAL as `0x${string}`);
  });
  afterEach(() => bench.remove());

  const at = (name: string) => join(bench.folder, name);
  const variable = (name: string) => bench.variables[name] ?? "";
  const subject = (pact = "summary.json") => ["--deal", DEAL, "--milestone", "0", "--pact", at(pact)];
  const run = async (...args: string[]) => bench.call("evidence", ...args);
  const json = async (...args: string[]) => {
    const { code, out, err } = await run(...args, "--json");
    expect(code, err).to.equal(0);
    return JSON.parse(out);
  };

  it("packs a folder into a store, and says what the delivery signs", async () => {
    const packed = await json("pack", at("work"), ...subject(), "--store", at("other"));
    expect(packed).to.deep.equal({
      ...{ evidence: variable("EVIDENCE"), evidenceUri: variable("EVIDENCE_URI"), files: 1, recipients: 0 },
    });
    expect(readdirSync(at("other"))).to.have.members(readdirSync(at("served")));
    const { out } = await run("show", join(at("other"), variable("MANIFEST")));
    expect(out).to.contain("report.md").and.to.contain(variable("EVIDENCE")).and.to.contain("text/markdown");
  });

  it("verifies evidence as a juror does, and writes it into a new folder", async () => {
    const call = [
      "verify",
      variable("EVIDENCE_URI"),
      "--store",
      at("served"),
      "--evidence",
      variable("EVIDENCE"),
    ];
    const { evidence } = await json(...call, ...subject(), "--out", at("fetched"));
    expect(evidence).to.equal(variable("EVIDENCE"));
    expect(readFileSync(join(at("fetched"), "report.md"), "utf8")).to.equal("# Report\n");
    expect((await run(...call, ...subject(), "--out", at("fetched"))).code).to.equal(2);
    for (const name of readdirSync(at("served"))) {
      if (name !== variable("MANIFEST")) writeFileSync(join(at("served"), name), "# Repurt\n");
    }
    const tampered = await run(...call, ...subject());
    expect(tampered.code).to.equal(1);
    expect(tampered.err).to.contain("not what its hash names");
    const other = await run(...call, "--deal", DEAL, "--milestone", "1", "--pact", at("summary.json"));
    expect([other.code, other.err]).to.deep.equal([1, other.err]);
    expect(other.err).to.contain("another deal, milestone or pact");
  });

  it("encrypts private evidence while it is packed, and puts nothing into the store in clear", async () => {
    bench.file("private.json", toJson({ ...PACT, evidence: { ...PACT.evidence, private: true } }));
    const { publicKey } = await json("keygen", at("own.json"));
    const store = at("sealed-store");
    const open = await run("pack", at("work"), ...subject("private.json"), "--store", store);
    expect(open.code).to.equal(2);
    expect(existsSync(store)).to.equal(false);
    const packed = await json(
      "pack",
      at("work"),
      ...subject("private.json"),
      "--store",
      store,
      "--to",
      publicKey,
    );
    expect(readdirSync(store)).to.have.length(1);
    const verify = [
      "verify",
      packed.evidenceUri,
      "--evidence",
      packed.evidence,
      "--store",
      store,
      ...subject("private.json"),
    ];
    expect((await json(...verify, "--key", at("own.json"))).evidence).to.equal(packed.evidence);
    const stranger = await run(...verify, "--key", at("evidence-key.json"));
    expect([stranger.code, /not encrypted to this key/.test(stranger.err)]).to.deep.equal([1, true]);
    const { d } = JSON.parse(readFileSync(at("own.json"), "utf8"));
    expect(stranger.out + stranger.err).to.not.contain(d);
    expect((await run("pack", at("work"), ...subject(), "--store", store, "--to", publicKey)).code).to.equal(
      2,
    );
  });

  it("encrypts evidence again for a drawn panel, which decrypts it", async () => {
    const { publicKey } = await json("keygen", at("drawn.json"));
    const own = ["--key", at("evidence-key.json"), "--evidence", variable("SEALED_EVIDENCE")];
    const again = await json(
      "encrypt",
      at("sealed.json"),
      ...own,
      "--to",
      publicKey,
      "--out",
      at("again.json"),
    );
    expect(again.file).to.equal(at("again.json"));
    const drawn = ["--key", at("drawn.json"), "--evidence", variable("SEALED_EVIDENCE")];
    await json("decrypt", at("again.json"), ...drawn, "--out", at("decrypted"));
    expect(readFileSync(join(at("decrypted"), "report.md"), "utf8")).to.equal("# Report\n");
    const before = await run("decrypt", at("sealed.json"), ...drawn, "--out", at("none"));
    expect([before.code, existsSync(at("none"))]).to.deep.equal([1, false]);
    const twice = await run(
      "encrypt",
      at("sealed.json"),
      ...own,
      "--to",
      publicKey,
      "--out",
      at("again.json"),
    );
    expect(twice.code).to.equal(2);
  });

  it("makes a key once, and shows its public part alone", async () => {
    const { out } = await run("keygen", at("key.json"));
    const { x, d } = JSON.parse(readFileSync(at("key.json"), "utf8"));
    expect(out.trim()).to.equal(x);
    expect(out).to.not.contain(d);
    expect((await run("keygen", at("key.json"))).code).to.equal(1);
    expect(JSON.parse(readFileSync(at("key.json"), "utf8")).d).to.equal(d);
  });

  it("refuses links in the folder, and folders and pacts that are none", async () => {
    const pack = (folder: string, pact = "summary.json") =>
      run("pack", at(folder), ...subject(pact), "--store", at("x"));
    symlinkSync(at("evidence-key.json"), join(at("work"), "link.txt"));
    const linked = await pack("work");
    expect([linked.code, /link.txt is a link/.test(linked.err)]).to.deep.equal([2, true]);
    expect((await pack("none")).code).to.equal(2);
    bench.file("other.json", "{}");
    expect((await pack("served", "other.json")).code).to.equal(2);
    expect(existsSync(at("x"))).to.equal(false);
  });

  it("sweeps nothing that the index does not know", async () => {
    const before = readdirSync(at("served"));
    const swept = await json("sweep", "--store", at("served"), "--index", at("kept"));
    expect(swept).to.deep.equal({ deleted: [], kept: [], objects: [], shared: [] });
    expect(readdirSync(at("served"))).to.deep.equal(before);
  });
});

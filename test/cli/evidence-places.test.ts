import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cidOf } from "../../sdk/evidence/ipfs/index.ts";
import { sends, startServer, type TestServer } from "../sdk/evidence/server.ts";
import { type Bench, openBench } from "./support/bench.ts";
import { type Bucket, startBucket } from "./support/bucket.ts";
import { PACT, prepareEvidence } from "./support/evidence-scene.ts";

const DEAL = `0x${"11".repeat(32)}` as const;
const DAY = PACT.retention.auditPeriod;
const VARIABLES = [
  ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"],
  ...["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "IPFS_GATEWAY"],
];

describe("where quittance evidence keeps and finds evidence", () => {
  let bench: Bench;
  let shell: Record<string, string | undefined>;
  beforeEach(async () => {
    shell = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
    for (const name of VARIABLES) delete process.env[name];
    bench = openBench();
    await prepareEvidence(bench, DEAL);
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(shell)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    bench.remove();
  });

  const at = (name: string) => join(bench.folder, name);
  const variable = (name: string) => bench.variables[name] ?? "";
  const subject = () => ["--deal", DEAL, "--milestone", "0", "--pact", at("summary.json")];
  const run = (...args: string[]) => bench.call("evidence", ...args);
  const json = async (...args: string[]) => {
    const { code, out, err } = await run(...args, "--json");
    expect(code, err).to.equal(0);
    return JSON.parse(out);
  };
  const pack = (store: string, ...more: string[]) => [
    "pack",
    at("work"),
    ...subject(),
    "--store",
    store,
    ...more,
  ];
  const verify = (uri: string, ...more: string[]) => [
    ...["verify", uri, "--evidence", variable("EVIDENCE"), ...subject(), ...more],
  ];

  describe("an archive", () => {
    it("holds what a folder holds, and is verified as it is", async () => {
      const packed = await json(...pack(at("evidence.zip")));
      expect(packed).to.include({ evidence: variable("EVIDENCE"), evidenceUri: variable("EVIDENCE_URI") });
      const found = await json(
        ...verify(packed.evidenceUri, "--store", at("evidence.zip"), "--out", at("out")),
      );
      expect(found.evidence).to.equal(variable("EVIDENCE"));
      expect(readFileSync(join(at("out"), "report.md"), "utf8")).to.equal("# Report\n");
      await json(...pack(at("again.zip")));
      expect(readFileSync(at("again.zip")).equals(readFileSync(at("evidence.zip")))).to.equal(true);
    });

    it("is never written over, and names the address at which its files will lie", async () => {
      const url = "https://seller.example/files/";
      const { evidenceUri } = await json(...pack(at("evidence.zip"), "--public-url", url));
      expect(evidenceUri).to.equal(`${url}${variable("MANIFEST")}`);
      const bytes = readFileSync(at("evidence.zip"));
      expect((await run(...pack(at("evidence.zip")))).code).to.equal(2);
      expect(readFileSync(at("evidence.zip")).equals(bytes)).to.equal(true);
      expect(
        (await run(...pack(at("other.zip"), "--public-url", "https://seller.example/files"))).code,
      ).to.equal(2);
      expect(existsSync(at("other.zip"))).to.equal(false);
    });

    it("with a byte changed is no evidence", async () => {
      await json(...pack(at("evidence.zip")));
      const bytes = readFileSync(at("evidence.zip"));
      const place = bytes.indexOf("# Report");
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      writeFileSync(at("evidence.zip"), bytes);
      const { code, err } = await run(...verify(variable("EVIDENCE_URI"), "--store", at("evidence.zip")));
      expect([code, /no archive that evidence can be in/.test(err)]).to.deep.equal([2, true]);
    });

    it("takes no archives, and nothing is swept out of it", async () => {
      await json(...pack(at("evidence.zip")));
      const inner = readFileSync(at("evidence.zip"));
      mkdirSync(at("nested"));
      writeFileSync(join(at("nested"), "report.md"), inner);
      const nested = await run("pack", at("nested"), ...subject(), "--store", at("nested.zip"));
      expect([nested.code, existsSync(at("nested.zip"))]).to.deep.equal([2, false]);
      const swept = await run("sweep", "--store", at("evidence.zip"), "--index", at("kept"));
      expect([swept.code, /Delete the file itself/.test(swept.err)]).to.deep.equal([2, true]);
    });
  });

  describe("a bucket", () => {
    let bucket: Bucket;
    before(async () => {
      bucket = await startBucket();
    });
    beforeEach(() => Object.assign(process.env, bucket.environment));
    after(() => bucket.stop());

    it("gets the evidence by signed requests below its prefix, and gives it back", async () => {
      const place = `s3://${bucket.name}/deals/7`;
      const { evidenceUri } = await json(...pack(place, "--public-url", "https://seller.example/"));
      expect(evidenceUri).to.equal(`https://seller.example/${variable("MANIFEST")}`);
      expect(bucket.asked).to.include(`PUT /${bucket.name}/deals/7/${variable("MANIFEST")} 200`);
      const found = await json(...verify(variable("EVIDENCE_URI"), "--store", place));
      expect(found.evidence).to.equal(variable("EVIDENCE"));
      const other = await run(...verify(variable("EVIDENCE_URI"), "--store", `s3://${bucket.name}/deals/8`));
      expect(other.code).to.equal(1);
    });

    it("is swept of what is over, and of nothing that is under hold", async () => {
      const place = `s3://${bucket.name}/swept`;
      const index = ["--index", at("kept")];
      await json(...pack(place, ...index));
      const settled = Math.floor(Date.now() / 1_000) - 2 * DAY;
      await json("final", variable("EVIDENCE"), ...index, "--at", String(settled));
      await json("hold", variable("EVIDENCE"), ...index, "--reason", "court case 7");
      const held = await json("sweep", "--store", place, ...index);
      expect(held).to.deep.include({ deleted: [], objects: [] });
      expect(held.kept).to.deep.equal([{ evidence: variable("EVIDENCE"), reason: "hold", until: null }]);
      await json(...verify(variable("EVIDENCE_URI"), "--store", place));
      await json("hold", variable("EVIDENCE"), ...index, "--lift");
      const swept = await json("sweep", "--store", place, ...index);
      expect(swept.deleted).to.deep.equal([variable("EVIDENCE")]);
      expect((await run(...verify(variable("EVIDENCE_URI"), "--store", place))).code).to.equal(1);
    });

    it("says what is missing or wrong, and nothing of a key", async () => {
      const secret = "wrong-secret-0123456789";
      process.env.AWS_SECRET_ACCESS_KEY = secret;
      const refused = await run(...pack(`s3://${bucket.name}/x`));
      expect(refused.code).to.equal(1);
      expect(bucket.asked.at(-1)).to.match(/ 403$/);
      process.env.AWS_ENDPOINT_URL = `http://user:${secret}@127.0.0.1:1`;
      const leading = await run(...pack(`s3://${bucket.name}/x`));
      const placed = await run(...pack(`s3://${secret}@${bucket.name}/x`));
      delete process.env.AWS_SECRET_ACCESS_KEY;
      const missing = await run(...pack(`s3://${bucket.name}/x`));
      expect([missing.code, /AWS_SECRET_ACCESS_KEY is missing/.test(missing.err)]).to.deep.equal([2, true]);
      for (const { out, err, code } of [refused, leading, placed, missing]) {
        expect(code).to.be.greaterThan(0);
        expect(out + err).to.not.contain(secret);
      }
    });
  });

  describe("IPFS", () => {
    let gateway: TestServer;
    beforeEach(async () => {
      gateway = await startServer();
    });
    afterEach(() => gateway.stop());

    const offer = (folder: string, spoil = (bytes: Buffer) => bytes) => {
      for (const name of readdirSync(folder))
        gateway.answers.set(
          `/ipfs/${cidOf({ sha256: `0x${name}` })}?format=raw`,
          sends(spoil(readFileSync(join(folder, name)))),
        );
    };

    it("is named while evidence is packed, and is read by a gateway that is given", async () => {
      const { evidenceUri } = await json(...pack(at("node"), "--cid"));
      expect(evidenceUri).to.equal(`ipfs://${cidOf({ sha256: `0x${variable("MANIFEST")}` })}`);
      offer(at("node"));
      const found = await json(...verify(evidenceUri, "--gateway", gateway.url));
      expect(found.evidence).to.equal(variable("EVIDENCE"));
      process.env.IPFS_GATEWAY = `${gateway.url}/`;
      expect((await json(...verify(evidenceUri))).evidence).to.equal(variable("EVIDENCE"));
    });

    it("is not believed", async () => {
      const { evidenceUri } = await json(...pack(at("node"), "--cid"));
      offer(at("node"), (bytes) => Buffer.concat([bytes, Buffer.from(" ")]));
      const { code, err } = await run(...verify(evidenceUri, "--gateway", gateway.url));
      expect([code, err === ""]).to.deep.equal([1, false]);
      for (const wrong of [
        "gateway.example",
        "https://key@gateway.example",
        "https://gateway.example/?key=1",
      ])
        expect((await run(...verify(evidenceUri, "--gateway", wrong))).code).to.equal(2);
    });

    it("is no store to write to, and no name for what is encrypted again", async () => {
      const to = await run(...pack("ipfs://bafkqaaa"));
      expect([to.code, /ipfs block put/.test(to.err)]).to.deep.equal([2, true]);
      const named = await run(...pack(at("x"), "--cid", "--public-url", "https://seller.example/"));
      expect([named.code, existsSync(at("x"))]).to.deep.equal([2, false]);
    });
  });

  describe("a folder with an index", () => {
    const index = () => ["--index", at("kept")];
    const sweep = () => json("sweep", "--store", at("own"), ...index());

    it("is swept when the audit period is over, and not before", async () => {
      await json(...pack(at("own"), ...index()));
      const reasons = async () => (await sweep()).kept.map(({ reason }: { reason: string }) => reason);
      expect(await reasons()).to.deep.equal(["not-final"]);
      const now = Math.floor(Date.now() / 1_000);
      await json("final", variable("EVIDENCE"), ...index(), "--at", String(now - DAY + 600));
      expect(await reasons()).to.deep.equal(["audit-period"]);
      await json("final", variable("EVIDENCE"), ...index(), "--at", String(now - DAY - 1));
      expect((await sweep()).deleted).to.deep.equal([variable("EVIDENCE")]);
      expect(readdirSync(at("own"))).to.deep.equal([]);
      const late = await run("hold", variable("EVIDENCE"), ...index(), "--reason", "too late");
      expect(late.code).to.equal(1);
    });

    it("takes a hold for evidence that it knows, with a reason", async () => {
      const unknown = await run("hold", variable("EVIDENCE"), ...index(), "--reason", "case 7");
      expect(unknown.code).to.equal(1);
      await json(...pack(at("own"), ...index()));
      expect((await run("hold", variable("EVIDENCE"), ...index())).code).to.equal(2);
      const both = await run("hold", variable("EVIDENCE"), ...index(), "--lift", "--reason", "case 7");
      expect(both.code).to.equal(2);
    });
  });
});

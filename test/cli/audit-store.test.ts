import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type AuditScene, playAuditScene } from "../../scripts/bench/jury/audit-scene.ts";
import type { AuditDocument, AuditItem } from "../../sdk/audit/index.ts";
import { sha256Of } from "../../sdk/evidence/digest.ts";
import { deliver, hashEvidence } from "../../sdk/index.ts";
import { openExampleDeal, type Stack, startStack } from "../../sdk/testing/index.ts";
import { call } from "./support/call.ts";

/** What a store answers: bytes, or a place to go to. */
type Answer = Uint8Array | { readonly to: string };

describe("quittance audit --evidence <url>", () => {
  let stack: Stack;
  let scene: AuditScene;
  let folder: string;
  let server: Server;
  let base: string;
  const served = new Map<string, Answer>();
  const asked: string[] = [];

  const listening = async (opened: Server): Promise<string> => {
    await new Promise<void>((done) => opened.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  };

  before(async () => {
    stack = await startStack();
    scene = await playAuditScene(stack);
    folder = mkdtempSync(join(tmpdir(), "quittance-audit-store-"));
    for (const document of scene.documents) keep(document);
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      const answer = served.get(url);
      if (answer === undefined) response.writeHead(404).end();
      else if (answer instanceof Uint8Array) response.writeHead(200).end(answer);
      else response.writeHead(302, { location: answer.to }).end();
    });
    base = `${await listening(server)}/store`;
  });

  after(async () => {
    server.close();
    rmSync(folder, { recursive: true });
    await stack.stop();
  });

  beforeEach(async () => {
    asked.length = 0;
    served.clear();
    served.set("/store/1", fileOf("1/manifest.json").bytes);
    served.set(await nameOf("1/answer.txt"), fileOf("1/answer.txt").bytes);
  });

  function keep({ name, bytes }: AuditDocument): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }

  function fileOf(name: string): AuditDocument {
    const found = scene.evidence.find((each) => each.name === name);
    if (found === undefined) throw new Error(`the scene has no ${name}`);
    return found;
  }

  const nameOf = async (name: string) => `/store/${(await sha256Of(fileOf(name).bytes)).slice(2)}`;

  async function audited(place = base, ...more: readonly string[]) {
    const { code, out, err } = await call([
      ...["audit", scene.record.dealId, "--rpc", stack.rpcUrl, "--contract", stack.address],
      ...["--evidence", place, "--documents", folder, "--json", ...more],
    ]);
    const items: readonly AuditItem[] = JSON.parse(out).items;
    const about = items.filter(({ part, milestone }) => part === "evidence" && milestone === 1);
    return {
      code,
      err,
      items,
      statuses: about.map(({ status }) => status),
      whys: about.map(({ why }) => why),
    };
  }

  it("holds when the store serves what the deal names, under the last part of the seller's URI", async () => {
    const { code, statuses } = await audited();
    expect({ code, statuses }).to.deep.equal({ code: 0, statuses: ["holds", "holds", "holds"] });
    expect(asked).to.include.members(["/store/1", await nameOf("1/answer.txt")]);
    expect((await audited(`${base}/`)).statuses).to.deep.equal(statuses);
  });

  it("says of what the store has not that it was not checked, and why", async () => {
    served.delete(await nameOf("1/answer.txt"));
    const file = await audited();
    expect([file.code, ...file.statuses]).to.deep.equal([0, "holds", "holds", "not checked"]);
    expect(file.whys[2]).to.contain("not given: answer.txt").and.to.contain("it is not there");
    served.clear();
    const manifest = await audited();
    expect([manifest.code, ...manifest.statuses]).to.deep.equal([0, "not checked"]);
    expect(manifest.whys[0])
      .to.contain("no evidence with this hash was found")
      .and.to.contain("it is not there");
  });

  it("ends with 1 when the store serves other bytes: one changed, one more, or one less", async () => {
    const { bytes } = fileOf("1/answer.txt");
    const changed = Uint8Array.from(bytes, (byte, index) => (index === 3 ? byte ^ 1 : byte));
    for (const other of [changed, Uint8Array.of(...bytes, 0), bytes.subarray(1), new Uint8Array()]) {
      served.set(await nameOf("1/answer.txt"), other);
      const { code, err, statuses } = await audited();
      expect([code, ...statuses]).to.deep.equal([1, "holds", "holds", "fails"]);
      expect(err).to.contain("It does not hold: Each of the 1 files of the evidence");
    }
    served.set("/store/1", Uint8Array.of(...fileOf("1/manifest.json").bytes, 10));
    const { code, statuses } = await audited();
    expect([code, ...statuses]).to.deep.equal([1, "fails"]);
  });

  it("says that a store which does not answer does not", async () => {
    const closed = createServer();
    const place = await listening(closed);
    await new Promise((done) => closed.close(done));
    const { code, statuses, whys } = await audited(place);
    expect([code, ...statuses]).to.deep.equal([0, "not checked"]);
    expect(whys[0]).to.contain("does not answer");
  });

  it("follows the store to its own places, and to no other of a private network", async () => {
    const reached: string[] = [];
    const other = createServer(({ url = "" }, response) => {
      reached.push(url);
      response.end(fileOf("1/manifest.json").bytes);
    });
    const elsewhere = await listening(other);
    served.set("/store/1", { to: `${elsewhere}/secret` });
    expect((await audited()).statuses).to.deep.equal(["not checked"]);
    other.close();
    expect(reached).to.deep.equal([]);
    served.set("/store/1", { to: "/moved/1" });
    served.set("/moved/1", fileOf("1/manifest.json").bytes);
    expect((await audited()).statuses.slice(0, 2)).to.deep.equal(["holds", "holds"]);
  });

  it("takes a manifest from the documents where no URI is on-chain, and its files from the store", async () => {
    keep({ name: "manifest.json", bytes: fileOf("0/manifest.json").bytes });
    served.set(await nameOf("0/answer.txt"), fileOf("0/answer.txt").bytes);
    const { code, items } = await audited();
    rmSync(join(folder, "manifest.json"));
    const about = items.filter(({ part, milestone }) => part === "evidence" && milestone === 0);
    expect([code, ...about.map(({ status }) => status)]).to.deep.equal([0, "holds", "holds", "holds"]);
  });

  it("stays at the place that it was given, whatever the seller's URI ends with", async () => {
    const { address, walletClient, seller } = stack;
    const { terms, dealId: deal } = await openExampleDeal(stack);
    for (const [milestone, last] of ["http:127.0.0.1:9", "data:text,1", "%2e%2e%5cup"].entries()) {
      const evidence = hashEvidence(`text ${milestone}`);
      const delivery = { deal, milestone, evidence, evidenceUri: `https://seller.example/${last}` };
      await deliver(walletClient, { address, terms, delivery, account: seller });
    }
    const { code } = await call([
      ...["audit", deal, "--rpc", stack.rpcUrl, "--contract", stack.address, "--evidence", base],
    ]);
    expect(code).to.equal(0);
    expect(asked).to.deep.equal([
      ...["/store/http%3A127.0.0.1%3A9", "/store/data%3Atext%2C1", "/store/%252e%252e%255cup"],
    ]);
  });

  it("refuses what is no URL", async () => {
    const args = ["audit", scene.record.dealId, "--rpc", stack.rpcUrl, "--contract", stack.address];
    const { code, err } = await call([...args, "--evidence", "http://"]);
    expect(code).to.equal(2);
    expect(err).to.contain("The URL of the evidence cannot be read");
  });
});

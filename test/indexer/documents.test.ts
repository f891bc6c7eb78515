import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Hex, stringToBytes } from "viem";
import { recomputeReputation } from "../../sdk/audit/index.ts";
import { type DocumentPlace, documentsAt, documentsIn } from "../../sdk/documents/index.ts";
import { httpEvidence } from "../../sdk/evidence/index.ts";
import { createHistory, getDocument, getTrust, listDealDocuments } from "../../sdk/history/index.ts";
import { canonicalJson, deliver, IndexerAnswerMalformedError, type Terms } from "../../sdk/index.ts";
import { haveSameDocuments } from "../../sdk/reputation/index.ts";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { call } from "../cli/support/call.ts";
import { leadsTo, sends, startServer, type TestServer } from "../sdk/evidence/server.ts";
import {
  type DocumentedDeal,
  documentedDeal,
  fundParties,
  hashOf,
  openOn,
  pactCalled,
} from "./support/documents.ts";
import { environmentOf, type Indexer, startIndexer, until } from "./support/indexer.ts";
import { open } from "./support/trade.ts";

const DEEP = process.env.QUITTANCE_DEEP === "1";
const NO_PACT = '{"task":"summarise"}';

interface Answered {
  readonly documents: readonly {
    readonly kind: string;
    readonly hash: Hex;
    readonly state: string;
    readonly reason: string | null;
    readonly tries: number;
    readonly nextTry: number | null;
    readonly content?: string | null;
    readonly milestone?: number | null;
    readonly by?: Hex | null;
  }[];
  readonly namedBy?: readonly {
    readonly kind: string;
    readonly deal: Hex;
    readonly milestone: number | null;
  }[];
}

/** A deal with all its documents in a store, and deals whose documents a store has not, has wrong, or serves without end. */
describe("documents that the indexer looks for", () => {
  let stack: Stack;
  let store: TestServer;
  let inner: TestServer;
  let indexer: Indexer;
  let whole: DocumentedDeal;
  let folder: string;
  const deals: Record<string, Hex> = {};
  const pacts: Record<string, Hex> = {};
  const termsOf: Record<string, Terms> = {};

  const keep = (text: string | Uint8Array) => store.answers.set(`/${hashOf(text)}.json`, sends(text));
  const environment = () => ({
    ...environmentOf(stack, { QUITTANCE_PGLITE_DIRECTORY: join(folder, "pglite") }),
    QUITTANCE_EVIDENCE_URLS: store.url,
  });
  const ask = async (path: string): Promise<Answered> =>
    (await fetch(`${indexer.url}${path}`)).json() as Promise<Answered>;
  const documentsOf = async (deal: Hex | undefined) => (await ask(`/deals/${deal}/documents`)).documents;
  const pactOf = async (name: string) => (await documentsOf(deals[name])).find(({ kind }) => kind === "pact");

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "documents-"));
    [stack, store, inner] = await Promise.all([startStack(), startServer(), startServer()]);
    await fundParties(stack);
    whole = await documentedDeal(stack, pactCalled("whole"), {
      uri: (name) => `https://seller.example/${name}`,
    });
    keep(whole.pactText);
    whole.reasons.forEach(keep);
    // The seller's host is not asked: the store has the manifest under the last part of its URI.
    store.answers.set("/manifest-1", sends(whole.manifest));
    for (const name of ["missing", "wrong", "endless", "inside", "other", "late"]) {
      const pact = pactCalled(name);
      const { dealId, terms } = await openOn(stack, pact);
      deals[name] = dealId;
      pacts[name] = terms.pact;
      termsOf[name] = terms;
    }
    // Bytes that have the hash, and are no pact.
    const { dealId } = await open(stack, { pact: hashOf(NO_PACT) });
    deals["no-pact"] = dealId;
    keep(NO_PACT);
    store.answers.set(`/${pacts.wrong}.json`, sends('{"format":"quittance/pact/1"}'));
    store.answers.set(`/${pacts.endless}.json`, (_, response) => {
      const more = () => response.write(Buffer.alloc(65_536), () => response.writableEnded || more());
      more();
    });
    inner.answers.set("/secret", sends("of a private network"));
    store.answers.set(`/${pacts.inside}.json`, leadsTo(`${inner.url}/secret`));
    indexer = await startIndexer(environment());
    await indexer.reach(await stack.publicClient.getBlockNumber());
  });

  after(async () => {
    await indexer?.stop("SIGTERM");
    await Promise.all([stack?.stop(), store?.stop(), inner?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows each document of a deal as verified, and what names it", async () => {
    await until("all documents are verified", async () =>
      (await documentsOf(whole.dealId)).every(({ state }) => state === "verified"),
    );
    const documents = await documentsOf(whole.dealId);
    expect(documents.map(({ kind }) => kind)).to.deep.equal(["pact", "evidence", "reasons", "reasons"]);
    expect(documents.map(({ hash }) => hash)).to.deep.equal([
      hashOf(whole.pactText),
      whole.evidence,
      ...whole.reasons.map(hashOf),
    ]);
    expect(documents.filter(({ kind }) => kind === "reasons").map(({ by }) => by)).to.deep.equal(
      stack.jurors.slice(0, 2).map(({ address }) => address.toLowerCase()),
    );
  });

  it("answers the very text of a document, as data", async () => {
    const response = await fetch(`${indexer.url}/documents/${hashOf(whole.pactText)}`);
    expect(response.headers.get("content-type")).to.match(/^application\/json/);
    expect(response.headers.get("x-content-type-options")).to.equal("nosniff");
    const { documents, namedBy } = (await response.json()) as Answered;
    expect(documents.map(({ content }) => content)).to.deep.equal([whole.pactText]);
    expect(namedBy?.map(({ kind, deal }) => [kind, deal])).to.deep.equal([["pact", whole.dealId]]);
  });

  it("says of what a store has not, has otherwise, or serves without end, what it is and when it is looked for again", async () => {
    for (const [name, state] of [
      ["missing", "missing"],
      ["wrong", "wrong"],
      ["endless", "too-large"],
      ["inside", "missing"],
    ] as const) {
      await until(`${name} was tried`, async () => ((await pactOf(name))?.tries ?? 0) > 0);
      const pact = await pactOf(name);
      expect(pact?.state, name).to.equal(state);
      expect(pact?.reason, name).to.be.a("string");
      expect(pact?.nextTry, name).to.be.greaterThan(Date.now() / 1_000 - 60);
    }
  });

  it("follows no redirect to a private network", () => {
    expect(inner.asked).to.deep.equal([]);
  });

  it("gives up bytes that have the hash and are no pact, and says why", async () => {
    await until("it was tried", async () => ((await pactOf("no-pact"))?.tries ?? 0) > 0);
    const { state, reason, nextTry } = (await pactOf("no-pact")) ?? {};
    expect([state, nextTry]).to.deep.equal(["wrong", null]);
    expect(reason).to.match(/pact/);
  });

  it("calls evidence wrong that was made for another deal, where the hash is right", async () => {
    const { address, seller: account, walletClient } = stack;
    const terms = termsOf.other;
    if (terms === undefined) throw new Error("the deal was not opened");
    const delivery = {
      deal: deals.other as Hex,
      milestone: 0,
      evidence: whole.evidence,
      evidenceUri: "ipfs://x",
    };
    const { receipt } = await deliver(walletClient, { address, account, terms, delivery });
    await indexer.reach(receipt.blockNumber);
    const evidenceOf = async (deal: Hex | undefined) =>
      (await documentsOf(deal)).find(({ kind }) => kind === "evidence");
    expect((await evidenceOf(whole.dealId))?.state).to.equal("verified");
    const strange = await evidenceOf(deals.other);
    expect([strange?.state, strange?.reason]).to.deep.equal([
      "wrong",
      "it is made for another deal, milestone or pact",
    ]);
    const { namedBy = [] } = await ask(`/documents/${whole.evidence}`);
    await until("both deals are told", async () =>
      ((await ask(`/documents/${whole.evidence}`)).namedBy ?? []).some(({ deal }) => deal === deals.other),
    );
    expect(namedBy.some(({ deal }) => deal === whole.dealId)).to.equal(true);
  });

  it("looks again at once when a document is named again", async () => {
    await until("late was tried", async () => ((await pactOf("late"))?.tries ?? 0) > 0);
    keep(canonicalJson(pactCalled("late")));
    const { dealId } = await openOn(stack, pactCalled("late"));
    await until("it is verified for both deals", async () => {
      const again = (await documentsOf(dealId)).find(({ kind }) => kind === "pact");
      return again?.state === "verified" && (await pactOf("late"))?.state === "verified";
    });
  });

  it("goes on where it was after it ended, by kill -9 too, and asks no one again for what it has", async () => {
    // After kill -9 Ponder waits for the heartbeat of the one that was killed: `npm run test:deep`.
    await indexer.stop(DEEP ? "SIGKILL" : "SIGTERM");
    const before = store.asked.length;
    indexer = await startIndexer(environment());
    await indexer.reach(await stack.publicClient.getBlockNumber());
    const documents = await documentsOf(whole.dealId);
    expect(documents.map(({ state }) => state)).to.deep.equal(Array(documents.length).fill("verified"));
    expect((await pactOf("no-pact"))?.nextTry).to.equal(null);
    const { documents: shown } = await ask(`/documents/${hashOf(whole.pactText)}`);
    expect(shown[0]?.content).to.equal(whole.pactText);
    const asked = store.asked.slice(before).map(({ url = "" }) => url);
    const kept = [whole.pactText, ...whole.reasons, NO_PACT].map(hashOf);
    expect(asked.filter((url) => kept.some((hash) => url.includes(hash)))).to.deep.equal([]);
  });

  it("makes facts of reputation of them, which a stranger with the same documents computes again", async () => {
    const subject = stack.seller.address;
    const history = createHistory({ url: indexer.url });
    const pools = [stack.pool];
    const claimed = await getTrust(history, { subject });
    expect(claimed.documents?.count).to.equal(2); // the pact, and reasons that both jurors wrote alike
    expect(claimed.records.pacts.map(({ kind }) => kind)).to.include("citation-faithfulness");
    const question = { quittance: stack.address, pools, subject, toBlock: BigInt(claimed.asOf.block) };
    const recompute = (documents?: readonly DocumentPlace[]) =>
      recomputeReputation(stack.publicClient, { ...question, documents });
    // The indexer is a store like any other: what it says is hashed again.
    for (const url of [store.url, indexer.url]) {
      const place = documentsAt({ url, reader: httpEvidence({ allowPrivate: true }) });
      const computed = await recompute([place]);
      expect(canonicalJson(computed)).to.equal(canonicalJson(claimed));
    }
    const without = await recompute();
    expect(haveSameDocuments(claimed, without)).to.equal(false);
    expect(without.records.pacts).to.deep.equal([]);
    const part = await recompute([documentsIn({ files: [{ bytes: stringToBytes(whole.pactText) }] })]);
    expect([haveSameDocuments(claimed, part), part.documents?.count]).to.deep.equal([false, 1]);
  });

  it("is told by the library, which hashes what it gets", async () => {
    const history = createHistory({ url: indexer.url });
    const listed = await listDealDocuments(history, { deal: whole.dealId });
    expect(listed?.documents.map(({ state }) => state)).to.deep.equal([
      "verified",
      "verified",
      "verified",
      "verified",
    ]);
    const hash = hashOf(whole.pactText);
    expect((await getDocument(history, { hash }))?.documents[0]?.content).to.equal(whole.pactText);
    expect(await getDocument(history, { hash: `0x${"12".repeat(32)}` })).to.equal(undefined);
    const lies: typeof fetch = async (...asked) => {
      const text = await (await fetch(...asked)).text();
      return new Response(text.replace("whole", "other"));
    };
    const lied = getDocument(createHistory({ url: indexer.url, fetch: lies }), { hash });
    expect(await lied.catch((error: unknown) => error)).to.be.instanceOf(IndexerAnswerMalformedError);
  });

  it("is printed by the command, which keeps what was verified", async () => {
    const at = ["--url", indexer.url];
    const { code, out, err } = await call(["deal", "documents", whole.dealId, ...at]);
    expect({ code, err }).to.deep.equal({ code: 0, err: "" });
    for (const kind of ["pact", "evidence", "reasons"])
      expect(out).to.match(new RegExp(`^${kind} .* verified +0x`, "m"));
    const kept = join(folder, "kept");
    const { out: json } = await call(["deal", "documents", whole.dealId, ...at, "--keep", kept, "--json"]);
    expect(JSON.parse(json).documents).to.have.length(4);
    expect(readdirSync(kept).sort()).to.deep.equal(
      JSON.parse(json)
        .kept.map((hash: string) => `${hash}.json`)
        .sort(),
    );
    expect(readFileSync(join(kept, `${hashOf(whole.pactText)}.json`), "utf8")).to.equal(whole.pactText);
    expect((await call(["deal", "documents", `0x${"12".repeat(32)}`, ...at])).code).to.equal(1);
    expect((await call(["deal", "documents", "0x12", ...at])).code).to.equal(2);
  });

  it("confirms a score with the indexer's documents or others, and says where documents differ", async () => {
    const asked = ["--rpc", stack.rpcUrl, "--contract", stack.address, "--url", indexer.url, "--json"];
    const trust = (...args: readonly string[]) =>
      call(["trust", stack.seller.address, "--recompute", ...asked, ...args]);
    for (const args of [[], ["--evidence", store.url], ["--documents", join(folder, "kept")]]) {
      const { code, out } = await trust(...args);
      expect([code, JSON.parse(out).confirmed], args.join()).to.deep.equal([0, true]);
    }
    const empty = mkdtempSync(join(folder, "empty-"));
    const { code, out, err } = await trust("--documents", empty);
    expect([code, JSON.parse(out).confirmed]).to.deep.equal([1, null]);
    expect(err).to.match(/documents differ.*The indexer used 2 documents, and 0 were found here/);
  });

  it("counts them by state", async () => {
    const { looking, states } = (await (await fetch(`${indexer.url}/documents`)).json()) as {
      readonly looking: boolean;
      readonly states: Readonly<Record<string, number>>;
    };
    expect(looking).to.equal(true);
    expect(states.verified).to.equal(4);
    expect(Object.keys(states)).to.deep.equal(["verified", "missing", "wrong", "too-large"]);
  });

  it("refuses what is no hash, and knows nothing of one that no deal names", async () => {
    const status = async (path: string) => (await fetch(`${indexer.url}${path}`)).status;
    expect(await status("/documents/0x12")).to.equal(400);
    expect(await status(`/documents/0x${"12".repeat(32)}`)).to.equal(404);
    expect(await status("/deals/12/documents")).to.equal(400);
    expect(await status(`/deals/0x${"12".repeat(32)}/documents`)).to.equal(404);
  });
});

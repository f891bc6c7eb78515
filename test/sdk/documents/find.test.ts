import { expect } from "chai";
import { type Hex, keccak256, stringToBytes, toHex } from "viem";
import {
  checkDocument,
  documentBounds,
  documentsAt,
  documentsByUri,
  documentsIn,
  findDocument,
} from "../../../sdk/documents/index.ts";
import { createBundle, encodeManifest, httpEvidence } from "../../../sdk/evidence/index.ts";
import { encryptBundle, generateEvidenceKey } from "../../../sdk/evidence/private/index.ts";
import { canonicalJson } from "../../../sdk/index.ts";
import { researchSummaryExample } from "../../../sdk/pact/library/index.ts";
import { leadsTo, sends, startServer, type TestServer } from "../evidence/server.ts";

const { pact } = researchSummaryExample();
const bytesOf = stringToBytes;
const PACT = canonicalJson(pact);
const HASH: Hex = `0x${"11".repeat(32)}`;
const hashOf = (text: string | Uint8Array) => keccak256(typeof text === "string" ? bytesOf(text) : text);
const bundleOf = (salt?: Hex) =>
  createBundle({
    deal: HASH,
    milestone: 0,
    pact: HASH,
    files: new Map([["a.txt", bytesOf("42")]]),
    ...(salt && { salt }),
  });

describe("the check of a document", () => {
  const check = (
    kind: "pact" | "evidence" | "reasons" | "reference" | "rating",
    text: string | Uint8Array,
    hash = hashOf(text),
  ) => checkDocument({ kind, hash, bytes: typeof text === "string" ? bytesOf(text) : text });

  it("takes the canonical text of a pact, and no other spelling of it", () => {
    expect(check("pact", PACT).holds).to.equal(true);
    for (const text of [JSON.stringify(pact, null, 1), "{}", "", "no JSON"]) {
      expect(check("pact", text)).to.include({ holds: false, isNamed: true });
    }
    expect(check("pact", Uint8Array.of(0xff))).to.include({
      holds: false,
      isNamed: true,
      problem: "it is no UTF-8",
    });
  });

  it("takes a manifest, and says of encrypted evidence that it is encrypted", async () => {
    const key = await generateEvidenceKey();
    const bundle = await bundleOf(toHex(new Uint8Array(32).fill(7)));
    expect(check("evidence", encodeManifest(bundle.manifest)).holds).to.equal(true);
    expect(check("evidence", "{}")).to.include({ holds: false, isNamed: true });
    const sealed = await encryptBundle({ bundle, recipients: [key.publicKey] });
    const found = check("evidence", sealed, bundle.hash);
    expect(found).to.include({ holds: false, isNamed: false });
    expect("problem" in found && found.problem).to.match(/encrypted/);
    const other = check("evidence", sealed, HASH);
    expect("problem" in other && other.problem).to.match(/another hash/);
  });

  it("takes reasons, references and ratings in any form, by their hash alone", () => {
    for (const kind of ["reasons", "reference", "rating"] as const) {
      for (const text of ["free text", "{}", Uint8Array.of(0xff, 0xfe)]) {
        expect(check(kind, text).holds, kind).to.equal(true);
        expect(check(kind, text, HASH)).to.include({ holds: false, isNamed: false });
      }
    }
  });
});

describe("the search for a document", () => {
  let server: TestServer;
  let inner: TestServer;
  before(async () => {
    [server, inner] = await Promise.all([startServer(), startServer()]);
  });
  after(() => Promise.all([server.stop(), inner.stop()]));

  const reader = httpEvidence({ allowPrivate: true, attempts: 1, timeoutMs: 2_000 });
  const store = () => documentsAt({ url: server.url, reader });
  const find = (text: string, kind: "pact" | "reasons" = "pact", places = [store()]) =>
    findDocument({ kind, hash: hashOf(text), places });

  it("asks a store by the hash, a ballot board for reasons, and an indexer for its documents", async () => {
    server.answers.set(`/${hashOf(PACT)}.json`, sends(PACT));
    server.answers.set(`/reasons/${hashOf("why")}`, sends(JSON.stringify({ reasons: "why" })));
    const documents = [
      { kind: "reasons", content: null },
      { kind: "pact", content: "told" },
    ];
    server.answers.set(`/documents/${hashOf("told")}`, sends(JSON.stringify({ documents })));
    expect((await find(PACT)).state).to.equal("verified");
    expect((await find("why", "reasons")).state).to.equal("verified");
    const told = await find("told");
    expect(told).to.include({ state: "wrong", isFinal: true }); // the bytes have the hash, and are no pact
  });

  it("takes evidence under the last part of the URI of its delivery, and never above the store", async () => {
    const { manifest, hash } = await bundleOf();
    server.answers.set("/manifest-7", sends(encodeManifest(manifest)));
    const look = (uri: string) => findDocument({ kind: "evidence", hash, uris: [uri], places: [store()] });
    expect((await look("https://seller.example/x/manifest-7?a=b")).state).to.equal("verified");
    const before = server.asked.length;
    for (const uri of [
      "https://seller.example/..",
      "https://seller.example/%2e%2e",
      "..",
      "a\\..\\b",
      "//evil.example",
    ]) {
      expect((await look(uri)).state).to.equal("missing");
    }
    for (const { url = "" } of server.asked.slice(before)) expect(url).to.not.match(/(^|\/)\.\.(\/|$)/);
  });

  it("says wrong, too large and missing, and goes on with the next place", async () => {
    const text = "somewhere else";
    server.answers.set(`/${hashOf(text)}.json`, sends("other bytes"));
    expect(await find(text, "reasons")).to.deep.include({ state: "wrong", isFinal: false });
    const second = documentsIn({ files: [{ bytes: bytesOf(text) }] });
    expect((await find(text, "reasons", [store(), second])).state).to.equal("verified");
    server.answers.set(`/${hashOf("long")}.json`, sends(Buffer.alloc(documentBounds.reasons + 1)));
    expect((await find("long", "reasons")).state).to.equal("too-large");
    server.answers.set(`/${hashOf("just")}.json`, sends(Buffer.alloc(documentBounds.reasons)));
    expect((await find("just", "reasons")).state).to.equal("wrong");
    expect((await find("nowhere")).state).to.equal("missing");
  });

  it("ends with its signal, whatever the place does", async () => {
    const ending = new AbortController();
    server.answers.set(`/${hashOf("slow")}.json`, () => ending.abort());
    const { signal } = ending;
    const found = await findDocument({ kind: "reasons", hash: hashOf("slow"), places: [store()], signal });
    expect(found).to.include({ state: "missing", isFinal: false });
  });

  it("reads what sellers name for evidence alone, and passes over what is no URI", async () => {
    const { manifest, hash } = await bundleOf();
    const data = `data:application/json;base64,${Buffer.from(encodeManifest(manifest)).toString("base64")}`;
    const place = documentsByUri({ reader: httpEvidence() });
    const look = (kind: "evidence" | "pact", uris: readonly string[]) =>
      findDocument({ kind, hash, uris, places: [place] });
    expect((await look("evidence", ["", "no uri", "https://127.0.0.1/x", data])).state).to.equal("verified");
    expect((await look("pact", [data])).state).to.equal("missing");
    server.answers.set("/away", leadsTo(`${inner.url}/secret`));
    expect((await look("evidence", [`${server.url}/away`])).state).to.equal("missing");
    expect(inner.asked).to.deep.equal([]);
  });
});

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
  type EvidenceReader,
  evidenceReaders,
  fetchBundle,
  httpEvidence,
  memoryEvidenceStore,
  publishBundle,
} from "../../../sdk/evidence/index.ts";
import { cidOf, ipfsEvidence, maxRawBlock, sha256OfCid, withCids } from "../../../sdk/evidence/ipfs/index.ts";
import { EvidenceUnavailableError, InvalidFieldError } from "../../../sdk/index.ts";
import { guardedFetch } from "../../../sdk/node.ts";
import { refusalOf } from "../support/refusal.ts";
import { leadsTo, sends, startServer, type TestServer } from "./server.ts";
import { bundleOf, bytesOf, RULES, reasonOf, SUBJECT, textOf } from "./support.ts";

const nameOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("evidence on the web", () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  beforeEach(() => {
    server.answers.clear();
    server.asked.length = 0;
  });

  for (const [kind, options] of Object.entries({
    "the global fetch": { allowPrivate: true },
    "guarded connections": { allowPrivate: true, fetch: guardedFetch({ allowPrivate: true }) },
  })) {
    describe(`by ${kind}`, () => {
      const reader = httpEvidence({ ...options, attempts: 2, timeoutMs: 20_000 });
      const read = (path: string, request: object = {}) =>
        reader.read({ uri: `${server.url}${path}`, maxBytes: 10, ...request });

      it("is read and re-hashed, and nothing is sent that says who reads", async () => {
        const bytes = bytesOf("42");
        server.answers.set(`/e/${nameOf(bytes)}`, sends(bytes)).set("/e/1", sends(bytes));
        expect(textOf(await read(`/e/${nameOf(bytes)}`))).to.equal("42");
        expect(textOf(await read("/e/1"))).to.equal("42");
        expect(textOf(await read("/e/1", { sha256: `0x${nameOf(bytes)}` }))).to.equal("42");
        const beside = await read("/e/manifest.json?token=1", { sha256: `0x${nameOf(bytes)}`, beside: true });
        expect(textOf(beside)).to.equal("42");
        for (const { headers } of server.asked)
          expect(headers).to.not.have.any.keys("cookie", "authorization", "referer");
      });

      it("is refused when it is other bytes", async () => {
        const wanted = nameOf(bytesOf("42"));
        server.answers.set(`/${wanted}`, sends("43"));
        expect(await reasonOf(() => read(`/${wanted}`))).to.equal("mismatch");
        expect(await reasonOf(() => read("/none"))).to.equal("not-found");
      });

      it("is cut off at the limit while it is read, whatever the server announces", async () => {
        server.answers.set("/10", sends("0123456789")).set("/11", sends("01234567890"));
        expect((await read("/10")).length).to.equal(10);
        expect(await reasonOf(() => read("/11"))).to.equal("too-large");
        let written = 0;
        server.answers.set("/endless", (_, response) => {
          const write = () => {
            while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
          };
          response.on("drain", write);
          write();
        });
        expect(await reasonOf(() => read("/endless"))).to.equal("too-large");
        expect(written).to.be.below(64_000_000);
        server.answers.set("/bomb", (_, response) => {
          response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(5_000_000)));
        });
        expect(await reasonOf(() => read("/bomb"))).to.equal("too-large");
      });

      it("is tried again where that may help, and not where it cannot", async () => {
        let attempts = 0;
        server.answers.set("/flaky", (_, response) => {
          attempts += 1;
          if (attempts === 1) response.writeHead(503).end();
          else response.end("42");
        });
        expect(textOf(await read("/flaky"))).to.equal("42");
        server.answers.set("/down", (_, response) => response.writeHead(500).end());
        expect(await reasonOf(() => read("/down"))).to.equal("unreachable");
        server.answers.set("/cut", (_, response) => {
          response.writeHead(200, { "content-length": "9" }).write("4");
          response.destroy();
        });
        expect(await reasonOf(() => read("/cut"))).to.equal("unreachable");
        const before = server.asked.length;
        expect(await reasonOf(() => read("/none"))).to.equal("not-found");
        server.answers.set("/forbidden", (_, response) => response.writeHead(403).end());
        expect(await reasonOf(() => read("/forbidden"))).to.equal("refused");
        expect(server.asked.length - before).to.equal(2);
      });

      it("follows few redirects, and none to what is not read", async () => {
        server.answers.set("/0", sends("42"));
        for (const step of [1, 2, 3, 4]) server.answers.set(`/${step}`, leadsTo(`/${step - 1}`));
        expect(textOf(await read("/3"))).to.equal("42");
        expect(await reasonOf(() => read("/4"))).to.equal("refused");
        for (const place of [
          "file:///etc/passwd",
          "ftp://127.0.0.1/",
          "data:text/plain,42",
          "http://user:password@127.0.0.1/",
        ]) {
          server.answers.set("/away", leadsTo(place));
          expect(await reasonOf(() => read("/away")), place).to.equal("refused");
        }
      });

      it("is given up when the server is silent, and when the caller ends it", async () => {
        server.answers.set("/silent", () => {});
        server.answers.set("/slow", (_, response) => {
          response.write("4");
        });
        const hasty = httpEvidence({ ...options, attempts: 1, timeoutMs: 50 });
        for (const path of ["/silent", "/slow"]) {
          expect(await reasonOf(() => hasty.read({ uri: `${server.url}${path}`, maxBytes: 9 }))).to.equal(
            "unreachable",
          );
        }
        const end = new AbortController();
        server.answers.set("/ended", () => end.abort());
        expect(await reasonOf(() => read("/ended", { signal: end.signal }))).to.equal("aborted");
      });
    });
  }

  it("is read from a store on a private network that one named oneself, and from no other that it leads to", async () => {
    const other = await startServer();
    const store = `${server.url}/documents/`;
    const reader = httpEvidence({ attempts: 1, allowPrivate: true, fetch: guardedFetch({ store }) });
    const read = (uri: string) => reader.read({ uri, maxBytes: 10 });
    server.answers
      .set("/e/1", sends("42"))
      .set("/e/2", leadsTo(`${other.url}/e/1`))
      .set("/e/3", leadsTo("/e/1"));
    other.answers.set("/e/1", sends("43"));
    expect(textOf(await read(`${server.url}/e/1`))).to.equal("42");
    expect(textOf(await read(`${server.url}/e/3`))).to.equal("42");
    for (const uri of [`${server.url}/e/2`, `${other.url}/e/1`]) {
      expect(await reasonOf(() => read(uri)), uri).to.equal("refused");
    }
    expect(other.asked).to.deep.equal([]);
    await other.stop();
    for (const wrong of ["ftp://a.example/", "store", 7]) {
      const { field } = await refusalOf(InvalidFieldError, async () =>
        guardedFetch({ store: wrong as string }),
      );
      expect(field).to.equal("options.store");
    }
  });

  it("is not read from private networks, by any way of writing them", async () => {
    const reader = httpEvidence({ attempts: 1, fetch: guardedFetch() });
    for (const uri of [
      "http://seller.example.com/1",
      "https://127.0.0.1/1",
      "https://2130706433/1",
      "https://0x7f.1/1",
      "https://[::1]/1",
      "https://[::ffff:10.0.0.1]/1",
      "https://localhost/1",
      "https://metadata.internal/1",
      "https://user@seller.example.com/1",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "no url",
    ]) {
      expect(await reasonOf(() => reader.read({ uri, maxBytes: 10 })), uri).to.equal("refused");
    }
  });

  it("is not read where a public name leads into a private network, nor by a redirect there", async () => {
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "169.254.169.254",
      "100.64.0.1",
      "::1",
      "fd00::1",
      "::ffff:127.0.0.1",
    ]) {
      const resolve = async () => [{ address, family: address.includes(":") ? 6 : 4 }];
      const reader = httpEvidence({ attempts: 1, fetch: guardedFetch({ resolve }) });
      const uri = "https://seller.example.com/1";
      expect(await reasonOf(() => reader.read({ uri, maxBytes: 10 })), address).to.equal("refused");
    }
    const redirecting = async () =>
      new Response(null, { status: 302, headers: { location: "https://127.0.0.1/" } });
    const reader = httpEvidence({ attempts: 1, fetch: redirecting });
    expect(await reasonOf(() => reader.read({ uri: "https://seller.example.com/1", maxBytes: 9 }))).to.equal(
      "refused",
    );
    const guarded = guardedFetch();
    const init = {
      signal: new AbortController().signal,
      redirect: "manual",
      credentials: "omit",
      headers: {},
    } as const;
    expect(await reasonOf(() => guarded("https://127.0.0.1/", init))).to.equal("refused");
  });

  it("is read from data: URIs, within the limit", async () => {
    const reader = httpEvidence();
    expect(textOf(await reader.read({ uri: "data:,42", maxBytes: 2 }))).to.equal("42");
    expect(textOf(await reader.read({ uri: "data:text/plain;base64,NDI=", maxBytes: 2 }))).to.equal("42");
    expect(await reasonOf(() => reader.read({ uri: "data:,long", maxBytes: 3 }))).to.equal("too-large");
    expect(await reasonOf(() => reader.read({ uri: "data:;base64,*", maxBytes: 3 }))).to.equal("malformed");
    const sha256 = `0x${"11".repeat(32)}` as const;
    expect(await reasonOf(() => reader.read({ uri: "data:,42", sha256, maxBytes: 3 }))).to.equal("mismatch");
  });

  it("names no URL, which may hold a token, in what it throws", async () => {
    server.answers.set("/x?token=secret", (_, response) => response.writeHead(500).end());
    const reader = httpEvidence({ allowPrivate: true, attempts: 1 });
    const uri = `${server.url}/x?token=secret`;
    const error = await refusalOf(EvidenceUnavailableError, () => reader.read({ uri, maxBytes: 9 }));
    expect(error.message).to.not.contain("secret").and.to.not.contain("127.0.0.1");
  });

  it("is a whole bundle beside its manifest, of which every file is checked", async () => {
    const made = await bundleOf();
    const store = memoryEvidenceStore();
    const { stored } = await publishBundle({ bundle: made, store });
    for (const { uri, sha256 } of stored) {
      server.answers.set(`/e/${sha256.slice(2)}`, sends(await store.read({ uri, maxBytes: 10_000 })));
    }
    const manifest = stored.at(-1)?.sha256.slice(2);
    const reader = httpEvidence({ allowPrivate: true, attempts: 1 });
    const request = { evidence: made.hash, reader, subject: SUBJECT, rules: RULES };
    const evidenceUri = `${server.url}/e/${manifest}`;
    expect(await fetchBundle({ ...request, evidenceUri })).to.deep.equal(made);
    const small = { ...request, evidenceUri, rules: { ...RULES, maxFiles: 2 } };
    const before = server.asked.length;
    expect(await reasonOf(() => fetchBundle(small))).to.equal("against-the-pact");
    expect(server.asked.length - before).to.equal(1);
    expect(await reasonOf(() => fetchBundle({ ...request, evidenceUri, evidence: SUBJECT.deal }))).to.equal(
      "mismatch",
    );
    const other = { ...request, evidenceUri, subject: { ...SUBJECT, pact: SUBJECT.deal } };
    expect(await reasonOf(() => fetchBundle(other))).to.equal("misbound");
    server.answers.set(`/e/${stored[0]?.sha256.slice(2)}`, sends("pay all"));
    expect(await reasonOf(() => fetchBundle({ ...request, evidenceUri }))).to.equal("mismatch");
    server.answers.delete(`/e/${stored[0]?.sha256.slice(2)}`);
    expect(await reasonOf(() => fetchBundle({ ...request, evidenceUri }))).to.equal("not-found");
  });
});

describe("several readers of evidence", () => {
  const failing = (reason: EvidenceUnavailableError["reason"]): EvidenceReader => ({
    read: async () => {
      throw new EvidenceUnavailableError(reason);
    },
  });
  const uri = `sha256:${nameOf(bytesOf("42"))}`;

  it("are asked in turn, until one has it; what was found is kept", async () => {
    const [own, other] = [memoryEvidenceStore(), memoryEvidenceStore()];
    const { sha256 } = await other.put(bytesOf("42"));
    const reader = evidenceReaders({
      readers: [own, failing("mismatch"), failing("unreachable"), other],
      keepIn: own,
    });
    expect(textOf(await reader.read({ uri, maxBytes: 9 }))).to.equal("42");
    expect(await own.has(sha256)).to.equal(true);
  });

  it("fail with the reason that says most", async () => {
    for (const [reasons, wanted] of [
      [["not-found", "unreachable"], "unreachable"],
      [["unreachable", "mismatch", "too-large"], "mismatch"],
      [["not-found"], "not-found"],
    ] as const) {
      const reader = evidenceReaders({ readers: reasons.map(failing) });
      expect(await reasonOf(() => reader.read({ uri, maxBytes: 9 }))).to.equal(wanted);
    }
    await refusalOf(InvalidFieldError, () => evidenceReaders({ readers: [] }));
    const broken = { read: async () => Promise.reject(new TypeError("a bug")) };
    const reader = evidenceReaders({ readers: [broken, failing("not-found")] });
    expect(await reader.read({ uri, maxBytes: 9 }).catch((error: unknown) => error)).to.be.instanceOf(
      TypeError,
    );
  });
});

describe("evidence on IPFS", () => {
  const [bytes, sha256] = [bytesOf("42"), `0x${nameOf(bytesOf("42"))}`] as const;
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const readerOf = (...paths: string[]) =>
    ipfsEvidence({ gateways: paths.map((path) => `${server.url}${path}`), allowPrivate: true, attempts: 1 });

  it("is named as IPFS names raw blocks", () => {
    const hello = nameOf(bytesOf("hello world"));
    const cid = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e";
    expect(cidOf({ sha256: `0x${hello}` })).to.equal(cid);
    expect(sha256OfCid({ cid })).to.equal(`0x${hello}`);
  });

  it("is read by gateways that are not trusted", async () => {
    const cid = cidOf({ sha256 });
    server.answers
      .set(`/bad/ipfs/${cid}?format=raw`, sends("43"))
      .set(`/good/ipfs/${cid}?format=raw`, sends(bytes));
    for (const uri of [`ipfs://${cid}`, `ipfs://ipfs/${cid}`]) {
      expect(textOf(await readerOf("/none", "/bad", "/good/").read({ uri, maxBytes: 9_000_000 }))).to.equal(
        "42",
      );
    }
    expect(await reasonOf(() => readerOf("/bad").read({ uri: `ipfs://${cid}`, maxBytes: 9 }))).to.equal(
      "mismatch",
    );
    const manifest = cidOf({ sha256: SUBJECT.deal });
    const beside = { uri: `ipfs://${manifest}`, sha256, beside: true, maxBytes: 9 };
    expect(textOf(await readerOf("/good").read(beside))).to.equal("42");
    const other = { uri: `ipfs://${manifest}`, sha256, maxBytes: 9 };
    expect(await reasonOf(() => readerOf("/good").read(other))).to.equal("mismatch");
  });

  it("is refused when its CID names no raw block, and beyond the size of one", async () => {
    const folder = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
    for (const cid of ["QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", folder, "bafk", "x".repeat(200)]) {
      expect(
        await reasonOf(() => readerOf("/good").read({ uri: `ipfs://${cid}`, maxBytes: 9 })),
        cid,
      ).to.equal("refused");
    }
    for (const uri of ["https://seller.example/1", `ipfs://${folder}/a/b`, "ipfs://../x"]) {
      expect(await reasonOf(() => readerOf("/good").read({ uri, maxBytes: 9 })), uri).to.equal("not-found");
    }
    const large = new Uint8Array(maxRawBlock + 1);
    const cid = cidOf({ sha256: `0x${nameOf(large)}` });
    server.answers.set(`/good/ipfs/${cid}?format=raw`, sends(large));
    expect(
      await reasonOf(() => readerOf("/good").read({ uri: `ipfs://${cid}`, maxBytes: 9_000_000 })),
    ).to.equal("too-large");
    const store = withCids({ store: memoryEvidenceStore() });
    expect(await reasonOf(() => store.put(large))).to.equal("too-large");
    expect((await store.put(bytes)).uri).to.equal(`ipfs://${cidOf({ sha256 })}`);
    await refusalOf(InvalidFieldError, () => ipfsEvidence({ gateways: [] }));
  });
});

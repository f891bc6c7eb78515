import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as ask, createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { fetchBundle, publishBundle } from "../../../sdk/evidence/index.ts";
import { type S3EvidenceOptions, s3EvidenceStore } from "../../../sdk/evidence/s3/index.ts";
import { EvidenceUnavailableError, InvalidFieldError } from "../../../sdk/index.ts";
import { refusalOf } from "../support/refusal.ts";
import { isSignedWith } from "./signature-v4.ts";
import { bundleOf, bytesOf, RULES, reasonOf, SUBJECT, textOf } from "./support.ts";

/** A server that speaks the protocol of S3; its package brings no types. */
interface S3Server {
  readonly run: () => Promise<{ readonly port: number }>;
  readonly close: () => Promise<void>;
}
const S3rver: new (options: object) => S3Server = createRequire(import.meta.url)("s3rver");

const KEY = "S3RVER";
const SECRET = "S3RVER";
const BUCKET = "evidence";

describe("evidence in a bucket", () => {
  let directory: string;
  let server: S3Server;
  let port: number;
  /** Stands before the server, checks signatures, which s3rver does not, and spoils what goes through. */
  let between: ReturnType<typeof createServer>;
  let spoil: (method: string | undefined, body: Buffer) => Buffer | number;
  let requests: { method: string | undefined; headers: object; url: string | undefined }[];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "bucket-"));
    const configureBuckets = [{ name: BUCKET }];
    server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory, configureBuckets });
    ({ port } = await server.run());
    between = createServer(async (request, response) => {
      const { method, headers, url } = request;
      requests.push({ method, headers, url });
      const parts: Uint8Array[] = [];
      for await (const part of request) parts.push(part as Uint8Array);
      const body = spoil(method, Buffer.concat(parts));
      if (typeof body === "object" && !isSignedWith(SECRET, request, body)) {
        response.writeHead(403).end();
        return;
      }
      if (typeof body === "number") {
        response.writeHead(body).end();
        return;
      }
      const onward = ask({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      onward.end(body);
    });
    between.listen(0, "127.0.0.1");
    await once(between, "listening");
  });
  after(async () => {
    between.closeAllConnections();
    between.close();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    requests = [];
    spoil = (_, body) => body;
  });

  const storeOf = (options: Partial<S3EvidenceOptions> = {}) =>
    s3EvidenceStore({
      endpoint: `http://127.0.0.1:${(between.address() as AddressInfo).port}`,
      ...{ bucket: BUCKET, accessKeyId: KEY, secretAccessKey: SECRET, retries: 1, ...options },
    });
  it("is put, found, read and deleted by its hash", async () => {
    const store = storeOf({ prefix: "deals/2026/" });
    const { uri, sha256, size } = await store.put(bytesOf("42"));
    expect({ uri, size }).to.deep.equal({ uri: `sha256:${sha256.slice(2)}`, size: 2 });
    expect(await store.has(sha256)).to.equal(true);
    expect(textOf(await store.read({ uri, maxBytes: 2 }))).to.equal("42");
    expect((await readdir(join(directory, BUCKET, "deals/2026"))).join()).to.contain(sha256.slice(2));
    expect([await store.delete(sha256), await store.delete(sha256), await store.has(sha256)]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(await reasonOf(() => store.read({ uri, maxBytes: 2 }))).to.equal("not-found");
    const empty = await store.put(new Uint8Array());
    expect((await store.read({ uri: empty.uri, maxBytes: 0 })).length).to.equal(0);
  });

  it("is not available to a stranger's secret: the server checks each signature", async () => {
    const { uri } = await storeOf().put(bytesOf("secret"));
    const stranger = storeOf({ secretAccessKey: "another-secret" });
    const error = await refusalOf(EvidenceUnavailableError, () => stranger.read({ uri, maxBytes: 99 }));
    expect(error.details).to.contain("403");
    expect(inspect(error, { depth: 9 })).to.not.contain("another-secret");
    expect(inspect(stranger, { depth: 9, showHidden: true })).to.not.contain("another-secret");
  });

  it("is signed with the hash of its bytes", async () => {
    const { sha256 } = await storeOf().put(bytesOf("signed"));
    spoil = (method, body) => (method === "PUT" ? (bytesOf("spoiled") as Buffer) : body);
    expect(await reasonOf(() => storeOf().put(bytesOf("damaged on the way")))).to.equal("unreachable");
    const put = requests.find(({ method }) => method === "PUT");
    expect(put?.headers).to.include({ "x-amz-content-sha256": sha256.slice(2) });
    expect(Reflect.get(put?.headers ?? {}, "authorization")).to.match(
      /^AWS4-HMAC-SHA256 .*x-amz-content-sha256/,
    );
    expect(put?.url).to.equal(`/${BUCKET}/${sha256.slice(2)}`);
  });

  it("is asked for again when the server is busy, and is written once", async () => {
    let busy = 1;
    spoil = (_, body) => (busy-- > 0 ? 503 : body);
    const store = storeOf();
    const { uri } = await store.put(bytesOf("busy"));
    await store.put(bytesOf("busy"));
    expect(requests.map(({ method }) => method)).to.deep.equal(["HEAD", "HEAD", "PUT", "HEAD"]);
    spoil = () => 503;
    expect(await reasonOf(() => store.read({ uri, maxBytes: 9 }))).to.equal("unreachable");
    spoil = () => 400;
    requests = [];
    expect(await reasonOf(() => store.read({ uri, maxBytes: 9 }))).to.equal("unreachable");
    expect(requests).to.have.length(1);
  });

  it("is cut off at the limit, and re-hashed", async () => {
    const store = storeOf();
    const { uri, sha256 } = await store.put(bytesOf("0123456789"));
    expect(await reasonOf(() => store.read({ uri, maxBytes: 9 }))).to.equal("too-large");
    expect((await store.read({ uri, maxBytes: 10 })).length).to.equal(10);
    const lying = createServer((_, response) => response.end("987654321"));
    lying.listen(0, "127.0.0.1");
    await once(lying, "listening");
    const endpoint = `http://127.0.0.1:${(lying.address() as AddressInfo).port}`;
    expect(await reasonOf(() => storeOf({ endpoint }).read({ uri, maxBytes: 10 }))).to.equal("mismatch");
    expect(await reasonOf(() => storeOf({ endpoint }).read({ uri, maxBytes: 3 }))).to.equal("too-large");
    lying.closeAllConnections();
    lying.close();
    await once(lying, "close");
    expect(await reasonOf(() => storeOf({ endpoint, retries: 0 }).has(sha256))).to.equal("unreachable");
    const ended = { uri, maxBytes: 10, signal: AbortSignal.abort() };
    expect(await reasonOf(() => store.read(ended))).to.equal("aborted");
  });

  it("is a whole bundle", async () => {
    const store = storeOf({ publicUrl: "https://evidence.seller.example/" });
    const made = await bundleOf();
    const { uri: evidenceUri } = await publishBundle({ bundle: made, store });
    expect(evidenceUri).to.match(/^https:\/\/evidence\.seller\.example\/[0-9a-f]{64}$/);
    const request = { evidenceUri, evidence: made.hash, reader: store, subject: SUBJECT, rules: RULES };
    expect(await fetchBundle(request)).to.deep.equal(made);
  });

  it("has the bucket in the path, or before the host", async () => {
    const asked: string[] = [];
    const original = globalThis.fetch;
    // What another test of this process left running may fetch, too.
    globalThis.fetch = async (input, options) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!new URL(url).hostname.endsWith(".example.com")) return original(input, options);
      asked.push(url);
      return new Response(null, { status: 404 });
    };
    try {
      const endpoint = "https://s3.eu-central-1.example.com/";
      await storeOf({ endpoint }).has(SUBJECT.deal);
      await storeOf({ endpoint, pathStyle: false, prefix: "a b/" }).has(SUBJECT.deal);
    } finally {
      globalThis.fetch = original;
    }
    const name = SUBJECT.deal.slice(2);
    expect(asked).to.deep.equal([
      `https://s3.eu-central-1.example.com/${BUCKET}/${name}`,
      `https://${BUCKET}.s3.eu-central-1.example.com/a%20b/${name}`,
    ]);
  });

  it("is refused with settings that are none, and no error shows the secret", async () => {
    const secretAccessKey = "very-secret-value";
    for (const options of [
      { endpoint: "s3.example.com" },
      { endpoint: `https://user:${secretAccessKey}@s3.example.com` },
      { bucket: "../other" },
      { bucket: "" },
      { accessKeyId: "" },
      { secretAccessKey: 7 },
      { retries: -1 },
      { timeoutMs: 0 },
      { secretKey: secretAccessKey },
    ]) {
      const error = await refusalOf(InvalidFieldError, () =>
        storeOf({ secretAccessKey, ...options } as never),
      );
      expect(inspect(error, { depth: 9 })).to.not.contain(secretAccessKey);
    }
  });
});

import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Hono } from "hono";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { signedForms, trustEndpoints } from "../../indexer/oracle/endpoints.ts";
import { openOracle } from "../../indexer/oracle/open.ts";
import { readOracleSettings } from "../../indexer/oracle/settings.ts";
import type { Environment } from "../../indexer/settings/settings.ts";
import { quittanceDomain } from "../../sdk/index.ts";
import { exampleTrustAnswer } from "../../sdk/testing/index.ts";
import { verifyTrustCredential } from "../../sdk/trust/credentials/index.ts";
import { verifyTrustStatement } from "../../sdk/trust/index.ts";
import { errorOf } from "../sdk/support/refusal.ts";
import { judgeJwt, judgeProof } from "../sdk/trust/support/independent.ts";

const CONTRACT = "0x00000000000000000000000000000000000000aa";
const SERVICE = "https://trust.example";
const deployment = { chainId: 31_337, address: CONTRACT } as const;
const domain = quittanceDomain(deployment);
const answer = exampleTrustAnswer();
const statementKey = generatePrivateKey();
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const pem = String(privateKey.export({ format: "pem", type: "pkcs8" }));
const jwk = JSON.stringify(privateKey.export({ format: "jwk" }));
const KEYS = {
  QUITTANCE_TRUST_KEY: statementKey,
  QUITTANCE_TRUST_P256_KEY: jwk,
  QUITTANCE_TRUST_URL: `${SERVICE}/`,
};
const noFile = (): string => {
  throw new Error("no such file");
};

/** The endpoints of an indexer with these settings, over an answer that does not change. */
async function serve(env: Environment) {
  const oracle = await openOracle(readOracleSettings(env, noFile), deployment);
  const app = new Hono();
  app.route("/", trustEndpoints(oracle));
  app.use("/trust/:address", signedForms(oracle));
  app.post("/trust/batch", (c) => c.json([answer]));
  app.get("/trust/:address", (c) => {
    c.header("quittance-as-of", "{}");
    c.header("etag", '"held"');
    if (c.req.header("if-none-match") === '"held"') return c.body(null, 304);
    return c.req.param("address") === answer.subject ? c.json(answer) : c.json({ error: "unknown" }, 404);
  });
  const ask = async (path: string, mediaType = "application/json", headers = {}, method = "GET") => {
    const response = await app.request(path, { method, headers: { Accept: mediaType, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  };
  return {
    ask,
    about: (query = "", mediaType?: string) => ask(`/trust/${answer.subject}${query}`, mediaType),
  };
}

describe("answers about trust, signed by the operator", () => {
  let service: Awaited<ReturnType<typeof serve>>;

  before(async () => {
    service = await serve(KEYS);
  });

  it("are what the handler says where JSON is asked for, and where it says what is wrong", async () => {
    expect((await service.about()).json()).to.deep.equal(answer);
    expect((await service.about("?format=json", "*/*")).json()).to.deep.equal(answer);
    const unknown = await service.ask(`/trust/0x${"00".repeat(20)}?format=vc-jwt`);
    expect([unknown.status, unknown.json()]).to.deep.equal([404, { error: "unknown" }]);
  });

  it("are signed again where the caller holds the answer alone, and are kept by no cache", async () => {
    const path = `/trust/${answer.subject}`;
    const held = { "if-none-match": '"held"' };
    expect((await service.ask(path, undefined, held)).status).to.equal(304);
    const signed = await service.ask(path, "application/vc", held);
    expect([signed.status, signed.headers.get("etag")]).to.deep.equal([200, null]);
    expect(signed.headers.get("cache-control")).to.equal("no-store");
    expect(signed.json()).to.have.property("proof");
  });

  it("are left as they are where many are asked about by POST", async () => {
    const many = await service.ask("/trust/batch", "application/vc+jwt", {}, "POST");
    expect(many.json()).to.deep.equal([answer]);
  });

  it("are statements, with the answer that they sign", async () => {
    const { headers, json } = await service.about("?format=statement");
    expect(headers.get("content-type")).to.equal("application/json");
    expect(headers.get("quittance-as-of")).to.equal("{}");
    const { statement, answer } = json();
    const signer = privateKeyToAccount(statementKey).address;
    const { subject } = answer;
    expect((await verifyTrustStatement({ statement, subject, answer, domain, signer })).score).to.equal(
      4_210,
    );
  });

  it("are tokens that jose verifies with the published keys, by format or by header", async () => {
    const keys = (await service.ask("/trust/keys")).json();
    for (const { headers, text } of [
      await service.about("?format=vc-jwt"),
      await service.about("", "application/vc+jwt"),
    ]) {
      expect(headers.get("content-type")).to.equal("application/vc+jwt");
      expect(headers.get("vary")).to.include("Accept");
      const said = await judgeJwt(text, { keys, issuer: keys.issuer, now: new Date() });
      expect(said.credentialSubject).to.deep.include({ score: 4_210 });
    }
  });

  it("are credentials that @digitalbazaar/vc verifies with what is served under the URLs that they name", async () => {
    for (const response of [await service.about("?format=vc"), await service.about("", "application/vc")]) {
      expect(response.headers.get("content-type")).to.equal("application/vc");
      const credential = response.json();
      const list = String(credential.credentialStatus.statusListCredential);
      const context = String(credential["@context"][1]);
      expect([list, context].every((url) => url.startsWith(`${SERVICE}/trust/`))).to.equal(true);
      const did = (await service.ask("/trust/did.json")).json();
      const served = await Promise.all(
        [list, context].map(async (url): Promise<[string, unknown]> => {
          return [url, (await service.ask(new URL(url).pathname)).json()];
        }),
      );
      const methods = did.verificationMethod.map((method: { id: string }) => [method.id, method]);
      await judgeProof(credential, new Map([[did.id, did], ...methods, ...served]), new Date());
    }
  });

  it("are all forms at once of one answer", async () => {
    const { answer, statement, jwt, credential } = (await service.about("?format=all")).json();
    const { issuer } = (await service.ask("/trust/keys")).json();
    const loadStatus = async (url: string) =>
      (await service.ask(new URL(url).pathname, "application/vc+jwt")).text;
    for (const form of [jwt, credential]) {
      const said = await verifyTrustCredential({
        ...{ credential: form, subject: answer.subject, issuer, domain, loadStatus, answer },
      });
      expect(said.answer).to.equal(statement.answer);
    }
  });

  it("are refused for a form that there is none of, and for lists that there are none of", async () => {
    const form = await service.about("?format=pdf");
    expect(form.status).to.equal(400);
    expect(form.json().error).to.include('format is "pdf". Give one of json, statement, vc-jwt, vc, all.');
    expect((await service.ask("/trust/status/256")).status).to.equal(400);
  });

  it("are not given without a key, which is said with its variable", async () => {
    const silent = await serve({});
    expect((await silent.about()).status).to.equal(200);
    for (const [path, variable] of [
      [`/trust/${answer.subject}?format=statement`, "QUITTANCE_TRUST_KEY"],
      [`/trust/${answer.subject}?format=vc-jwt`, "QUITTANCE_TRUST_P256_KEY"],
      [`/trust/${answer.subject}?format=vc`, "QUITTANCE_TRUST_P256_KEY"],
      ["/trust/status/1", "QUITTANCE_TRUST_P256_KEY"],
      ["/trust/did.json", "QUITTANCE_TRUST_P256_KEY"],
    ] as const) {
      const { status, json } = await silent.ask(path);
      expect([path, status]).to.deep.equal([path, 501]);
      expect(json().error).to.include(variable);
    }
    expect((await silent.ask("/trust/keys")).json()).to.deep.equal({
      ...{ keys: [], issuer: null, signer: null, chainId: 31_337, contract: CONTRACT },
    });
    const all = (await silent.about("?format=all")).json();
    expect(all).to.deep.equal({ answer, statement: null, jwt: null, credential: null });
  });

  describe("that the operator revokes", () => {
    const folder = mkdtempSync(join(tmpdir(), "quittance-trust-"));
    const file = join(folder, "revoked.txt");
    let version = 1;
    const write = (text: string) => {
      writeFileSync(file, text);
      utimesSync(file, version, version);
      version += 1;
    };

    after(() => rmSync(folder, { recursive: true, force: true }));

    it("are revoked without a restart, signed no more, and good again when the line is gone", async () => {
      write("# none\n");
      const revoking = await serve({ ...KEYS, QUITTANCE_TRUST_REVOCATIONS: file });
      const { issuer } = (await revoking.ask("/trust/keys")).json();
      const { text: credential } = await revoking.about("?format=vc-jwt");
      const loadStatus = async (url: string) => (await revoking.ask(new URL(url).pathname)).json();
      const verify = () =>
        verifyTrustCredential({ credential, subject: answer.subject, issuer, domain, loadStatus });
      expect((await verify()).tier).to.equal("proven");
      const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      write(`${answer.principal} ${yesterday}\n${answer.subject}\n`);
      expect((await verify()).tier).to.equal("proven");
      write(`${answer.principal}\n`);
      expect(Reflect.get(Object(await errorOf(verify)), "reason")).to.equal("revoked");
      for (const format of ["statement", "vc-jwt", "vc"]) {
        const { status, json } = await revoking.about(`?format=${format}`);
        expect([status, json().error]).to.deep.equal([
          410,
          `The operator of this indexer revoked what it said of ${answer.principal}, and signs nothing about it.`,
        ]);
      }
      write("");
      expect((await verify()).tier).to.equal("proven");
    });

    it("stop everything that is signed while the file cannot be read, without showing what stands in it", async () => {
      write("");
      const revoking = await serve({ ...KEYS, QUITTANCE_TRUST_REVOCATIONS: file });
      write(`${answer.principal}\n${statementKey}\n`);
      for (const path of [`/trust/${answer.subject}?format=vc`, "/trust/status/3"]) {
        const { status, json } = await revoking.ask(path);
        expect(status).to.equal(503);
        expect(json().error).to.include("QUITTANCE_TRUST_REVOCATIONS").and.to.include("line 2");
        expect(json().error).to.not.include(statementKey.slice(2));
      }
      const missing = { ...KEYS, QUITTANCE_TRUST_REVOCATIONS: join(folder, "nowhere.txt") };
      expect(String(await errorOf(() => serve(missing)))).to.include("ENOENT");
    });
  });
});

describe("the settings of signed answers", () => {
  it("take a key from the variable, or from a file in either form", async () => {
    const from = async (value: string, text: () => string = noFile) => {
      const settings = readOracleSettings({ ...KEYS, QUITTANCE_TRUST_P256_KEY: value }, text);
      return (await openOracle(settings, deployment)).keys().keys[0]?.x;
    };
    const x = String(JSON.parse(jwk).x);
    expect(await from(jwk)).to.equal(x);
    expect(await from("/keys/trust.pem", () => pem)).to.equal(x);
    expect(await from("/keys/trust.json", () => jwk)).to.equal(x);
  });

  it("take an issuer, a validity and a file of revocations", () => {
    const env = {
      ...KEYS,
      QUITTANCE_TRUST_ISSUER: "did:web:trust.example",
      QUITTANCE_TRUST_VALIDITY: "600",
      QUITTANCE_TRUST_REVOCATIONS: "revoked.txt",
    };
    const { credentials, validity, revocations } = readOracleSettings(env, noFile);
    expect(credentials).to.include({ issuer: "did:web:trust.example", service: SERVICE });
    expect([validity, revocations]).to.deep.equal([600, "revoked.txt"]);
    expect(readOracleSettings({}, noFile)).to.deep.equal({
      ...{ account: undefined, credentials: undefined, validity: 86_400, revocations: undefined },
    });
  });

  for (const [name, wrong, says] of [
    ["QUITTANCE_TRUST_KEY", statementKey.slice(0, 40), "is no private key"],
    ["QUITTANCE_TRUST_KEY", `0x${"ff".repeat(32)}`, "is no private key"],
    ["QUITTANCE_TRUST_P256_KEY", pem, "names no file"],
    ["QUITTANCE_TRUST_P256_KEY", jwk.slice(0, -5), "holds no private P-256 key"],
    ["QUITTANCE_TRUST_P256_KEY", jwk.replace("P-256", "P-384"), "holds no private P-256 key"],
    ["QUITTANCE_TRUST_URL", "", "is set without QUITTANCE_TRUST_URL"],
    ["QUITTANCE_TRUST_URL", "https://user:word@trust.example", "is no URL for verifiers"],
    ["QUITTANCE_TRUST_ISSUER", "did:key:zDna", "is no did:web"],
    ["QUITTANCE_TRUST_VALIDITY", "2592001", "is no validity"],
  ] as const) {
    it(`refuse ${name} when it ${says}, and show no key`, async () => {
      const env = { ...KEYS, [name]: wrong };
      const error = String(await errorOf(() => openOracle(readOracleSettings(env, noFile), deployment)));
      expect(error).to.include("SettingsError").and.to.include(name).and.to.include(says);
      const secret = String(JSON.parse(jwk).d);
      for (const part of [secret, statementKey.slice(2, 30), "word", pem.slice(40, 80)]) {
        expect(error).to.not.include(part);
      }
    });
  }
});

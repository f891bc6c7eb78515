import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import {
  InvalidFieldError,
  quittanceDomain,
  TrustAnswerMismatchError,
  TrustCredentialInvalidError,
  TrustStatementChainError,
  TrustStatementContractError,
} from "../../../sdk/index.ts";
import {
  type CredentialDocument,
  generateTrustKey,
  importTrustKey,
  issueTrustStatusJwt,
  type TrustRevocation,
  verifyTrustCredential,
} from "../../../sdk/trust/credentials/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import { answer, domain, issuedAt, openIssuer, SERVICE, validUntil } from "./support/issuer.ts";

const { principal } = answer;

describe("verifying a trust credential", () => {
  let issuer: Awaited<ReturnType<typeof openIssuer>>;
  let web: Awaited<ReturnType<typeof openIssuer>>;
  let other: Awaited<ReturnType<typeof openIssuer>>;

  before(async () => {
    issuer = await openIssuer();
    web = await openIssuer({ issuer: "did:web:trust.example", key: issuer.key });
    other = await openIssuer();
  });

  const verify = (credential: string | CredentialDocument, changes: object = {}) =>
    verifyTrustCredential({
      ...{ credential, subject: answer.subject, issuer: issuer.did, domain, answer, now: issuedAt },
      loadStatus: (url) => issuer.listOf(url, []),
      ...changes,
    });

  const reasonOf = async (...given: Parameters<typeof verify>) =>
    (await refusalOf(TrustCredentialInvalidError, () => verify(...given))).reason;

  it("reads the same from both forms, with a status list in either form", async () => {
    const loadJwt = (url: string) =>
      issueTrustStatusJwt({
        ...{ key: issuer.key, service: SERVICE, list: Number(url.split("/").at(-1)), revocations: [] },
        ...{ issuedAt, validUntil },
      });
    const [jwt, proof] = [await verify(issuer.jwt), await verify(issuer.credential, { loadStatus: loadJwt })];
    expect(jwt).to.deep.equal(proof);
    expect(jwt).to.deep.include({ score: 4_210, trust: 150_000_000n, chainId: 8_453, validUntil });
    expect([jwt.subject, jwt.principal]).to.deep.equal([answer.subject, answer.principal]);
  });

  it("takes a did:web with the key that it publishes, and none without", async () => {
    const changes = { issuer: web.did, loadStatus: (url: string) => web.listOf(url, []) };
    for (const credential of [web.jwt, web.credential]) {
      const { issuer } = await verify(credential, { ...changes, publicJwk: web.key.publicJwk });
      expect(issuer).to.equal("did:web:trust.example");
      await expectRefusedField("publicJwk", "(not shown)", () => verify(credential, changes));
      expect(await reasonOf(credential, { ...changes, publicJwk: other.key.publicJwk })).to.equal("forged");
    }
  });

  it("refuses another issuer, another key, an altered one, and one out of its time, with the reason", async () => {
    for (const form of ["jwt", "credential"] as const) {
      expect(await reasonOf(web[form])).to.equal("issuer");
      const now = validUntil;
      expect(await reasonOf(issuer[form], { now })).to.equal("expired");
      expect(await reasonOf(issuer[form], { now: issuedAt - 301 })).to.equal("expired");
      expect(await reasonOf(other[form])).to.equal(form === "jwt" ? "forged" : "issuer");
    }
    const subject = { ...Object(issuer.credential.credentialSubject), score: 9_999 };
    expect(await reasonOf({ ...issuer.credential, credentialSubject: subject })).to.equal("forged");
    expect(await reasonOf({ ...other.credential, issuer: issuer.did })).to.equal("forged");
    expect(await reasonOf(`${issuer.jwt.slice(0, -6)}AAAAAA`)).to.equal("forged");
    expect(await reasonOf("no.jwt.here")).to.equal("malformed");
    expect(await reasonOf({ ...issuer.credential, proof: undefined })).to.equal("forged");
  });

  it("refuses one that is revoked, or whose status cannot be told", async () => {
    const load = (revocations: readonly TrustRevocation[], of = issuer) => ({
      loadStatus: (url: string) => of.listOf(url, revocations),
    });
    expect(await reasonOf(issuer.jwt, load([{ principal }]))).to.equal("revoked");
    expect(await reasonOf(issuer.credential, load([{ principal }]))).to.equal("revoked");
    expect(await reasonOf(issuer.jwt, load([], other))).to.equal("status");
    const loadNothing = { loadStatus: () => Promise.reject(new Error("unreachable")) };
    expect(await reasonOf(issuer.jwt, loadNothing)).to.equal("status");
    const another = { loadStatus: (url: string) => issuer.listOf(`${url.replace(/\d+$/, "")}255`, []) };
    expect(await reasonOf(issuer.jwt, another)).to.equal("status");
    const credential = { loadStatus: async () => issuer.credential };
    expect(await reasonOf(issuer.jwt, credential)).to.equal("status");
  });

  it("refuses other deals and another answer", async () => {
    const { verifyingContract: address } = domain;
    const chain = quittanceDomain({ chainId: 1, address });
    const contract = quittanceDomain({ chainId: 8_453, address: answer.subject });
    await refusalOf(TrustStatementChainError, () => verify(issuer.jwt, { domain: chain }));
    await refusalOf(TrustStatementContractError, () => verify(issuer.jwt, { domain: contract }));
    const altered = { answer: { ...answer, tier: "established" } };
    const { field } = await refusalOf(TrustAnswerMismatchError, () => verify(issuer.jwt, altered));
    expect(field).to.equal("tier");
  });
});

describe("a key for credentials", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const pkcs8 = String(privateKey.export({ format: "pem", type: "pkcs8" }));
  const d = String(privateKey.export({ format: "jwk" }).d);

  it("is read from PKCS#8 and from a JSON Web Key, and shows its public part only", async () => {
    const key = await importTrustKey({ pkcs8 });
    const same = await importTrustKey({ jwk: { ...key.publicJwk, d, alg: "ES256" } });
    expect(same.did).to.equal(key.did);
    expect(JSON.stringify([key, Object.entries(key)])).to.not.include(d);
    expect(key.publicJwk).to.not.have.property("d");
  });

  it("is refused without being shown when it is none, or its parts do not belong together", async () => {
    const key = await importTrustKey({ pkcs8 });
    const { publicJwk } = await generateTrustKey();
    for (const jwk of [{ ...publicJwk, d }, key.publicJwk, { ...key.publicJwk, d, crv: "P-384" }, d]) {
      const error = await refusalOf(InvalidFieldError, () => importTrustKey({ jwk: jwk as object }));
      expect(error.field).to.equal("jwk");
      expect(error.message).to.not.include(d);
    }
    await expectRefusedField("pkcs8", "(not shown)", () => importTrustKey({ pkcs8: pkcs8.slice(0, 90) }));
    await expectRefusedField("key", "(not shown)", () => openIssuer({ key: { ...key } }));
  });
});

import { expect } from "chai";
import { decodeProtectedHeader } from "jose";
import {
  issueTrustCredential,
  isTrustRevoked,
  parseTrustRevocations,
} from "../../../sdk/trust/credentials/index.ts";
import { errorOf, expectRefusedField } from "../support/refusal.ts";
import { judgeJwt, judgeProof } from "./support/independent.ts";
import { answer, dateOf, dayOf, issuedAt, openIssuer, SERVICE, validUntil } from "./support/issuer.ts";

const { principal } = answer;
/** Of 2026-11-21. */
const MOMENT = 1_795_219_200;
const now = dateOf(issuedAt + 60);
const messageOf = async (action: () => unknown) => String(await errorOf(action));

/** Paths of all leaves of a value. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]));
}

function withOther(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return typeof value === "number" ? value + 1 : otherText(String(value));
  const copy = Array.isArray(value) ? [...value] : { ...Object(value) };
  copy[name as never] = withOther(Object(value)[name], rest) as never;
  return copy;
}

/** Another text of the same kind: with another digit at its end, or another word. */
const otherText = (text: string) =>
  /^\d{4}-/.test(text) ? text.replace(/\d\dZ$/, (end) => (end === "59Z" ? "58Z" : "59Z")) : `${text}1`;

describe("a trust credential", () => {
  let issuer: Awaited<ReturnType<typeof openIssuer>>;
  let web: Awaited<ReturnType<typeof openIssuer>>;
  let other: Awaited<ReturnType<typeof openIssuer>>;

  before(async () => {
    issuer = await openIssuer();
    web = await openIssuer({ issuer: "did:web:trust.example", key: issuer.key });
    other = await openIssuer();
  });

  describe("as vc+jwt, by jose alone", () => {
    it("is verified with the published keys, and is a credential of version 2.0", async () => {
      for (const { jwt, keys, did } of [issuer, web]) {
        expect(decodeProtectedHeader(jwt)).to.include({ alg: "ES256", typ: "vc+jwt", cty: "vc" });
        const said = await judgeJwt(jwt, { keys, issuer: did, now });
        expect(said["@context"]).to.deep.equal([
          "https://www.w3.org/ns/credentials/v2",
          `${SERVICE}/trust/context/v1`,
        ]);
        expect(said).to.include({ issuer: did, iss: did, exp: validUntil, nbf: issuedAt });
        expect(said).to.not.have.any.keys("vc", "vp");
        expect(said.credentialSubject).to.deep.include({ score: 4_210, tier: "proven", trust: "150000000" });
        expect(said.sub).to.equal(Object(said.credentialSubject).id);
        expect(said.credentialStatus).to.include({
          type: "BitstringStatusListEntry",
          statusPurpose: "revocation",
        });
      }
    });

    it("says the same as with a Data Integrity proof", async () => {
      const {
        iss: _,
        sub: __,
        iat: ___,
        nbf: ____,
        exp: _____,
        ...said
      } = await judgeJwt(issuer.jwt, {
        ...{ keys: issuer.keys, issuer: issuer.did, now },
      });
      const { proof: ______, ...document } = issuer.credential;
      expect(said).to.deep.equal(document);
    });

    it("is refused when altered, expired, by another key, or of another issuer", async () => {
      const { jwt, keys, did } = issuer;
      const [header = "", payload = "", signature = ""] = jwt.split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      claims.credentialSubject.score = 9_999;
      const altered = Buffer.from(JSON.stringify(claims)).toString("base64url");
      const judge = (text: string, changes: object = {}) =>
        messageOf(() => judgeJwt(text, { keys, issuer: did, now, ...changes }));
      expect(await judge(`${header}.${altered}.${signature}`)).to.include("signature verification failed");
      expect(await judge(jwt, { now: dateOf(validUntil) })).to.include("exp");
      expect(await judge(other.jwt)).to.include("no applicable key");
      expect(await judge(other.jwt, { keys: other.keys })).to.include("iss");
    });
  });

  describe("with a Data Integrity proof, by @digitalbazaar/vc alone", () => {
    it("is verified with what the issuer publishes, status list and all", async () => {
      for (const each of [issuer, web]) {
        await judgeProof(each.credential, await each.published(), now);
        expect(Object(each.credential.proof)).to.include({
          cryptosuite: "ecdsa-rdfc-2019",
          proofPurpose: "assertionMethod",
        });
      }
    });

    it("is refused when any leaf of it is altered", async () => {
      const published = await issuer.published();
      const leaves = leavesOf(issuer.credential);
      expect(leaves).to.have.length.above(20);
      await judgeProof(issuer.credential, published, now);
      for (const path of leaves) {
        const altered = Object(withOther(issuer.credential, path));
        expect(await errorOf(() => judgeProof(altered, published, now)), path.join(".")).to.be.an("error");
      }
    });

    it("is refused when expired, by another key, or of an issuer that publishes another key", async () => {
      const { credential } = issuer;
      const published = await issuer.published();
      expect(await messageOf(() => judgeProof(credential, published, dateOf(validUntil + 301)))).to.include(
        "validUntil",
      );
      const both = new Map([...(await other.published()), ...published]);
      await judgeProof(other.credential, new Map([...published, ...(await other.published())]), now);
      const signedOtherwise = { ...credential, proof: other.credential.proof };
      const namedOtherwise = { ...other.credential, issuer: issuer.did };
      expect(await errorOf(() => judgeProof(signedOtherwise, both, now))).to.be.an("error");
      expect(await errorOf(() => judgeProof(namedOtherwise, both, now))).to.be.an("error");
      const rotated = await openIssuer({ issuer: "did:web:trust.example", key: other.key });
      const kept = new Map([...(await web.published()), ...(await rotated.published())]);
      expect(await errorOf(() => judgeProof(web.credential, kept, now))).to.be.an("error");
    });

    it("is refused once its principal is revoked, and not when another principal or another day is", async () => {
      const { credential } = issuer;
      const judge = async (...revocations: Parameters<typeof issuer.published>[0] & object) =>
        judgeProof(credential, await issuer.published(revocations), now);
      expect(await messageOf(() => judge({ principal }))).to.include("revoked");
      expect(await messageOf(() => judge({ principal, day: dayOf(issuedAt) }))).to.include("revoked");
      await judge({ principal, day: dayOf(issuedAt - 86_400) }, { principal: answer.subject });
    });
  });

  it("is not issued for a validity that status lists do not reach, a service or an issuer that is none", async () => {
    const issue = (changes: object) => () => issueTrustCredential({ ...issuer.input, ...changes });
    const tooLate = issuedAt + 2_592_001;
    await expectRefusedField("validUntil", String(tooLate), issue({ validUntil: tooLate }));
    await expectRefusedField("service", "(not shown)", issue({ service: "https://user:word@trust.example" }));
    await expectRefusedField("issuer", '"did:key:zDnaother"', issue({ issuer: "did:key:zDnaother" }));
    await expectRefusedField("answer.tier", '"<b>"', issue({ answer: { ...answer, tier: "<b>" } }));
  });
});

describe("what an issuer revokes", () => {
  it("is read from lines of addresses and days, with remarks", () => {
    const read = parseTrustRevocations(`# stolen\n${principal} 2026-11-21 # see 12\r\n\n${answer.subject}\n`);
    expect(read).to.deep.equal([{ principal, day: "2026-11-21" }, { principal: answer.subject }]);
    expect(isTrustRevoked(read, principal, MOMENT)).to.equal(true);
    expect(isTrustRevoked(read, principal, MOMENT + 86_400)).to.equal(false);
    expect(isTrustRevoked(read, answer.subject, MOMENT + 86_400)).to.equal(true);
  });

  it("is refused by the number of the line that is wrong", async () => {
    const read = (line: string) => () => parseTrustRevocations(`${principal}\n${line}`);
    await expectRefusedField("revocations, line 2", '"everyone"', read("everyone"));
    await expectRefusedField("revocations, line 2", /^\(not shown\)$/, read(`${principal} 2026-02-30`));
  });
});

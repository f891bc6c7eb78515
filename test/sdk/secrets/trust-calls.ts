import { generateKeyPairSync } from "node:crypto";
import { exampleTrustAnswer, type Stack } from "../../../sdk/testing/index.ts";
import {
  generateTrustKey,
  issueTrustJwt,
  issueTrustStatusJwt,
} from "../../../sdk/trust/credentials/index.ts";
import { signTrustStatement } from "../../../sdk/trust/index.ts";
import type { RoomCalls } from "./room-scene.ts";

const SERVICE = "https://trust.example";
const VALIDITY = 3_600;

/** What the calls of the room of trust are made of. */
export async function trustSceneOf({ domain, buyer }: Pick<Stack, "domain" | "buyer">) {
  const key = await generateTrustKey();
  const answer = exampleTrustAnswer();
  const issuedAt = Math.floor(Date.now() / 1_000);
  const validUntil = issuedAt + VALIDITY;
  const input = { key, issuer: key.did, service: SERVICE, domain, answer, issuedAt, validUntil };
  const status = { key, issuer: key.did, service: SERVICE, list: 7, revocations: [], issuedAt, validUntil };
  return {
    ...{ key, answer, issuedAt, validUntil, input, status },
    statement: await signTrustStatement({ domain, answer, issuedAt, validUntil, account: buyer }),
    jwt: await issueTrustJwt(input),
    loadStatus: async (url: string) =>
      issueTrustStatusJwt({ ...status, list: Number(url.slice(url.lastIndexOf("/") + 1)) }),
  };
}

const revocation = { principal: exampleTrustAnswer().principal, day: "2026-11-21" };

export const trustCalls: RoomCalls = {
  hashTrustStatement: ({ trust: { statement } }) => {
    const { signer: _, signature: __, ...unsigned } = statement;
    return [unsigned];
  },
  importTrustKey: () => [
    { jwk: generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ format: "jwk" }) },
  ],
  isTrustRevoked: ({ trust }) => [[revocation], trust.answer.principal, trust.issuedAt],
  issueTrustCredential: ({ trust }) => [trust.input],
  issueTrustJwt: ({ trust }) => [trust.input],
  issueTrustStatus: ({ trust }) => [{ ...trust.status, revocations: [revocation] }],
  issueTrustStatusJwt: ({ trust }) => [{ ...trust.status, revocations: [revocation] }],
  parseTrustRevocations: () => [`${revocation.principal} ${revocation.day}`],
  parseTrustStatement: ({ trust }) => [trust.statement],
  signTrustStatement: ({ domain, buyer, trust: { answer, issuedAt, validUntil } }) => [
    { domain, answer, issuedAt, validUntil, account: buyer },
  ],
  trustDidDocument: ({ trust: { key } }) => [{ key, issuer: key.did }],
  trustKeySet: ({ trust: { key } }) => [{ key, issuer: key.did }],
  verifyTrustCredential: ({ domain, trust: { key, jwt, answer, issuedAt, loadStatus } }) => [
    {
      ...{
        credential: jwt,
        subject: answer.subject,
        issuer: key.did,
        publicJwk: { ...key.publicJwk },
        domain,
      },
      ...{ loadStatus, answer, now: issuedAt },
    },
  ],
  verifyTrustStatement: ({ domain, client, trust: { statement, answer, issuedAt } }) => [
    { statement, subject: answer.subject, domain, signer: statement.signer, answer, now: issuedAt, client },
  ],
};

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";
import { cryptosuite } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import { issue } from "@digitalbazaar/vc";
import { type JWTPayload, SignJWT } from "jose";
import { utcOf } from "../../identity/did/document.ts";
import type { CredentialDocument, Draft } from "./document.ts";
import { methodIdOf } from "./issuer.ts";
import { ALGORITHM, signingKey, type TrustKey } from "./key.ts";
import { offlineLoader } from "./loader.ts";

/** The type of a credential that is a JSON Web Token, as its header has it. */
export const JWT_TYPE = "vc+jwt";

/** A draft as a JSON Web Token of type `vc+jwt`: its claims are the credential, and those by which every JOSE library judges it. */
export async function signAsJwt(draft: Draft, key: TrustKey): Promise<string> {
  const { document, issuer, subject, issuedAt, validUntil } = draft;
  const claims = { iss: issuer, sub: subject, iat: issuedAt, nbf: issuedAt, exp: validUntil };
  return new SignJWT({ ...document, ...claims } as JWTPayload)
    .setProtectedHeader({
      alg: ALGORITHM,
      typ: JWT_TYPE,
      cty: "vc",
      kid: methodIdOf(issuer, key.publicKeyMultibase),
    })
    .sign(signingKey(key).jose);
}

/** A draft with a Data Integrity proof of the cryptosuite ecdsa-rdfc-2019. */
export async function signWithProof(draft: Draft, key: TrustKey): Promise<CredentialDocument> {
  const { document, issuer, issuedAt } = draft;
  const pair = await EcdsaMultikey.fromJwk({
    jwk: signingKey(key).jwk,
    secretKey: true,
    id: methodIdOf(issuer, key.publicKeyMultibase),
    controller: issuer,
  });
  const date = utcOf(issuedAt);
  return issue({
    credential: structuredClone(document),
    suite: new DataIntegrityProof({ signer: pair.signer(), date, cryptosuite }),
    documentLoader: offlineLoader(),
    now: date,
  });
}

import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { errors, jwtVerify } from "jose";
import { TrustCredentialInvalidError } from "../../errors/trust.ts";
import { utcOf } from "../../identity/did/document.ts";
import type { CredentialDocument } from "./document.ts";
import type { IssuerKey } from "./issuer-key.ts";
import { ALGORITHM } from "./key.ts";
import { offlineLoader } from "./loader.ts";
import { secondsOf } from "./moments.ts";
import { JWT_TYPE } from "./sign.ts";

/** Seconds that the clocks of an issuer and of a verifier may differ. */
const CLOCK_SKEW = 300;
/** Characters of a credential or a status list; a longer one is none of an issuer's. */
const LONGEST = 1_048_576;

/** A credential whose signature is the issuer's, and which is in its time. */
export interface Opened {
  readonly document: CredentialDocument;
  readonly validFrom: number;
  readonly validUntil: number;
}

/** Opens a credential in either form. Throws TrustCredentialInvalidError. */
export async function openCredential(
  given: string | CredentialDocument,
  key: IssuerKey,
  now: number,
): Promise<Opened> {
  const document =
    typeof given === "string" ? await openJwt(given, key, now) : await openProof(given, key, now);
  if (document.issuer !== key.issuer) throw new TrustCredentialInvalidError("issuer");
  return { document, ...requireInTime(document, now) };
}

function requireInTime(document: CredentialDocument, now: number) {
  const [validFrom, validUntil] = [secondsOf(document.validFrom), secondsOf(document.validUntil)];
  if (validFrom === undefined || validUntil === undefined) {
    throw new TrustCredentialInvalidError("malformed", "it does not say from when to when it is valid");
  }
  if (now + CLOCK_SKEW < validFrom || now >= validUntil) throw new TrustCredentialInvalidError("expired");
  return { validFrom, validUntil };
}

async function openJwt(jwt: string, { jose, issuer }: IssuerKey, now: number): Promise<CredentialDocument> {
  if (jwt.length > LONGEST) throw new TrustCredentialInvalidError("malformed", "it is too long");
  try {
    const { payload } = await jwtVerify(jwt, jose, {
      ...{ algorithms: [ALGORITHM], typ: JWT_TYPE, issuer, requiredClaims: ["exp", "nbf"] },
      ...{ currentDate: new Date(now * 1_000), clockTolerance: 0 },
    });
    const { iss: _, sub: __, iat: ___, nbf: ____, exp: _____, ...document } = payload;
    return document;
  } catch (error) {
    throw new TrustCredentialInvalidError(reasonOf(error));
  }
}

function reasonOf(error: unknown): "expired" | "forged" | "issuer" | "malformed" {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "forged";
  if (!(error instanceof errors.JWTClaimValidationFailed)) return "malformed";
  if (error.claim === "nbf") return "expired";
  return error.claim === "iss" ? "issuer" : "malformed";
}

async function openProof(
  given: CredentialDocument,
  { document: did, issuer }: IssuerKey,
  now: number,
): Promise<CredentialDocument> {
  const credential = copyOf(given);
  if (credential.issuer !== issuer) throw new TrustCredentialInvalidError("issuer");
  requireInTime(credential, now);
  const methods = did.verificationMethod.map((method): [string, unknown] => [method.id, method]);
  const { verified } = await verifyCredential({
    credential,
    suite: new DataIntegrityProof({ cryptosuite }),
    documentLoader: offlineLoader(new Map<string, unknown>([[did.id, did], ...methods])),
    // It is looked up afterwards, in the same way for both forms.
    checkStatus: async () => ({ verified: true }),
    now: utcOf(now),
  });
  if (!verified) throw new TrustCredentialInvalidError("forged");
  const { proof: _, ...document } = credential;
  return document;
}

/** A copy that is JSON and nothing else: what is checked is then what is read. */
function copyOf(given: CredentialDocument): CredentialDocument {
  let text: string | undefined;
  try {
    text = JSON.stringify(given);
  } catch {
    text = undefined;
  }
  if (text === undefined || text.length > LONGEST || !text.startsWith("{")) {
    throw new TrustCredentialInvalidError("malformed", "it is no object of JSON, or too long");
  }
  return JSON.parse(text);
}

import { FORMS } from "../oracle/forms.ts";
import { get, inPath, inQuery } from "./operations.ts";
import {
  address,
  hash,
  hex,
  list,
  object,
  oneOf,
  orNull,
  ref,
  type Schema,
  share,
  text,
  time,
  whole,
} from "./schemas.ts";

const anything: Schema = { type: "object", additionalProperties: true };
const UNSIGNED = {
  "501": "The operator gave no key for this form; the text names the variable.",
  "503": "The file of revocations cannot be read, so that nothing is signed.",
};

/** What signing adds to the answers of `GET /trust/<address>`. */
export const SIGNED_REFUSALS = { ...UNSIGNED, "410": "The operator revoked what it said of the principal." };

export const formParameter = inQuery(
  "format",
  oneOf(...FORMS),
  "`json` is the answer alone, `statement` the answer with a signed statement, `vc-jwt` and `vc` a verifiable credential, `all` the answer with everything that this operator signs. The header `Accept` chooses as well.",
);

/** The forms of an answer about trust, by media type. @param answer The answer alone. */
export const signedAnswers = (answer: Schema): Readonly<Record<string, Schema>> => ({
  "application/json": {
    anyOf: [
      answer,
      object({ answer, statement: ref("TrustStatement") }),
      object({
        ...{ answer, statement: orNull(ref("TrustStatement")), jwt: orNull(text()) },
        credential: orNull(ref("Credential")),
      }),
    ],
  },
  "application/vc+jwt": text("A JSON Web Token: header, claims and signature."),
  "application/vc": ref("Credential"),
});

export const trustSchemas = {
  TrustStatement: object({
    ...{ chainId: whole, contract: text(), subject: text(), principal: text(), block: whole },
    ...{ blockHash: hash, blockTime: time, view: oneOf("global", "personal"), score: share, tier: text() },
    ...{ confidence: share, trust: text("USDC base units in decimal digits."), pools: hash },
    ...{ parameters: hash, answer: hash, issuedAt: time, validUntil: time, signer: text(), signature: hex },
  }),
  Credential: {
    ...anything,
    description: "A verifiable credential (W3C, 2.0) with a Data Integrity proof (ecdsa-rdfc-2019).",
    required: ["@context", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "proof"],
  },
  DidDocument: { ...anything, required: ["@context", "id", "verificationMethod", "assertionMethod"] },
  TrustKeys: object({
    keys: list(
      object({
        ...{ kty: oneOf("EC"), crv: oneOf("P-256"), x: text(), y: text(), alg: oneOf("ES256") },
        ...{ use: oneOf("sig"), kid: text() },
      }),
    ),
    issuer: orNull(text("The DID that issues credentials; null: it issues none.")),
    signer: orNull(text("The address that signs statements; null: it signs none.")),
    ...{ chainId: whole, contract: address },
  }),
};

export const trustPaths = {
  "/trust/keys": get({
    ...{ id: "getTrustKeys", tag: "trust" },
    summary:
      "The public keys of the operator: a JSON Web Key Set, the issuer's DID, and the signer's address",
    answers: { "application/json": ref("TrustKeys") },
  }),
  "/trust/did.json": get({
    ...{ id: "getTrustDid", tag: "trust", refusals: UNSIGNED },
    summary: "The DID document of the issuer of credentials",
    description: "`/.well-known/did.json` answers the same, for a `did:web` of the host's own name.",
    answers: { "application/json": ref("DidDocument") },
  }),
  "/.well-known/did.json": get({
    ...{ id: "getWellKnownDid", tag: "trust", refusals: UNSIGNED },
    summary: "The DID document of the issuer of credentials",
    answers: { "application/json": ref("DidDocument") },
  }),
  "/trust/context/v1": get({
    ...{ id: "getTrustContext", tag: "trust" },
    summary: "The JSON-LD context of trust credentials",
    answers: { "application/ld+json": anything },
  }),
  "/trust/status/{list}": get({
    ...{ id: "getTrustStatus", tag: "trust", refusals: UNSIGNED },
    summary: "A status list: which credentials are revoked",
    parameters: [
      inPath("list", { ...whole, maximum: 255 }, "As `statusListCredential` of a credential has it."),
    ],
    answers: { "application/vc": ref("Credential"), "application/vc+jwt": text() },
  }),
};

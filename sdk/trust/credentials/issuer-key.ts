import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";
import { type CryptoKey, importJWK } from "jose";
import { InvalidFieldError } from "../../errors/field.ts";
import { documentOf, methodIdOf, type TrustDidDocument } from "./issuer.ts";
import { ALGORITHM, type TrustPublicJwk } from "./key.ts";

/** The public key of an issuer, as both forms of a credential need it. */
export interface IssuerKey {
  readonly issuer: string;
  readonly jose: CryptoKey;
  readonly document: TrustDidDocument;
}

const DID_KEY = /^did:key:(z[1-9A-HJ-NP-Za-km-z]{40,60})$/;
const MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1";

/** The key of an issuer: a `did:key` is one, and that of a `did:web` is given. Throws InvalidFieldError. */
export async function issuerKeyOf(issuer: string, publicJwk: TrustPublicJwk | undefined): Promise<IssuerKey> {
  const multibase = DID_KEY.exec(String(issuer))?.[1];
  if (multibase === undefined && publicJwk === undefined) {
    throw refused("publicJwk", "must be given for an issuer that is no did:key of P-256");
  }
  const pair =
    multibase === undefined ? await pairOfJwk(publicJwk) : await pairOfMultibase(issuer, multibase);
  const jwk = await EcdsaMultikey.toJwk({ keyPair: pair });
  const jose = await importJWK({ kty: "EC", crv: "P-256", x: String(jwk.x), y: String(jwk.y) }, ALGORITHM);
  if (jose instanceof Uint8Array) throw refused("publicJwk", "must be a public P-256 key");
  return { issuer, jose, document: documentOf(issuer, pair.publicKeyMultibase) };
}

async function pairOfMultibase(issuer: string, publicKeyMultibase: string) {
  const id = methodIdOf(issuer, publicKeyMultibase);
  const key = { "@context": MULTIKEY_CONTEXT, type: "Multikey", id, controller: issuer } as const;
  return p256(() => EcdsaMultikey.from({ ...key, publicKeyMultibase }), "issuer");
}

async function pairOfJwk(publicJwk: TrustPublicJwk | undefined) {
  const { kty, crv, x, y } = Object(publicJwk);
  return p256(() => EcdsaMultikey.fromJwk({ jwk: { kty, crv, x, y, key_ops: ["verify"] } }), "publicJwk");
}

async function p256(
  make: () => Promise<EcdsaMultikey.KeyPair>,
  field: string,
): Promise<EcdsaMultikey.KeyPair> {
  try {
    const pair = await make();
    if (Reflect.get(pair.publicKey.algorithm, "namedCurve") === "P-256") return pair;
  } catch {
    // What the package says may repeat what was given.
  }
  throw refused(field, "must be a public P-256 key");
}

function refused(field: string, problem: string): InvalidFieldError {
  const remedy = "Give the issuer's did:key, or its DID and the key that it publishes, as a JSON Web Key.";
  return new InvalidFieldError({ field, value: undefined, secret: true, problem, remedy });
}

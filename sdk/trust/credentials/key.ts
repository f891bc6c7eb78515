import * as EcdsaMultikey from "@digitalbazaar/ecdsa-multikey";
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  importPKCS8,
} from "jose";
import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import { type PlaceSecret, placeSecretOf } from "./places.ts";

/** The algorithm of both forms of a credential: ECDSA on P-256 with SHA-256. */
export const ALGORITHM = "ES256";
const CURVE = "P-256";
const REMEDY = "Give a private P-256 key: a JSON Web Key with x, y and d, or PKCS#8 in PEM.";

/** A public P-256 key as a JSON Web Key. */
export interface TrustPublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

/** A key that signs credentials. Printing it, logging it or writing it as JSON shows its public part only. */
export interface TrustKey {
  readonly publicJwk: TrustPublicJwk;
  /** The public key as Multikey has it. */
  readonly publicKeyMultibase: string;
  /** The DID that the key itself is: `did:key:z…`. */
  readonly did: string;
  /** Thumbprint of the public key (RFC 7638). */
  readonly thumbprint: string;
}

/** What follows from the private part of a key. */
interface TrustSecret {
  readonly jose: CryptoKey;
  readonly jwk: object;
  readonly places: PlaceSecret;
}

/** What signs, of the keys made here. No property of a key leads to it. */
const secrets = /* @__PURE__ */ new WeakMap<TrustKey, TrustSecret>();

/** What signs with a key, and what its places follow from. Throws InvalidFieldError for a key that was not made here. */
export function signingKey(key: TrustKey): TrustSecret {
  const secret = typeof key === "object" && key !== null ? secrets.get(key) : undefined;
  if (secret !== undefined) return secret;
  throw refused("key", "must be a key of generateTrustKey or importTrustKey");
}

function refused(field: string, problem: string): InvalidFieldError {
  return new InvalidFieldError({ field, value: undefined, secret: true, problem, remedy: REMEDY });
}

/**
 * Makes a key for credentials: P-256, by the platform's own generator. It cannot be exported; one that is kept is made elsewhere
 * (`openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt`) and imported.
 *
 * @example
 * import { generateTrustKey } from "quittance/trust/credentials";
 *
 * const { did } = await generateTrustKey();
 * console.log(did.startsWith("did:key:zDn")); // true
 */
export async function generateTrustKey(): Promise<TrustKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return importTrustKey({ jwk: await exportJWK(privateKey) });
}

/**
 * A stored key: a JSON Web Key with its private part, or PKCS#8 in PEM.
 *
 * @throws InvalidFieldError when it is no private P-256 key; the error shows nothing of it.
 * @example
 * import { importTrustKey } from "quittance/trust/credentials";
 *
 * const refused = await importTrustKey({ pkcs8: "-----BEGIN PRIVATE KEY-----" }).catch((error) => error.name);
 * console.log(refused); // InvalidFieldError
 */
export async function importTrustKey(
  input: { readonly jwk: object } | { readonly pkcs8: string },
): Promise<TrustKey> {
  requireOptions(input, "jwk pkcs8");
  const { kty, crv, x, y, d } = "jwk" in input ? jwkOf(input.jwk) : await readPem(input.pkcs8);
  const field = "jwk" in input ? "jwk" : "pkcs8";
  if (kty !== "EC" || crv !== CURVE || !isCoordinate(x) || !isCoordinate(y) || !isCoordinate(d)) {
    throw refused(field, "must be a private P-256 key");
  }
  const jwk = { kty, crv, x, y, d } as const;
  const secret = await importJWK(jwk, ALGORITHM).catch(() => undefined);
  if (secret === undefined || secret instanceof Uint8Array || !(await isPair(jwk, secret))) {
    throw refused(field, "must be a private P-256 key, with the public part that belongs to it");
  }
  const publicJwk: TrustPublicJwk = Object.freeze({ kty, crv, x, y });
  const { publicKeyMultibase } = await EcdsaMultikey.fromJwk({ jwk: { ...publicJwk, key_ops: ["verify"] } });
  const key: TrustKey = Object.freeze({
    ...{ publicJwk, publicKeyMultibase, did: `did:key:${publicKeyMultibase}` },
    thumbprint: await calculateJwkThumbprint(publicJwk),
  });
  // Without its use the package takes the key for one of key agreement.
  secrets.set(key, { jose: secret, jwk: { ...jwk, key_ops: ["sign"] }, places: await placeSecretOf(d) });
  return key;
}

function jwkOf(jwk: object): Readonly<Record<string, unknown>> {
  if (typeof jwk !== "object" || jwk === null) throw refused("jwk", "must be a JSON Web Key");
  return jwk as Readonly<Record<string, unknown>>;
}

async function readPem(pem: string): Promise<Readonly<Record<string, unknown>>> {
  if (typeof pem !== "string") throw refused("pkcs8", "must be PKCS#8 in PEM");
  try {
    return { ...(await exportJWK(await importPKCS8(pem, ALGORITHM, { extractable: true }))) };
  } catch {
    throw refused("pkcs8", "must be a private P-256 key, as PKCS#8 in PEM");
  }
}

/** 32 bytes in base64url. */
const isCoordinate = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z0-9_-]{43}$/.test(value);

/** Whether the public part belongs to the private one: what would be signed could not be verified otherwise. */
async function isPair({ kty, crv, x, y }: TrustPublicJwk, secret: CryptoKey): Promise<boolean> {
  try {
    const own = await importJWK({ kty, crv, x, y }, ALGORITHM);
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    const data = new Uint8Array(32);
    const signature = await crypto.subtle.sign(algorithm, secret, data);
    return !(own instanceof Uint8Array) && (await crypto.subtle.verify(algorithm, own, signature, data));
  } catch {
    return false;
  }
}

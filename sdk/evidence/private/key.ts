import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from "jose";
import { InvalidFieldError } from "../../errors/field.ts";
import { fromBase64 } from "../../json/base64.ts";
import { requireObject } from "../../json/options.ts";

/** How the content's key is encrypted to each recipient. */
export const KEY_ALGORITHM = "ECDH-ES+A256KW";
const CURVE = "X25519";
const KEY_BYTES = 32;

/** A private X25519 key as a JSON Web Key (RFC 8037). Keep it as you keep a private key of a wallet. */
export interface EvidenceKeyJwk {
  readonly kty: "OKP";
  readonly crv: "X25519";
  readonly x: string;
  /** The secret. */
  readonly d: string;
}

/** A key that private evidence is encrypted to. Printing it, logging it or writing it as JSON shows its public part only. */
export interface EvidenceKey {
  /** The public key, as a juror's profile has it in `encryptionKey`: `x` of a JSON Web Key, in base64url. */
  readonly publicKey: string;
  /** Names the key in what is encrypted to it: the thumbprint of its public part (RFC 7638). */
  readonly id: string;
  /** The whole key with its secret, to be stored; `writeEvidenceKey` of `quittance/node` does that. */
  readonly exportJwk: () => EvidenceKeyJwk;
}

/** What decrypts, of the keys made here. No property of a key leads to it. */
const secrets = /* @__PURE__ */ new WeakMap<EvidenceKey, CryptoKey>();

/** What decrypts with a key. Throws InvalidFieldError for a key that was not made here. */
export function decryptingKey(key: EvidenceKey): CryptoKey {
  const secret = typeof key === "object" && key !== null ? secrets.get(key) : undefined;
  if (secret !== undefined) return secret;
  throw refused(
    "key",
    "must be a key of generateEvidenceKey or importEvidenceKey",
    "Import the JSON Web Key first.",
  );
}

function refused(field: string, problem: string, remedy: string): InvalidFieldError {
  return new InvalidFieldError({ field, value: undefined, secret: true, problem, remedy });
}

/**
 * Makes a key for private evidence: X25519, by the platform's own generator.
 *
 * @example
 * import { generateEvidenceKey } from "quittance/evidence/private";
 *
 * const key = await generateEvidenceKey();
 * console.log(key.publicKey.length); // 43
 */
export async function generateEvidenceKey(): Promise<EvidenceKey> {
  const { privateKey } = await generateKeyPair(KEY_ALGORITHM, { crv: CURVE, extractable: true });
  const { x = "", d = "" } = await exportJWK(privateKey);
  return importEvidenceKey({ kty: "OKP", crv: CURVE, x, d });
}

/**
 * A stored key.
 *
 * @throws InvalidFieldError when it is no private X25519 key; the error shows nothing of it.
 * @example
 * import { generateEvidenceKey, importEvidenceKey } from "quittance/evidence/private";
 *
 * const key = await generateEvidenceKey();
 * const same = await importEvidenceKey(key.exportJwk());
 * console.log(same.id === key.id); // true
 */
export async function importEvidenceKey(jwk: EvidenceKeyJwk): Promise<EvidenceKey> {
  const remedy = "Pass what exportJwk returned.";
  if (typeof jwk !== "object" || jwk === null) throw refused("jwk", "must be a JSON Web Key", remedy);
  const { kty, crv, x, d } = jwk;
  const isKey = kty === "OKP" && crv === CURVE && isKeyText(x) && isKeyText(d);
  if (!isKey) throw refused("jwk", "must be a private X25519 key", remedy);
  const secret = await importJWK({ kty, crv, x, d }, KEY_ALGORITHM).catch(() => undefined);
  if (secret === undefined || secret instanceof Uint8Array)
    throw refused("jwk", "must be a private X25519 key", remedy);
  // A private part beside another key's public part would name the wrong key.
  const { x: actual } = await exportJWK(await importJWK({ kty, crv, x }, KEY_ALGORITHM));
  if (actual !== x) throw refused("jwk.x", "must be a public X25519 key", remedy);
  const key: EvidenceKey = {
    publicKey: x,
    id: await keyIdOf(x),
    exportJwk: () => ({ kty, crv, x, d }),
  };
  secrets.set(key, secret);
  return Object.freeze(key);
}

function isKeyText(text: unknown): text is string {
  return (
    typeof text === "string" && /^[A-Za-z0-9_-]{43}$/.test(text) && fromBase64(text).length === KEY_BYTES
  );
}

/** The name of a public key: its thumbprint (RFC 7638). */
export async function keyIdOf(publicKey: string): Promise<string> {
  return calculateJwkThumbprint({ kty: "OKP", crv: CURVE, x: publicKey });
}

/** What encrypts to a public key. Throws InvalidFieldError naming the field. */
export async function encryptingKey(field: string, publicKey: string): Promise<CryptoKey> {
  const problem = "must be a public X25519 key: 43 characters of base64url";
  const remedy = "Take encryptionKey of the juror's profile, or publicKey of a party's key.";
  if (!isKeyText(publicKey)) throw refused(field, problem, remedy);
  const key = await importJWK({ kty: "OKP", crv: CURVE, x: publicKey }, KEY_ALGORITHM).catch(() => undefined);
  if (key !== undefined && !(key instanceof Uint8Array)) return key;
  throw refused(field, problem, remedy);
}

/** Refuses what is no list of keys, of a number that can be. */
export function requireRecipients(recipients: readonly string[], most: number): void {
  requireObject("recipients", recipients, "Pass the public keys of both parties and the panel.");
  const isFitting = Array.isArray(recipients) && recipients.length >= 1 && recipients.length <= most;
  if (isFitting && new Set(recipients).size === recipients.length) return;
  throw new InvalidFieldError({
    field: "recipients",
    value: recipients,
    problem: `must be 1 to ${most} public keys, each once`,
    remedy: "Pass the public keys of both parties and the panel.",
  });
}

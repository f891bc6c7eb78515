import { InvalidFieldError } from "../../errors/field.ts";
import { requireOptions } from "../../json/options.ts";
import type { TrustKey, TrustPublicJwk } from "./key.ts";

const DID_CONTEXT = "https://www.w3.org/ns/did/v1";
const MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1";
const WEB = /^did:web:[A-Za-z0-9.-]+(%3A\d{1,5})?(:[A-Za-z0-9._~%-]+)*$/;

/** A public key in a DID document. */
export interface TrustMethod {
  readonly "@context": string;
  readonly id: string;
  readonly type: "Multikey";
  readonly controller: string;
  readonly publicKeyMultibase: string;
}

/** The DID document of an issuer of credentials. */
export interface TrustDidDocument {
  readonly "@context": readonly string[];
  readonly id: string;
  readonly verificationMethod: readonly TrustMethod[];
  readonly assertionMethod: readonly string[];
}

/** The issuer that signs with a key: the key itself as a `did:key`, or a `did:web` of a name that publishes it. */
export function issuerOf(key: TrustKey, issuer: string | undefined): string {
  if (issuer === undefined || issuer === key.did) return key.did;
  if (typeof issuer === "string" && WEB.test(issuer)) return issuer;
  throw new InvalidFieldError({
    field: "issuer",
    value: issuer,
    problem: "must be a did:web, or the key's own did:key",
    remedy: "Give a DID such as did:web:trust.example, or leave it out for a did:key.",
  });
}

/** The URL of a key in the document of its issuer. */
export const methodIdOf = (issuer: string, publicKeyMultibase: string): string =>
  `${issuer}#${publicKeyMultibase}`;

/** The DID document of an issuer with one key. */
export function documentOf(issuer: string, publicKeyMultibase: string): TrustDidDocument {
  const id = methodIdOf(issuer, publicKeyMultibase);
  const method = { id, type: "Multikey", controller: issuer, publicKeyMultibase } as const;
  return {
    "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
    id: issuer,
    verificationMethod: [{ "@context": MULTIKEY_CONTEXT, ...method }],
    assertionMethod: [id],
  };
}

/**
 * The DID document that an issuer publishes: for `did:web:trust.example` at `https://trust.example/.well-known/did.json`. It holds the
 * public key alone.
 *
 * @param input.issuer A `did:web`; the key's own `did:key` when left out.
 * @throws InvalidFieldError for another DID, or a key that is none.
 * @example
 * import { generateTrustKey, trustDidDocument } from "quittance/trust/credentials";
 *
 * const key = await generateTrustKey();
 * console.log(trustDidDocument({ key, issuer: "did:web:trust.example" }).id); // did:web:trust.example
 */
export function trustDidDocument(input: {
  readonly key: TrustKey;
  readonly issuer?: string | undefined;
}): TrustDidDocument {
  requireOptions(input, "key issuer");
  return documentOf(issuerOf(input.key, input.issuer), input.key.publicKeyMultibase);
}

/**
 * The issuer's public key as a JSON Web Key Set, for verifiers that use JOSE alone.
 *
 * @throws InvalidFieldError as `trustDidDocument`.
 * @example
 * import { generateTrustKey, trustKeySet } from "quittance/trust/credentials";
 *
 * console.log(trustKeySet({ key: await generateTrustKey() }).keys.length); // 1
 */
export function trustKeySet(input: { readonly key: TrustKey; readonly issuer?: string | undefined }): {
  readonly keys: readonly (TrustPublicJwk & {
    readonly alg: "ES256";
    readonly use: "sig";
    readonly kid: string;
  })[];
} {
  requireOptions(input, "key issuer");
  const { key } = input;
  const kid = methodIdOf(issuerOf(key, input.issuer), key.publicKeyMultibase);
  return { keys: [{ ...key.publicJwk, alg: "ES256", use: "sig", kid }] };
}

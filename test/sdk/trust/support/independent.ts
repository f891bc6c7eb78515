import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import { defaultDocumentLoader, verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { createLocalJWKSet, type JWTPayload, jwtVerify } from "jose";

/** What an issuer publishes, by URL: its context, its DID document and the keys in it, its status lists. */
export type Published = ReadonlyMap<string, unknown>;

/**
 * Judges a credential with @digitalbazaar/vc and what the issuer publishes, as a stranger does: none of the project's code is used.
 * Throws what the package says is wrong.
 */
export async function judgeProof(credential: object, published: Published, now: Date): Promise<void> {
  const suite = new DataIntegrityProof({ cryptosuite });
  const documentLoader = async (url: string) => {
    const document = published.get(url);
    return document === undefined
      ? defaultDocumentLoader(url)
      : { contextUrl: null, documentUrl: url, document: structuredClone(document) };
  };
  const { verified, error, statusResult } = await verifyCredential({
    ...{ credential: structuredClone(credential), suite, documentLoader, now: now.toISOString() },
    // `verified` of the list says that its bits are the issuer's; what they say of the credential is `status`.
    checkStatus: async ({ credential }: { readonly credential?: object }) => {
      const result = await checkStatus({ credential, documentLoader, suite, verifyMatchingIssuers: true });
      const isRevoked = (result.results ?? []).some(({ status }) => status);
      return { ...result, verified: result.verified && !isRevoked };
    },
  });
  if (verified) return;
  throw error ?? Reflect.get(Object(statusResult), "error") ?? new Error("revoked");
}

/** Judges a credential with jose and the key set that the issuer publishes. Throws what jose says is wrong. */
export async function judgeJwt(
  jwt: string,
  { keys, issuer, now }: { readonly keys: object; readonly issuer: string; readonly now: Date },
): Promise<JWTPayload> {
  const keySet = createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]);
  const options = { algorithms: ["ES256"], typ: "vc+jwt", issuer, currentDate: now };
  return (await jwtVerify(jwt, keySet, options)).payload;
}

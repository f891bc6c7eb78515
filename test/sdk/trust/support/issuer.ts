import { quittanceDomain } from "../../../../sdk/index.ts";
import { exampleTrustAnswer } from "../../../../sdk/testing/index.ts";
import {
  generateTrustKey,
  issueTrustCredential,
  issueTrustJwt,
  issueTrustStatus,
  type TrustKey,
  type TrustRevocation,
  trustContext,
  trustDidDocument,
  trustKeySet,
} from "../../../../sdk/trust/credentials/index.ts";
import type { Published } from "./independent.ts";

export const SERVICE = "https://trust.example";
export const domain = quittanceDomain({
  chainId: 8453,
  address: "0x00000000000000000000000000000000000000aa",
});
export const answer = exampleTrustAnswer();
/** Now, as the package that judges status lists knows no other time. */
export const issuedAt = Math.floor(Date.now() / 1_000);
export const dayOf = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(0, 10);
export const validUntil = issuedAt + 3_600;

export const dateOf = (seconds: number) => new Date(seconds * 1_000);

/** An issuer with a key of its own, and what it issues and publishes. */
export async function openIssuer({
  issuer,
  key,
}: {
  readonly issuer?: string;
  readonly key?: TrustKey;
} = {}) {
  const own = key ?? (await generateTrustKey());
  const identity = { key: own, ...(issuer === undefined ? {} : { issuer }) };
  const input = { ...identity, service: SERVICE, domain, answer, issuedAt, validUntil };
  const did = trustDidDocument(identity);
  const [method] = did.verificationMethod;
  const listOf = (url: string, revocations: readonly TrustRevocation[]) =>
    issueTrustStatus({
      ...{ ...identity, service: SERVICE, list: Number(url.split("/").at(-1)), revocations },
      ...{ issuedAt, validUntil: validUntil + 3_600 },
    });
  return {
    ...{ key: own, did: did.id, input, listOf, keys: trustKeySet(identity) },
    credential: await issueTrustCredential(input),
    jwt: await issueTrustJwt(input),
    /** What verifiers of a credential find. */
    published: async (
      revocations: readonly TrustRevocation[] = [],
      credential?: object,
    ): Promise<Published> => {
      const { credentialStatus } = Object(credential ?? (await issueTrustCredential(input)));
      const url = String(credentialStatus.statusListCredential);
      return new Map<string, unknown>([
        [`${SERVICE}/trust/context/v1`, trustContext],
        [did.id, did],
        [String(method?.id), method],
        [url, await listOf(url, revocations)],
      ]);
    },
  };
}

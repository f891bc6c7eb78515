import { type CredentialDocument, draftOf, type TrustCredentialInput } from "./document.ts";
import { signAsJwt, signWithProof } from "./sign.ts";

/**
 * Issues a verifiable credential (W3C, version 2.0) as a JSON Web Token: `vc+jwt`, signed by ES256. Any JOSE library verifies it.
 *
 * @throws InvalidFieldError naming the field that is wrong; nothing was signed.
 * @example
 * import { quittanceDomain } from "quittance/protocol";
 * import { exampleTrustAnswer } from "quittance/testing";
 * import { generateTrustKey, issueTrustJwt } from "quittance/trust/credentials";
 *
 * const jwt = await issueTrustJwt({
 *   key: await generateTrustKey(),
 *   service: "https://trust.example",
 *   domain: quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" }),
 *   answer: exampleTrustAnswer(),
 *   validUntil: Math.floor(Date.now() / 1_000) + 3_600,
 * });
 * console.log(jwt.split(".").length); // 3
 */
export async function issueTrustJwt(input: TrustCredentialInput): Promise<string> {
  const draft = draftOf(input);
  return signAsJwt(draft, input.key);
}

/**
 * Issues a verifiable credential (W3C, version 2.0) as JSON-LD with a Data Integrity proof of the cryptosuite ecdsa-rdfc-2019. It says
 * the same as `issueTrustJwt`, by the same key.
 *
 * @throws InvalidFieldError naming the field that is wrong; nothing was signed.
 * @example
 * import { quittanceDomain } from "quittance/protocol";
 * import { exampleTrustAnswer } from "quittance/testing";
 * import { generateTrustKey, issueTrustCredential } from "quittance/trust/credentials";
 *
 * const credential = await issueTrustCredential({
 *   key: await generateTrustKey(),
 *   service: "https://trust.example",
 *   domain: quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" }),
 *   answer: exampleTrustAnswer(),
 *   validUntil: Math.floor(Date.now() / 1_000) + 3_600,
 * });
 * console.log(Object(credential.proof).cryptosuite); // ecdsa-rdfc-2019
 */
export async function issueTrustCredential(input: TrustCredentialInput): Promise<CredentialDocument> {
  const draft = draftOf(input);
  return signWithProof(draft, input.key);
}

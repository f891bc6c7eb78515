// The entry `quittance/trust/credentials`: what needs `jose` and the packages of Digital Bazaar.

export type { TrustClaim } from "./claim.ts";
export { TRUST_CONTEXT_PATH, trustContext } from "./context.ts";
export type { CredentialDocument, TrustCredentialInput } from "./document.ts";
export { issueTrustCredential, issueTrustJwt } from "./issue.ts";
export { type TrustDidDocument, type TrustMethod, trustDidDocument, trustKeySet } from "./issuer.ts";
export { generateTrustKey, importTrustKey, type TrustKey, type TrustPublicJwk } from "./key.ts";
export { isTrustRevoked, parseTrustRevocations, type TrustRevocation } from "./revocations.ts";
export { issueTrustStatus, issueTrustStatusJwt, type TrustStatusInput } from "./status-list.ts";
export { type TrustCredentialQuestion, type VerifiedTrust, verifyTrustCredential } from "./verify.ts";

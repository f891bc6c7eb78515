// The entry `quittance/evidence/private`: what needs the package `jose`.
export { type EvidenceKey, type EvidenceKeyJwk, generateEvidenceKey, importEvidenceKey } from "./key.ts";
export { addRecipients, encryptBundle } from "./seal.ts";
export { decryptBundle, unsealWith } from "./unseal.ts";

export { evidenceBounds } from "./bounds.ts";
export { type BundleDraft, createBundle, openBundle } from "./bundle.ts";
export { checkDelivered, type DeliveredCheck, type EvidenceSubject } from "./delivered.ts";
export { type BundleRequest, fetchBundle, type Unseal } from "./fetch.ts";
export { checkEvidence, hashEvidence } from "./hash.ts";
export { type EvidenceFetch, type HttpEvidenceOptions, httpEvidence } from "./http-reader.ts";
export { encodeManifest, hashManifest, readManifest } from "./manifest.ts";
export { mediaTypeOf } from "./media-type.ts";
export { memoryEvidenceStore } from "./memory-store.ts";
export { requireEvidencePath } from "./path.ts";
export { type EvidenceProof, proveEvidenceFile, verifyEvidenceFile } from "./proof.ts";
export { type PublishedBundle, publishBundle } from "./publish.ts";
export { evidenceReaders } from "./reader-chain.ts";
export { type Retention, retentionOf } from "./retention.ts";
export { checkEvidenceRules, missingPaths } from "./rules.ts";
export type {
  EvidenceReader,
  EvidenceRequest,
  EvidenceStore,
  StoredEvidence,
} from "./store.ts";
export type { EvidenceBundle, EvidenceFile, EvidenceManifest, EvidenceRules } from "./types.ts";

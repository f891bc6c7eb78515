// The entry `quittance/evidence/s3`: what needs the package `aws4fetch`.
export { type S3EvidenceOptions, s3EvidenceStore } from "./store.ts";

// The entry `quittance/evidence/ipfs`: what needs the package `multiformats`.
export { cidOf, sha256OfCid } from "./cid.ts";
export { type IpfsEvidenceOptions, ipfsEvidence, maxRawBlock } from "./reader.ts";
export { withCids } from "./store.ts";

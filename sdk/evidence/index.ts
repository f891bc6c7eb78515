export { checkEvidence, hashEvidence } from "./hash.ts";

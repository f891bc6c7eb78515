import type { RoomCalls } from "./room-scene.ts";

/** Calls of `quittance/evidence` and of the entries below it. */
export const evidenceCalls: RoomCalls = {
  checkDelivered: ({ domain, bundle: { manifest }, delivery, seller, hash: pact, client }) => [
    { domain, manifest, delivery, seller: seller.address, pact, client },
  ],
  checkEvidence: ({ hash }) => [{ evidence: "text", hash }],
  checkEvidenceRules: ({ bundle: { manifest }, rules }) => [{ manifest, rules }],
  createBundle: ({ hash, files, rules }) => [
    { deal: hash, milestone: 0, pact: hash, files, mediaTypes: { "a.txt": "text/plain" }, rules },
  ],
  encodeManifest: ({ bundle }) => [{ ...bundle.manifest }],
  evidenceReaders: ({ reader, store }) => [{ readers: [reader], keepIn: store }],
  fetchBundle: ({ bundle, reader, rules, hash, seller, domain, delivery }) => [
    {
      ...{ evidenceUri: "https://seller.example/1", evidence: bundle.hash, reader, rules },
      subject: { deal: hash, milestone: 0, pact: hash, seller: seller.address, domain, delivery },
    },
  ],
  hashEvidence: () => ["text"],
  hashManifest: ({ bundle }) => [{ ...bundle.manifest }],
  httpEvidence: ({ fetch }) => [{ fetch, allowPrivate: false, timeoutMs: 1_000, attempts: 1, redirects: 1 }],
  mediaTypeOf: () => ["a.txt"],
  missingPaths: ({ bundle: { manifest } }) => [{ manifest, required: ["a.txt"] }],
  openBundle: ({ bundle: { manifest, hash: evidence, files } }) => [{ manifest, evidence, files }],
  proveEvidenceFile: ({ bundle: { manifest } }) => [{ manifest, path: "a.txt" }],
  publishBundle: ({ bundle, store }) => [{ bundle, store }],
  readManifest: () => [{ manifest: "{}" }],
  requireEvidencePath: () => [{ path: "a.txt", field: "path" }],
  retentionOf: () => [{ finalAt: 1, auditPeriod: 1 }],
  verifyEvidenceFile: ({ proof, bundle: { manifest }, files }) => [
    { proof, root: manifest.root, bytes: files.get("a.txt") },
  ],
  readArchive: ({ archive }) => [{ archive, limits: { maxEntries: 9, maxBytes: 999, maxRatio: 99 } }],
  cidOf: ({ fileHash: sha256 }) => [{ sha256 }],
  ipfsEvidence: ({ fetch }) => [{ gateways: ["https://ipfs.example"], fetch, timeoutMs: 1_000 }],
  sha256OfCid: () => [{ cid: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku" }],
  withCids: ({ store }) => [{ store }],
  addRecipients: ({ sealed, key, bundle }) => [
    { sealed, key, evidence: bundle.hash, recipients: [key.publicKey] },
  ],
  decryptBundle: ({ sealed, key, bundle }) => [{ sealed, key, evidence: bundle.hash }],
  encryptBundle: ({ bundle, key }) => [{ bundle, recipients: [key.publicKey] }],
  importEvidenceKey: ({ key }) => [key.exportJwk()],
  unsealWith: ({ key }) => [key],
  s3EvidenceStore: () => [
    {
      ...{ endpoint: "https://s3.example", region: "eu", bucket: "evidence", accessKeyId: "key" },
      ...{ secretAccessKey: "secret", sessionToken: "token", prefix: "a/", retries: 0, timeoutMs: 1_000 },
      publicUrl: "https://evidence.example/",
    },
  ],
};

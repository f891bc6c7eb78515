import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryEvidenceStore } from "../../../sdk/evidence/index.ts";
import { retentionIndex } from "../../../sdk/node.ts";
import type { Calls } from "./scene.ts";

const own = () => join(tmpdir(), `quittance-keys-${randomUUID()}`);

/** Calls of `quittance/node` that keep evidence and ballots in files. */
export const nodeCalls: Calls = {
  folderApprovals: () => [{ folder: own() }],
  folderEvidenceStore: () => [{ folder: own(), publicUrl: "https://evidence.example/" }],
  folderNegotiations: () => [{ folder: own() }],
  publicLookup: () => [{ resolve: async () => [] }],
  fileScreen: () => [{ path: own() }],
  openScreening: () => [{ url: "http://127.0.0.1:9/screen", failure: "open", prefix: "RELAYER" }],
  screeningSettings: () => [{ RELAYER_SCREENING_URL: "http://127.0.0.1:9/screen" }, "RELAYER"],
  guardedFetch: () => [{ allowPrivate: false, store: "http://127.0.0.1:9/" }],
  openBallotGuard: () => [{ folder: own() }],
  retentionIndex: () => [{ folder: own() }],
  sweepEvidence: ({ now }) => [
    { store: memoryEvidenceStore(), index: retentionIndex({ folder: own() }), now, dryRun: true },
  ],
  writeEvidenceKey: () => [
    { path: own(), key: { kty: "OKP", crv: "X25519", x: "A".repeat(43), d: "A".repeat(43) } },
  ],
};
